import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CONTRACT } from "../../../lambda/src/config/contract.ts";
import { isFailure } from "../../../lambda/src/failure.ts";
import { createPolicyCompiler } from "../../../lambda/src/policy/compile.ts";
import { denyAll } from "../../../lambda/src/policy/create-policy.ts";
import { type Policy, policyBytes } from "../../../lambda/src/policy-document.ts";
import { configurationWith } from "../../../lambda/tests/support/configuration.ts";
import type { Json } from "../../../lambda/tests/support/keys.ts";
import { isAllowed } from "../../../lambda/tests/support/policy-matcher.ts";
import { rulesArbitrary, withApis } from "../../../lambda/tests/support/rule-arbitraries.ts";
import { createWorkspace, type Workspace } from "../../support/workspace.ts";
import { functionInputs } from "../support/inputs.ts";
import { writeModuleCalls, writeRepeatedCall } from "../support/module-calls.ts";

const FUNCTION = { source: ".", inputs: functionInputs };

/** A stage ARN of the length that Terraform assumes. */
const STAGE_ARN = "arn:aws:execute-api:ap-southeast-2:123456789012:abcdefghij/".padEnd(
  CONTRACT.sizes.stage_arn_characters,
  "s",
);

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});

afterAll(() => workspace.remove());

/** An object in which every claim has its own value, of the longest length that a path takes. */
const LONGEST_CLAIMS: Json = new Proxy(
  {},
  {
    getOwnPropertyDescriptor: (_, name) => ({
      value: String(name).padEnd(CONTRACT.sizes.placeholder_characters, "v"),
      enumerable: true,
      configurable: true,
    }),
    get: (_, name) => String(name).padEnd(CONTRACT.sizes.placeholder_characters, "v"),
  },
);

/** The policy that the function writes for a token, or undefined if it is too large. */
function policyOf(rules: readonly Json[] | null, claims: Json, strictPaths = true): Policy | undefined {
  const top = { rules, strict_paths: strictPaths };
  const policy = createPolicyCompiler(configurationWith({ top }))(claims).forStage(STAGE_ARN, false);
  return isFailure(policy) ? undefined : policy;
}

/** The policy of a token that satisfies every rule except denials of everything, which would make it small. */
function largestPolicy(rules: readonly Json[]): Policy | undefined {
  const limited = rules.filter(
    ({ effect, paths, methods }) =>
      effect !== "deny" || !(paths as string[]).includes("/*") || (methods !== undefined && methods !== null),
  );
  // Without conditions a token satisfies all of them.
  const open = limited.map(({ scopes, claims: _, ...rule }) => ({
    ...rule,
    ...(JSON.stringify(rule["paths"]).includes("{") ? {} : { any_token: true }),
  }));
  return open.length === 0 ? denyAll(STAGE_ARN, false) : policyOf(open, LONGEST_CLAIMS);
}

const sentBytes = (policy: Policy): number => Buffer.byteLength(JSON.stringify(policy));

describe("policy_bytes_worst_case", () => {
  const ruleSets = fc
    .sample(rulesArbitrary, { numRuns: 25, seed: 1 })
    .map((rules) => rules.map((rule) => ({ ...rule, paths: rule.paths.map(flatPlaceholders) })))
    .filter((rules) => rules.length > 0);

  test("is the size of the largest policy that the function can send", async () => {
    const preamble = `output "sizes" {\n  value = { for key, each in module.each : key => each.policy_bytes_worst_case }\n}\n`;
    const terraform = await writeRepeatedCall(workspace, "sizes", FUNCTION, "rules", ruleSets, preamble);
    const { output_changes } = await terraform.planJson();
    const sizes = output_changes?.["sizes"]?.after as Record<string, number>;
    const limit = CONTRACT.sizes.response_bytes;
    for (const [number, rules] of ruleSets.entries()) {
      const policy = largestPolicy(rules);
      const size = sizes[number] ?? 0;
      expect(size > limit ? undefined : size, JSON.stringify(rules)).toBe(policy && sentBytes(policy));
    }
  }, 120_000);

  test("is that of the API with the largest one", async () => {
    const preamble = `output "sizes" {\n  value = { for key, each in module.each : key => each.policy_bytes_worst_case }\n}\n`;
    const inputs = { ...functionInputs, apis: { orders: { id: "a1" }, billing: { id: "b2" } } };
    const given = fc
      .sample(withApis(rulesArbitrary, ["orders", "billing"]), { numRuns: 25, seed: 1 })
      .map((rules) => rules.map((rule) => ({ ...rule, paths: rule.paths.map(flatPlaceholders) })))
      .filter((rules) => rules.length > 0);
    const call = { source: ".", inputs };
    const terraform = await writeRepeatedCall(workspace, "apis", call, "rules", given, preamble);
    const { output_changes } = await terraform.planJson();
    const sizes = output_changes?.["sizes"]?.after as Record<string, number>;
    const limit = CONTRACT.sizes.response_bytes;
    for (const [number, rules] of given.entries()) {
      const policies = [undefined, "orders", "billing"].map((api) => largestPolicyAt(api, rules));
      const largest = Math.max(
        ...policies.map((policy) => (policy === undefined ? Number.POSITIVE_INFINITY : sentBytes(policy))),
      );
      const size = sizes[number] ?? 0;
      expect(size > limit ? Number.POSITIVE_INFINITY : size, JSON.stringify(rules)).toBe(largest);
    }
  }, 120_000);
});

/** @param api undefined for an API that the configuration does not list */
function largestPolicyAt(api: string | undefined, rules: readonly Json[]): Policy | undefined {
  const applying = rules.filter(
    ({ apis }) => !Array.isArray(apis) || (api !== undefined && apis.includes(api)),
  );
  return largestPolicy(applying.map(({ apis: _, ...rule }) => rule));
}

/** A pointer's placeholder as one of a top-level claim. */
function flatPlaceholders(path: string): string {
  return path.replace("{/nested/id}", "{id}");
}

describe("the size of one policy", () => {
  const scope = (index: number): string => `scope${index}`;
  const claims = {
    scope: Array.from({ length: 9 }, (_, index) => scope(index)).join(" "),
    tenant: "t".repeat(128),
    user: "u".repeat(128),
  };
  const cases: readonly (readonly [name: string, rules: readonly Json[] | null, isStrict: boolean])[] = [
    [
      "nine rules with seven methods each",
      Array.from({ length: 9 }, (_, index) => ({ paths: [`/path/number/${index}`], scopes: [scope(index)] })),
      true,
    ],
    ["no rules", null, true],
    ["one rule", [{ methods: ["GET"], paths: ["/a"], any_token: true }], true],
    ["one rule, without strict_paths", [{ methods: ["GET"], paths: ["/a"], any_token: true }], false],
    ["placeholders", [{ methods: ["GET", "PUT"], paths: ["/{tenant}/*", "/x/{tenant}/{user}"] }], true],
    [
      "characters that JSON encoders of other languages escape",
      [{ paths: ["/a&b", "/'(c)'", "/d+e=f;%3C"], any_token: true }],
      true,
    ],
    [
      "denies and their spellings",
      [
        { paths: ["/*"], any_token: true },
        { effect: "deny", paths: ["/a", "/b/", "/c/*", "/d*"], scopes: [scope(0)] },
        { effect: "deny", methods: ["PUT"], paths: ["/*"], any_token: true },
      ],
      true,
    ],
    [
      "rules that repeat each other",
      [
        { methods: ["GET"], paths: ["/a", "/b"], any_token: true },
        { methods: ["GET", "PUT"], paths: ["/b", "/c"], scopes: [scope(1)] },
      ],
      true,
    ],
    ["only a rule for $connect", [{ paths: ["$connect"], any_token: true }], true],
  ];

  test("is the same in the plan, in rule_tests, in the function and as it is sent", async () => {
    const calls = cases.flatMap(([, rules, strict_paths], number) => {
      const inputs = { rules, strict_paths, rule_tests: [{ claims, ...decisionOn("/zz", rules) }] };
      return [
        { name: `plan_${number}`, source: ".", inputs: { ...functionInputs, ...inputs } },
        { name: `tests_${number}`, source: "modules/rule-tests", inputs },
      ];
    });
    const sizes = cases.map(
      (_, number) =>
        `[module.plan_${number}.policy_bytes_worst_case, module.tests_${number}.policy_bytes[0]]`,
    );
    const preamble = `output "sizes" {\n  value = [${sizes.join(", ")}]\n}\n`;
    const { terraform } = await writeModuleCalls(workspace, "one-size", calls, preamble);
    const { output_changes } = await terraform.planJson();
    const planned = output_changes?.["sizes"]?.after as readonly (readonly number[])[];
    for (const [number, [name, rules, isStrict]] of cases.entries()) {
      const policy = policyOf(rules, claims, isStrict) ?? fail(name);
      expect([...(planned[number] ?? []), policyBytes(policy)], name).toEqual(
        Array(3).fill(sentBytes(policy)),
      );
    }
  }, 120_000);

  /** A request that the function allows or denies, as a test of the rules. */
  function decisionOn(path: string, rules: readonly Json[] | null): Json {
    const policy = policyOf(rules, claims) ?? fail(path);
    return { [isAllowed(policy, `${STAGE_ARN}/GET${path}`) ? "allow" : "deny"]: [`GET ${path}`] };
  }
});

function fail(message: string): never {
  throw new Error(message);
}
