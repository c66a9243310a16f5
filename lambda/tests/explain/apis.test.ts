import { describe, expect, test } from "vitest";
import { readArguments } from "../../explain/arguments.ts";
import { type ExplainedApi, findExplainedApi } from "../../explain/explained-api.ts";
import { explain } from "../../explain/explanation.ts";
import { createMatrix } from "../../explain/matrix.ts";
import { explanationTable } from "../../explain/table.ts";
import { NO_TOKEN, readToken } from "../../explain/token-explanation.ts";
import { configurationWith } from "../support/configuration.ts";
import { createSigningKey } from "../support/keys.ts";
import { mintToken, NOW_SECONDS } from "../support/tokens.ts";

const RULES = [
  { methods: ["GET"], paths: ["/orders"], apis: ["orders"], scopes: ["read"] },
  { methods: ["GET"], paths: ["/invoices"], apis: ["billing"], scopes: ["read"] },
  { methods: ["GET"], paths: ["/health"], any_token: true },
];
const configuration = configurationWith({
  top: {
    apis: {
      orders: { id: "abcdef1234", audience: ["orders"] },
      billing: { id: "xyz987", audience: ["billing"] },
    },
    rules: RULES,
  },
  issuer: { audience: null },
});
const apiOf = (key?: string, stageArn?: string): ExplainedApi =>
  findExplainedApi(configuration, key, stageArn);
const stageOf = (id: string): string => `arn:aws:execute-api:eu-central-1:123456789012:${id}/prod`;

const CLAIMS = { scope: "read" };
const REQUESTS = ["GET /orders", "GET /invoices", "GET /health"];
const UNLISTED =
  "the answers hold for an API that apis does not list: choose one with --api (orders, billing)";

describe("an explanation holds for one API", () => {
  test.each<[string, ExplainedApi, string | null, readonly number[], string]>([
    [
      "its key",
      apiOf("orders"),
      "orders",
      [200, 403, 200],
      "the answers hold for apis.orders, and may differ for other APIs",
    ],
    [
      "a stage of it",
      apiOf(undefined, stageOf("xyz987")),
      "billing",
      [403, 200, 200],
      "the answers hold for apis.billing, and may differ for other APIs",
    ],
    [
      "both",
      apiOf("billing", stageOf("xyz987")),
      "billing",
      [403, 200, 200],
      "the answers hold for apis.billing, and may differ for other APIs",
    ],
    ["nothing", apiOf(), null, [403, 403, 200], UNLISTED],
    [
      "a stage of an API that is not listed",
      apiOf(undefined, stageOf("other")),
      null,
      [403, 403, 200],
      UNLISTED,
    ],
  ])("that is named by %s", (_title, api, key, statuses, note) => {
    const explanation = explain(configuration, CLAIMS, NO_TOKEN, REQUESTS, { api });
    expect(explanation.api).toBe(key);
    expect(explanation.requests.map(({ status }) => status)).toEqual(statuses);
    expect(explanation.notes).toEqual([note]);
    expect(explanationTable(explanation)).toContain(`Note: ${note}.`);
  });

  test("and shows the policy for a stage of it", () => {
    const { policy } = explain(configuration, CLAIMS, NO_TOKEN, [], { api: apiOf("billing") });
    const resources = policy?.Statement.flatMap(({ Resource }) => Resource);
    expect(resources?.[0]).toBe("arn:aws:execute-api:us-east-1:123456789012:xyz987/prod/GET/invoices");
  });

  test("and says which rules do not apply to it, and names none of them as the way to an allow", () => {
    const { rules, requests } = explain(configuration, CLAIMS, NO_TOKEN, REQUESTS, { api: apiOf("orders") });
    expect(rules.map(({ apis, is_satisfied }) => [apis, is_satisfied])).toEqual([
      [["orders"], true],
      [["billing"], false],
      [null, true],
    ]);
    expect(rules[1]?.unmet).toEqual(["applies only to the APIs billing"]);
    expect(requests[1]).toMatchObject({ status: 403, reason: "rules_not_satisfied", rules: [] });
  });

  test("or for all of them, without a note, if the configuration has no apis", () => {
    const { api, notes } = explain(configurationWith({ top: { rules: [RULES[2]] } }), CLAIMS, NO_TOKEN, []);
    expect({ api, notes }).toEqual({ api: null, notes: [] });
  });
});

describe("a token is compared with the audience of the API", () => {
  const key = createSigningKey("ES256");
  const read = (aud: string, api?: string) =>
    readToken(
      mintToken(key, { claims: { aud, exp: 1 } }),
      configuration,
      NOW_SECONDS * 1000,
      apiOf(api).settings,
    ).token.faults;

  test("and accepted there", () => {
    expect(read("orders", "orders").map(({ reason }) => reason)).toEqual(["token_expired"]);
  });

  test.each([
    [
      "orders",
      'aud is "billing"; accepted: "orders"; aud is an audience of apis.billing, and the request is for apis.orders',
    ],
    [
      undefined,
      'aud is "billing"; accepted: none; aud is an audience of apis.billing, and the request is for an API that apis does not list',
    ],
  ])("and refused at another one, with all other faults: %s", (api, values) => {
    const faults = read("billing", api);
    expect(faults.map(({ reason }) => reason)).toEqual(["audience_mismatch", "token_expired"]);
    expect(faults[0]?.values).toBe(values);
  });
});

test("the matrix shows the rules and answers of one API", () => {
  const rowsAt = (key?: string) =>
    createMatrix(configuration, [{ name: "reader", claims: CLAIMS }], apiOf(key)).rows.map(
      ({ path, answers }) => `${path} ${answers.join()}`,
    );
  expect(rowsAt("orders")).toEqual(["/health allow", "/orders allow"]);
  expect(rowsAt("billing")).toEqual(["/health allow", "/invoices allow"]);
  expect(rowsAt()).toEqual(["/health allow"]);
});

describe("on the command line", () => {
  test("--api can be used with and without --matrix", () => {
    const common = ["--configuration", "outputs.json", "--claims", "{}", "--api", "orders"];
    expect(readArguments([...common, "GET /orders"])).toMatchObject({ api: "orders", isMatrix: false });
    expect(readArguments([...common, "--matrix"])).toMatchObject({ api: "orders", isMatrix: true });
  });

  test.each([
    [
      () => apiOf("order"),
      "--api is not a key of apis: write one of orders, billing, or leave it out for an API that is not listed",
    ],
    [() => apiOf("xyz987"), /^--api is not a key of apis/],
    [
      () => apiOf("orders", stageOf("xyz987")),
      "--api and --stage-arn name different APIs: leave one of them out",
    ],
    [
      () => apiOf("orders", stageOf("other")),
      "--api and --stage-arn name different APIs: leave one of them out",
    ],
    [
      () => findExplainedApi(configurationWith(), "orders"),
      "the configuration has no apis, so that all APIs are alike: leave --api out",
    ],
  ])("an API that can't be meant is an error that says what to write: %s", (find, message) => {
    expect(find).toThrow(message);
  });
});
