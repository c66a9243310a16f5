import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseConfiguration } from "../../lambda/src/config/configuration.ts";
import { configurationWith, validDocument } from "../../lambda/tests/support/configuration.ts";
import { faultsOf } from "../../lambda/tests/support/faults.ts";
import { rulesArbitrary } from "../../lambda/tests/support/rule-arbitraries.ts";
import { ACCEPTED_RULES, REFUSED_RULES } from "../../lambda/tests/support/rule-tables.ts";
import type { PlanDocument } from "../support/terraform.ts";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { functionInputs, SENSITIVE_VALUE } from "./support/inputs.ts";
import { writeRepeatedCall } from "./support/module-calls.ts";
import { plannedDocument } from "./support/planned.ts";

/** Valid rules, some with one part replaced by another value. */
const RANDOM_RULES = fc.sample(
  fc
    .tuple(rulesArbitrary, fc.nat(), fc.jsonValue({ maxDepth: 2 }), fc.boolean())
    .map(([rules, at, value, isSpoilt]) => (isSpoilt ? spoilt(rules, at, value) : rules))
    .filter((rules): rules is readonly unknown[] => Array.isArray(rules) && rules.length > 0),
  { numRuns: 40, seed: Number(process.env["FAST_CHECK_SEED"] ?? 1) },
);

const FUNCTION = { source: ".", inputs: functionInputs };

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});

afterAll(() => workspace.remove());

/** A sensitive value in another rule hides no message. */
const besideSecret = (rules: string) =>
  `concat(${rules}, [{ paths = ["/"], scopes = [sensitive("${SENSITIVE_VALUE}")] }])`;

/**
 * The faults that Terraform finds in each of many rule sets.
 *
 * Terraform does not say in which call of a module a precondition failed. So each set gets one more rule, with an
 * unknown attribute that names the set.
 */
async function planFaults(
  directory: string,
  ruleSets: readonly (readonly unknown[])[],
): Promise<readonly (readonly string[])[]> {
  const marked = ruleSets.map((rules, number) => [
    ...rules,
    { paths: ["/"], any_token: true, [`case_${number}_`]: true },
  ]);
  const terraform = await writeRepeatedCall(
    workspace,
    directory,
    FUNCTION,
    "rules",
    marked,
    "",
    besideSecret,
  );
  const details = (await terraform.planDiagnostics()).map(({ detail }) => detail.trim());
  return ruleSets.map((_, number) => {
    const [found, ...others] = details.filter((detail) => detail.includes(`"case_${number}_"`));
    if (found === undefined || others.length > 0) {
      throw new Error(`Terraform reported no fault for the rules of case ${number}`);
    }
    return found.split("\n").filter((fault) => !fault.includes(`"case_${number}_"`));
  });
}

/** Many rules share a list, because each call of the module costs Terraform a quarter of a second. */
const RULES_PER_LIST = 25;

/** The faults that Terraform finds in each of many rules, as if it were the only one of its list. */
async function planFaultsOfRules(
  directory: string,
  rules: readonly unknown[],
): Promise<readonly (readonly string[])[]> {
  const lists = Array.from({ length: Math.ceil(rules.length / RULES_PER_LIST) }, (_, number) =>
    rules.slice(number * RULES_PER_LIST, (number + 1) * RULES_PER_LIST),
  );
  const faults = await planFaults(directory, lists);
  return rules.map((_, number) => {
    const place = `rules[${number % RULES_PER_LIST}]`;
    return (faults[Math.floor(number / RULES_PER_LIST)] ?? [])
      .filter((fault) => fault.startsWith(place))
      .map((fault) => fault.replace(place, "rules[0]"));
  });
}

describe("rejected rules", () => {
  const [lists, others] = [true, false].map((isList) =>
    REFUSED_RULES.filter(({ rules }) => Array.isArray(rules) === isList),
  );

  describe("the message names the place, the value and the fix:", () => {
    const rows = (lists ?? []).map((row) => ({ ...row, rules: row.rules as readonly unknown[] }));
    const single = rows.filter(({ rules }) => rules.length === 1);
    const several = rows.filter(({ rules }) => rules.length !== 1);
    const faults = new Map<unknown, readonly string[] | undefined>();

    beforeAll(async () => {
      const ofSingle = await planFaultsOfRules(
        "refused-rules",
        single.flatMap(({ rules }) => rules),
      );
      const ofSeveral = await planFaults(
        "refused-lists",
        several.map(({ rules }) => rules),
      );
      for (const [number, row] of single.entries()) {
        faults.set(row, ofSingle[number]);
      }
      for (const [number, row] of several.entries()) {
        faults.set(row, ofSeveral[number]);
      }
    }, 300_000);

    test.each(rows.map((row) => [row.name, row] as const))("%s", (_name, row) => {
      const { message } = row;
      expect(faults.get(row)?.map((fault) => fault.slice(0, message.length))).toEqual([message]);
    });
  });

  test("that are not a list", async () => {
    const values = (others ?? []).map(({ rules }) => rules);
    const terraform = await writeRepeatedCall(workspace, "no-lists", FUNCTION, "rules", values);
    const details = (await terraform.planDiagnostics()).map(({ detail }) => detail);
    expect(details).toEqual(values.map(() => "rules must be a list of objects: write rules = [{ ... }]."));
  });

  test("that are an empty list", async () => {
    const terraform = await writeRepeatedCall(workspace, "empty", FUNCTION, "rules", [[]]);
    const details = (await terraform.planDiagnostics()).map(({ detail }) => detail);
    expect(details).toEqual([
      expect.stringMatching(
        /^rules is an empty list, which is usually a filter that matched nothing\. Leave rules out/,
      ),
    ]);
  });

  test("show all their faults in one plan", async () => {
    const rules = [{ paths: ["a"], scope: ["s"] }, { paths: ["/{b"], claims: [{ nam: "c", any: [] }] }, 7];
    const [faults] = await planFaults("many-faults", [rules]);
    expect(faults?.map((fault) => fault.split(" ")[0]).toSorted()).toEqual([
      "rules[0]",
      "rules[0].paths[0]",
      "rules[1].claims[0]",
      "rules[1].claims[0].any",
      "rules[1].paths[0]",
      "rules[2]",
    ]);
  });
});

describe("accepted rules", () => {
  const rows = Object.entries(ACCEPTED_RULES);
  let plan: PlanDocument;

  beforeAll(async () => {
    const values = rows.map(([, rules]) => rules);
    plan = await (await writeRepeatedCall(workspace, "accepted-rules", FUNCTION, "rules", values)).planJson();
  }, 300_000);

  test.each(rows.map(([name, rules], number) => [name, rules, number] as const))(
    "with %s reach the function as they were written",
    (_name, rules, number) => {
      const document = plannedDocument(plan, `module.each["${number}"].aws_lambda_function.this[0]`);
      expect(parseConfiguration(document).rules).toEqual(configurationWith({ top: { rules } }).rules);
    },
  );
});

describe("Terraform and the function", () => {
  test("reject the same rules", async () => {
    const rules = RANDOM_RULES.flat();
    const faults = await planFaultsOfRules("random-rules", rules);
    const isRefusedByFunction = rules.map(
      (rule) => faultsOf(JSON.stringify(validDocument({ top: { rules: [rule] } }))).length > 0,
    );
    const differing = rules.filter(
      (_, number) => (faults[number] ?? []).length > 0 !== isRefusedByFunction[number],
    );
    expect(differing.map((rule) => JSON.stringify(rule))).toEqual([]);
    // Both answers must occur, otherwise nothing was compared.
    for (const isRefused of [true, false]) {
      expect(isRefusedByFunction.filter((answer) => answer === isRefused).length).toBeGreaterThan(15);
    }
  }, 300_000);
});

/** Replaces one part of a value, at any depth. */
function spoilt(value: unknown, at: number, replacement: unknown): unknown {
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0) {
    return replacement;
  }
  const names = Object.keys(value);
  const name = names[at % names.length] ?? "";
  const copy: Record<string, unknown> = { ...value };
  copy[name] = spoilt(copy[name], Math.floor(at / names.length), replacement);
  return Array.isArray(value) ? Object.values(copy) : copy;
}
