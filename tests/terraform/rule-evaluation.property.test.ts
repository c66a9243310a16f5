import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isFailure } from "../../lambda/src/failure.ts";
import { type JsonObject, parseJsonObject } from "../../lambda/src/json.ts";
import { createPolicyCompiler } from "../../lambda/src/policy/compile.ts";
import { METHODS } from "../../lambda/src/policy/rule.ts";
import { configurationWith } from "../../lambda/tests/support/configuration.ts";
import { STAGE_ARN } from "../../lambda/tests/support/events.ts";
import { isAllowed } from "../../lambda/tests/support/policy-matcher.ts";
import {
  claimsArbitrary,
  connectRuleArbitrary,
  rulesArbitrary,
  wishArbitrary,
  withApis,
} from "../../lambda/tests/support/rule-arbitraries.ts";
import type { WrittenRule } from "../../lambda/tests/support/rule-reading.ts";
import { createWorkspace, type Workspace } from "../support/workspace.ts";

/*
 * `modules/rule-tests` decides a request during the plan as IAM decides it by the function's policy. The two share no
 * code.
 */
const SEED = Number(process.env["FAST_CHECK_SEED"] ?? 1);
const RULE_SETS = Number(process.env["RULE_SETS"] ?? 150);
const TOKENS = 4;
const WISHES = 4;

/** APIs that rules name. */
const APIS = ["orders", "billing"];

/** A test of the module. `allow` and `deny` are the decisions of the function. */
interface RuleTest {
  readonly claims: JsonObject;
  readonly api?: string | null;
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}

interface Case {
  readonly rules: readonly WrittenRule[] | null;
  readonly strict_paths: boolean;
  readonly rule_tests: readonly RuleTest[];
}

const scenario = fc.record({
  rules: fc.oneof(
    { arbitrary: rulesArbitrary, weight: 5 },
    { arbitrary: withApis(rulesArbitrary, APIS), weight: 4 },
    { arbitrary: fc.array(connectRuleArbitrary, { maxLength: 3 }), weight: 1 },
    { arbitrary: withApis(fc.array(connectRuleArbitrary, { maxLength: 3 }), APIS), weight: 1 },
  ),
  strictPaths: fc.boolean(),
  tokens: fc.array(
    fc.record({
      claims: claimsArbitrary,
      api: fc.option(fc.constantFrom(...APIS)),
      wishes: fc.array(wishArbitrary, { minLength: WISHES, maxLength: WISHES }),
    }),
    { minLength: TOKENS, maxLength: TOKENS },
  ),
});

const cases = fc
  .sample(scenario, { numRuns: RULE_SETS, seed: SEED })
  .map(({ rules, strictPaths, tokens }, number): Case => {
    const apis = Object.fromEntries(APIS.map((api) => [api, { id: api }]));
    const top = { rules: rules.length === 0 ? null : rules, strict_paths: strictPaths, apis };
    const policyOf = createPolicyCompiler(configurationWith({ top }));
    const ruleTests = tokens.map(({ claims: given, api, wishes }, token): RuleTest => {
      // No rule reads `case`, which identifies a message. Terraform normalizes strings to NFC.
      const text = JSON.stringify({ ...given, case: `${number}.${token}.` }).normalize("NFC");
      const claims = parseJsonObject(text) ?? fail(text);
      const policy = policyOf(claims, api ?? undefined);
      const [onStage, onConnect] = [policy.forStage(STAGE_ARN, false), policy.forStage(STAGE_ARN, true)];
      if (isFailure(onStage) || isFailure(onConnect)) {
        return fail("a policy of four rules fits");
      }
      const requests = wishes
        .map((wishOf) => wishOf(rules, claims))
        // A test accepts only the methods that rules name.
        .filter(({ method }) => METHODS.some((known) => known === method))
        // A client percent-encodes what a URL cannot contain.
        .map(({ method, path }) => `${method} ${path.replace(/[^!-~]|[?#{}]/gu, encodeURIComponent)}`);
      const allowed = new Set(
        requests.filter((request) => isAllowed(onStage, `${STAGE_ARN}/${request.replace(" ", "")}`)),
      );
      const denied = new Set(requests.filter((request) => !allowed.has(request)));
      (isAllowed(onConnect, `${STAGE_ARN}/$connect`) ? allowed : denied).add("$connect");
      return { claims, api, allow: [...allowed], deny: [...denied] };
    });
    return { rules: top.rules, strict_paths: strictPaths, rule_tests: ruleTests };
  });

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});

afterAll(() => workspace.remove());

describe("for random rules, tokens and requests, the decision in a plan", () => {
  test("is what the function's policy does", async () => {
    expect(await failuresOf("as-decided", cases)).toEqual([]);
    const requests = cases.flatMap(({ rule_tests }) =>
      rule_tests.flatMap(({ allow, deny }) => [...allow, ...deny]),
    );
    const allowed = cases.flatMap(({ rule_tests }) => rule_tests.flatMap(({ allow }) => allow));
    // Both decisions must be frequent.
    expect(requests.length).toBeGreaterThan(RULE_SETS * TOKENS);
    expect(allowed.length / requests.length).toBeGreaterThan(0.1);
    expect(allowed.length / requests.length).toBeLessThan(0.9);
  }, 300_000);

  test("fails the plan if a test expects the opposite", async () => {
    // The module lists at most 20 failures.
    const turned = cases.slice(0, 100).map(
      (each): Case => ({
        ...each,
        rule_tests: each.rule_tests
          .slice(0, 3)
          .map(({ allow, deny, ...test }) => ({ ...test, allow: deny, deny: allow })),
      }),
    );
    const failures = (await failuresOf("turned-around", turned)).join("\n");
    const reported = [...failures.matchAll(/"case":"([0-9.]+)"/g)].map(([, name]) => name);
    const expected = turned.flatMap(({ rule_tests }) =>
      rule_tests.flatMap(({ claims, allow, deny }) => [...allow, ...deny].map(() => claims["case"])),
    );
    expect(reported.toSorted()).toEqual(expected.toSorted());
  }, 300_000);
});

/** Plans all cases together. @returns the diagnostics */
async function failuresOf(directory: string, given: readonly Case[]): Promise<readonly string[]> {
  const texts = Object.fromEntries(
    given.map((each, number) => [String(number), escaped(JSON.stringify(each))]),
  );
  const inputs = ["rules", "strict_paths", "rule_tests"].map((name) => [
    name,
    `\${jsondecode(each.value).${name}}`,
  ]);
  const each = {
    source: "../modules/rule-tests",
    for_each: texts,
    api_keys: APIS,
    ...Object.fromEntries(inputs),
  };
  await mkdir(join(workspace.path, directory));
  await writeFile(join(workspace.path, directory, "main.tf.json"), JSON.stringify({ module: { each } }));
  const terraform = workspace.directory(directory);
  await terraform.init();
  return (await terraform.planDiagnostics()).map(({ summary, detail }) => `${summary}\n${detail}`);
}

/** Strings in `.tf.json` are templates. */
function escaped(text: string): string {
  return text.replace(/[$%]\{/g, (sequence) => sequence.charAt(0) + sequence);
}

function fail(message: string): never {
  throw new Error(message);
}
