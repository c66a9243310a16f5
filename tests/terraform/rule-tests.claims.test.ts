import { afterAll, beforeAll, expect, test } from "vitest";
import { parseJsonObject } from "../../lambda/src/json.ts";
import { createPolicyCompiler } from "../../lambda/src/policy/compile.ts";
import { configurationWith } from "../../lambda/tests/support/configuration.ts";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { expression, writeModuleCalls } from "./support/module-calls.ts";

const RULES = [
  { methods: ["POST"], paths: ["/amounts"], claims: [{ name: "n", any: [7, 1000, 9007199254740991] }] },
];

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});

afterAll(() => workspace.remove());

/** Plans one call for each list of tests, written in HCL because JavaScript would round its numbers. */
async function planHcl(
  directory: string,
  rules: readonly unknown[],
  all: readonly string[],
): Promise<readonly string[]> {
  const calls = all.map((ruleTests, number) => ({
    name: `case_${number}`,
    source: "modules/rule-tests",
    inputs: { name: `case ${number}`, rules, rule_tests: expression(ruleTests) },
  }));
  const { terraform } = await writeModuleCalls(workspace, directory, calls);
  return (await terraform.planDiagnostics()).map(({ detail }) => detail.trim());
}

test("claims may nest as deep as the function allows", async () => {
  const nested = (levels: number): unknown => JSON.parse(`${"[".repeat(levels)}${"]".repeat(levels)}`);
  const claims = { n: 7, a: nested(31) };
  expect(parseJsonObject(JSON.stringify(claims))).toEqual(claims);
  expect(parseJsonObject(JSON.stringify({ a: nested(32) }))).toBeUndefined();
  const tests = `[{ claims = jsondecode(${JSON.stringify(JSON.stringify(claims))}), allow = ["POST /amounts"] }]`;
  expect(await planHcl("deep-claims", RULES, [tests])).toEqual([]);
}, 60_000);

test("a number that the function would round, or refuse, is rejected", async () => {
  const numbers = [
    "0.1234567890123456",
    "1.0000000000000000001",
    "1e999",
    "1e-400",
    "9007199254740993.5",
    "9".repeat(301),
  ];
  const tests = numbers.map((number) => `[{ claims = { a = [${number}] }, deny = ["GET /x"] }]`);
  const details = await planHcl("rounded-numbers", RULES, tests);
  expect(details.map((detail) => detail.split(" of more than ")[0]).toSorted()).toEqual(
    numbers.map((_, number) => `case ${number}: rule_tests[0].claims must not contain a fraction`),
  );
}, 60_000);

test("numbers are those that the function reads, however they are written", async () => {
  const policyOf = createPolicyCompiler(configurationWith({ top: { rules: RULES } }));
  const values = [
    ...["7", "7.0", "7.5", "70e-1", "0.7e1", "1e3", "1E+3", "-0"],
    ...["9007199254740991", "9007199254740992", "9007199254740993"],
    ...['"7"', '"7.0"', "[7]", "[[7]]", "[null,7]", "[7,0.5]", "1000.000"],
  ];
  const lists = values.map((value) => {
    const { satisfiedRules } = policyOf(parseJsonObject(`{"n":${value}}`) ?? {});
    return { value, list: satisfiedRules.includes(0) ? "allow" : "deny" };
  });
  const tests = lists.map(({ value, list }) => `{ claims = { n = ${value} }, ${list} = ["POST /amounts"] }`);
  expect(await planHcl("numbers", RULES, [`[${tests.join(", ")}]`])).toEqual([]);
  expect(lists.filter(({ list }) => list === "allow")).toHaveLength(12);
}, 120_000);

test("strings are compared in Unicode's NFC, into which Terraform puts them", async () => {
  const strings = ["e\u0301", "<\u0338", "=\u0338", "\u0338x", '"\u0338', "&<>\u2028"];
  const rules = strings.map((value, number) => ({
    paths: [`/${number}`],
    claims: [{ name: "s", any: [value.normalize("NFC")] }],
  }));
  const policyOf = createPolicyCompiler(configurationWith({ top: { rules } }));
  const tests = strings.map((value, number) => {
    expect(policyOf({ s: value.normalize("NFC") }).satisfiedRules).toEqual([number]);
    return {
      claims: { s: value },
      allow: [`GET /${number}`],
      deny: strings.flatMap((_, other) => (other === number ? [] : [`GET /${other}`])),
    };
  });
  expect(await planHcl("strings", rules, [`jsondecode(${JSON.stringify(JSON.stringify(tests))})`])).toEqual(
    [],
  );
}, 60_000);
