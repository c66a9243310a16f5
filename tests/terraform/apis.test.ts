import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseConfiguration } from "../../lambda/src/config/configuration.ts";
import type { PlanDocument } from "../support/terraform.ts";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { functionInputs, SENSITIVE_VALUE } from "./support/inputs.ts";
import {
  expression,
  type ModuleCall,
  secret,
  writeModuleCalls,
  writeModuleInstances,
} from "./support/module-calls.ts";
import { plannedDocument } from "./support/planned.ts";

type Inputs = Readonly<Record<string, unknown>>;
type Row = readonly [title: string, inputs: Inputs, messages: readonly string[]];

const unknown = expression("terraform_data.later.output");
const preamble = 'resource "terraform_data" "later" {\n  input = timestamp()\n}\n';

const ORDERS = { id: "a1", audience: ["https://orders.example.com"] };
const BILLING = { id: "b2" };
const APIS = { orders: ORDERS, billing: BILLING };
const ruleFor = (apis: unknown): Inputs => ({ apis, paths: ["/a"], any_token: true });
const { name, issuer } = functionInputs;

/** Invalid values of the input alone. */
const INVALID: readonly Row[] = [
  ["a list", { apis: [ORDERS] }, ["apis must be a map of objects: write apis = { orders = {"]],
  [
    "an invalid key",
    { apis: { "a b": ORDERS } },
    ['apis has the invalid keys ["a b"]: each must be 1 to 63 letters, digits, hyphens and underscores'],
  ],
  [
    "an entry that is not an object",
    { apis: { orders: "a1" } },
    ["apis.orders must be an object, such as { id ="],
  ],
  [
    "an entry without ID",
    { apis: { orders: { audience: [secret(SENSITIVE_VALUE)] } } },
    ["apis.orders.id is missing: set it to the ID of the API"],
  ],
  [
    "a misspelled attribute",
    { apis: { orders: { id: "a1", audiences: ["a"] } } },
    ['apis.orders has the unknown attribute "audiences": correct or remove it. Did you mean "audience"?'],
  ],
  [
    "an ARN as the ID",
    { apis: { orders: { id: "arn:aws:x", audience: [secret(SENSITIVE_VALUE)] } } },
    ['apis.orders.id is "arn:aws:x": it must be the ID of an API: letters and digits, not an ARN or a name'],
  ],
  [
    "an ID that is null",
    { apis: { orders: { id: null }, billing: BILLING } },
    ["apis.orders.id is null: it must be the ID of an API"],
  ],
  [
    "a sensitive ID that is none",
    { apis: { orders: { id: secret(`${SENSITIVE_VALUE} `) } } },
    ["apis.orders.id is (sensitive value): it must be the ID of an API"],
  ],
  [
    "one ID under two keys",
    { apis: { a: { id: "a1" }, b: { id: "a1" } } },
    ['apis.a and apis.b have the same id "a1": an API has one entry'],
  ],
  [
    "an audience that is not a list, next to an ID that is unknown until apply",
    { apis: { orders: { id: unknown, audience: "a" } } },
    ['apis.orders.audience is "a": it must be a non-empty list of strings'],
  ],
  [
    "base URLs that are none, next to an ID that is unknown until apply",
    { apis: { orders: { id: unknown, base_urls: ["http://orders.example.com"] } } },
    [
      'apis.orders.base_urls is ["http://orders.example.com"]: it must be a list of 1 to 20 URLs without duplicates, each an https URL',
    ],
  ],
  [
    "base URLs twice",
    { apis: { orders: { id: unknown, base_urls: ["https://a.example.com", "https://a.example.com"] } } },
    ["apis.orders.base_urls must not contain duplicates: remove the repetition"],
  ],
  [
    "base URLs twice, in two spellings that the function takes for one",
    {
      apis: {
        orders: { id: unknown, base_urls: ["https://a.example.com/v1", "https://A.example.com:443/v1/"] },
      },
    },
    ["apis.orders.base_urls must not contain duplicates: remove the repetition"],
  ],
  [
    "an empty audience",
    { apis: { orders: { id: unknown, audience: [] } } },
    ["apis.orders.audience is []: it must be"],
  ],
  [
    "invalid audiences",
    { apis: { orders: { id: unknown, audience: [" a", 1, ""] } } },
    [
      'apis.orders.audience[0] is " a": it must be a string of 1 to 512 characters',
      "apis.orders.audience[1] is 1: it must be a string",
      'apis.orders.audience[2] is "": it must be a string',
    ],
  ],
  [
    "an audience twice",
    { apis: { orders: { id: unknown, audience: ["a", "a"] } } },
    ["apis.orders.audience must not contain duplicates: remove the repetition."],
  ],
  [
    "an invalid audience that is sensitive",
    { apis: { orders: { id: "a1", audience: [secret(` ${SENSITIVE_VALUE}`)] } } },
    ["apis.orders.audience[0] is (sensitive value): it must be a string"],
  ],
];

/** Valid values of the input that do not fit the other inputs. */
const UNFIT: readonly Row[] = [
  [
    "an issuer without audience, and no API with one",
    { audience: [], apis: { billing: BILLING } },
    ["audience is missing: set it to what the tokens of this API have in aud"],
  ],
  [
    "a rule for a key that apis does not have",
    { apis: APIS, rules: [ruleFor(["orders", "order"])] },
    [
      'rules[0].apis[1] is "order": write one of billing, orders, which are the keys of the input apis, or leave apis out',
    ],
  ],
  [
    "a rule for an API's ID",
    { apis: { orders: { id: unknown } }, rules: [ruleFor([secret("a1")])] },
    ["rules[0].apis[0] is (sensitive value): write one of orders, which are the keys"],
  ],
  [
    "a test for a key that apis does not have",
    {
      apis: APIS,
      rules: [ruleFor(["orders"])],
      rule_tests: [{ api: "order", claims: {}, deny: ["GET /a"] }],
    },
    ['orders: rule_tests[0].api is "order": write one of billing, orders, or leave api out'],
  ],
  [
    "a test that expects the rule of another API",
    {
      apis: APIS,
      rules: [ruleFor(["orders"])],
      rule_tests: [{ api: "billing", claims: {}, allow: ["GET /a"] }],
    },
    ["orders: rule_tests[0]: GET /a is denied, but the test expects it to be allowed."],
  ],
  [
    "a rule whose paths its API cannot have",
    {
      apis: APIS,
      http_apis: { web: { id: "a1" } },
      websocket_apis: { live: { id: "b2" } },
      rules: [
        ruleFor(null),
        { ...ruleFor(["orders"]), paths: ["$connect"] },
        { ...ruleFor(["billing"]), paths: ["$connect"] },
      ],
    },
    ["rules[1] cannot apply to apis.orders: REST and HTTP APIs have paths that begin with /"],
  ],
  [
    "more rules for one API than fit into a policy",
    {
      apis: APIS,
      rules: Array.from({ length: 12 }, (_, number) => ({
        ...ruleFor(["orders"]),
        paths: [`/${"a".repeat(20)}/${number}`],
      })),
    },
    ["rules: the largest policy for one rule together with the any_token rules is "],
  ],
];

const rulesOfSize = (apis: unknown): readonly Inputs[] =>
  Array.from({ length: 5 }, (_, number) => ({ ...ruleFor(apis), paths: [`/${"a".repeat(20)}/${number}`] }));

/** Valid inputs, by the name of their call. */
const VALID: Readonly<Record<string, Inputs>> = {
  all_attributes: {
    audience: [],
    apis: APIS,
    rules: [ruleFor(["billing", "orders"]), ruleFor(null)],
    rule_tests: [{ api: "orders", claims: {}, allow: ["GET /a"] }],
  },
  none: { apis: {} },
  set_of_audiences: {
    apis: expression(
      '{ for key in toset(["a", "b"]) : key => { id = key, audience = key == "a" ? toset(["y", "x"]) : null } }',
    ),
  },
  sensitive: { apis: secret(APIS), audience: [] },
  number_as_id: { apis: { orders: { id: 1234567890 } } },
  // In another stack: the plan cannot know what kind of API it is.
  elsewhere: {
    apis: APIS,
    http_apis: { web: { id: "c3" } },
    rules: [ruleFor(null), { ...ruleFor(["orders"]), paths: ["$connect"] }],
  },
  rules_of_one_api: { apis: APIS, rules: rulesOfSize(["orders"]) },
  rules_of_two_apis: { apis: APIS, rules: [...rulesOfSize(["orders"]), ...rulesOfSize(["billing"])] },
  // A deny that a wide allow rule of another API cannot get around.
  denies_elsewhere: {
    apis: APIS,
    rules: [
      { ...ruleFor(["orders"]), paths: ["/*"] },
      { ...ruleFor(["billing"]), effect: "deny", paths: ["/a"] },
    ],
  },
};

const callsOf = (rows: readonly Row[]): readonly ModuleCall[] =>
  rows.map(([, inputs], number) => ({
    name: `case_${number}`,
    source: ".",
    inputs: { name, issuer, audience: ["a"], ...inputs },
  }));

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});

afterAll(() => workspace.remove());

describe.each([
  ["invalid", INVALID],
  ["unfit", UNFIT],
])("apis that are %s are rejected, with the place and the fix:", (directory, rows) => {
  let messages: readonly { readonly call: string | undefined; readonly text: string }[];

  beforeAll(async () => {
    const { terraform, callOf } = await writeModuleCalls(workspace, directory, callsOf(rows), preamble);
    const errors = (await terraform.planDiagnostics()).filter(({ severity }) => severity === "error");
    messages = errors.flatMap((error) =>
      error.detail
        .split("\n")
        .filter((text) => text !== "" && !/^(This was checked by| )/.test(text))
        .map((text) => ({ call: callOf(error), text })),
    );
  }, 300_000);

  test.each(rows.map(([title, , expected], number) => [title, expected, `case_${number}`] as const))(
    "%s",
    (_title, expected, call) => {
      for (const message of expected) {
        // Terraform does not say which call the precondition of an output belongs to.
        const found = messages.filter(
          (each) => (each.call ?? call) === call && each.text.startsWith(message),
        );
        expect({ message, count: found.length }).toEqual({ message, count: 1 });
      }
    },
  );

  test("nothing else is rejected, and no message contains a sensitive value", () => {
    const known = rows.flatMap(([, , expected]) => expected);
    expect(messages.filter(({ text }) => !known.some((message) => text.startsWith(message)))).toEqual([]);
    expect(messages.filter(({ text }) => text.includes(SENSITIVE_VALUE))).toEqual([]);
  });
});

describe("valid apis", () => {
  let plan: PlanDocument;
  let addressIn: (call: string, resource: string) => string;
  const documentOf = (call: string) =>
    parseConfiguration(plannedDocument(plan, addressIn(call, "aws_lambda_function.this[0]")));
  const bytesOf = (call: string): unknown => plan.output_changes?.[call]?.after;

  beforeAll(async () => {
    const calls = Object.entries(VALID).map(([call, inputs]) => ({
      name: call,
      source: ".",
      inputs: { name, issuer, audience: ["a"], ...inputs },
    }));
    const outputs = Object.keys(VALID).map(
      (call) => `output "${call}" {\n  value = module.of_0["${call}"].policy_bytes_worst_case\n}\n`,
    );
    const written = await writeModuleInstances(workspace, "valid", calls, [preamble, ...outputs].join("\n"));
    addressIn = written.addressIn;
    plan = await written.terraform.planJson();
  }, 300_000);

  test("reach the function as they are", () => {
    const { apis, rules, trustedIssuers } = documentOf("all_attributes");
    expect(apis).toEqual([
      { key: "billing", id: "b2", audience: undefined },
      { key: "orders", id: "a1", audience: ["https://orders.example.com"] },
    ]);
    expect(rules.map((rule) => rule.apis)).toEqual([["billing", "orders"], undefined]);
    expect(trustedIssuers.map(({ audience }) => audience)).toEqual([[]]);
    expect(documentOf("sensitive").apis).toEqual(apis);
    expect(documentOf("set_of_audiences").apis).toEqual([
      { key: "a", id: "a", audience: ["x", "y"] },
      { key: "b", id: "b", audience: undefined },
    ]);
    expect(documentOf("number_as_id").apis).toEqual([
      { key: "orders", id: "1234567890", audience: undefined },
    ]);
  });

  test("are no member of the document if there are none, so that a function without them does not change", () => {
    const document = plannedDocument(plan, addressIn("none", "aws_lambda_function.this[0]"));
    expect(Object.keys(JSON.parse(document))).not.toContain("apis");
  });

  test("count for the largest policy one by one: rules of two APIs are never in one policy", () => {
    expect(bytesOf("rules_of_one_api")).toBeGreaterThan(2000);
    expect(bytesOf("rules_of_two_apis")).toBe(bytesOf("rules_of_one_api"));
  });

  test("keep a rule that another stack's API may need", () => {
    expect(documentOf("elsewhere").rules).toHaveLength(2);
  });
});
