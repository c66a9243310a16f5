import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { functionInputs } from "./support/inputs.ts";
import { expression, writeModuleCalls } from "./support/module-calls.ts";

type Apis = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const unknown = expression("terraform_data.later.output");
const secret = (id: string) => expression(`sensitive("${id}")`);

/** REST APIs, and the beginning of the message; undefined if they are accepted. */
const cases: readonly (readonly [title: string, apis: Apis, message: string | undefined])[] = [
  [
    "one API under two keys",
    { web: { id: "a1" }, app: { id: "a1", type: "REQUEST" } },
    'rest_apis.app and rest_apis.web have the same id "a1" and both manage the gateway responses ACCESS_DENIED, UNAUTHORIZED: an API has only one of each. Set gateway_responses = [] for one of them',
  ],
  [
    "one API whose ID comes from a sensitive value",
    { web: { id: secret("a2") }, app: { id: secret("a2") } },
    'rest_apis.app and rest_apis.web have the same id "a2"',
  ],
  [
    "one shared type of gateway response",
    {
      one: { id: "a3", gateway_responses: ["UNAUTHORIZED"] },
      two: { id: "a3", gateway_responses: ["UNAUTHORIZED", "ACCESS_DENIED"] },
      other: { id: "b3" },
    },
    'rest_apis.one and rest_apis.two have the same id "a3" and both manage the gateway responses UNAUTHORIZED:',
  ],
  [
    "two authorizers, one of which manages the gateway responses",
    { one: { id: "a4", type: "TOKEN" }, two: { id: "a4", type: "REQUEST", gateway_responses: [] } },
    undefined,
  ],
  [
    "two authorizers, each with one gateway response",
    {
      one: { id: "a5", gateway_responses: ["UNAUTHORIZED"] },
      two: { id: "a5", gateway_responses: ["ACCESS_DENIED"] },
    },
    undefined,
  ],
  ["IDs that are unknown until apply", { one: { id: unknown }, two: { id: unknown } }, undefined],
];

let workspace: Workspace;
let messages: readonly string[];

beforeAll(async () => {
  workspace = await createWorkspace();
  const calls = cases.map(([, apis], number) => ({
    name: `case_${number}`,
    source: ".",
    inputs: { ...functionInputs, rest_apis: apis },
  }));
  const later = 'resource "terraform_data" "later" {\n  input = timestamp()\n}\n';
  const { terraform } = await writeModuleCalls(workspace, "shared-apis", calls, later);
  messages = (await terraform.planDiagnostics()).map(({ detail }) => detail.replaceAll("\n", " "));
}, 120_000);

afterAll(() => workspace.remove());

const refused = cases.filter(([, , message]) => message !== undefined);

describe("REST APIs under two keys of rest_apis", () => {
  test.each(refused)("%s: the plan names both keys", (_title, _apis, message = "") => {
    expect(messages.filter((text) => text.startsWith(message))).toHaveLength(1);
  });

  test(`accepted: ${cases.filter(([, , message]) => message === undefined).map(([title]) => title)}`, () => {
    expect(messages).toHaveLength(refused.length);
  });
});
