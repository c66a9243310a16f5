import { describe, expect, test } from "vitest";
import { createApiSettings } from "../../src/config/apis.ts";
import { configurationWith, validDocument } from "../support/configuration.ts";
import { faultsOf } from "../support/faults.ts";
import type { Json } from "../support/keys.ts";

const APIS: Json = {
  orders: { id: "abcdef1234", audience: ["https://orders.example.com"] },
  billing: { id: "xyz987" },
};
const faultsWith = (top: Json, issuer: Json = {}) => faultsOf(JSON.stringify(validDocument({ top, issuer })));
const MUST_BE_KEY = "must be the key of an entry of apis";

describe("apis", () => {
  test("are read with their keys, and are absent by default", () => {
    expect(configurationWith().apis).toEqual([]);
    expect(configurationWith({ top: { apis: null } }).apis).toEqual([]);
    expect(configurationWith({ top: { apis: APIS } }).apis).toEqual([
      { key: "orders", id: "abcdef1234", audience: ["https://orders.example.com"] },
      { key: "billing", id: "xyz987", audience: undefined },
    ]);
  });

  test.each<[unknown, string, string | RegExp]>([
    [[], "apis", "must be an object with at least one entry"],
    [{}, "apis", "must be an object with at least one entry"],
    [{ orders: "abcdef1234" }, "apis.orders", "must be an object"],
    [{ orders: {} }, "apis.orders.id", /^must be the ID of an API: letters and digits/],
    [{ orders: { id: 1 } }, "apis.orders.id", /^must be the ID/],
    [{ orders: { id: "" } }, "apis.orders.id", /^must be the ID/],
    [{ orders: { id: "abc/prod" } }, "apis.orders.id", /^must be the ID/],
    [{ orders: { id: "*" } }, "apis.orders.id", /^must be the ID/],
    [{ orders: { id: "a", audience: [] } }, "apis.orders.audience", /^must be a list of at least one item/],
    [{ orders: { id: "a", audience: "x" } }, "apis.orders.audience", /^must be a list/],
    [{ orders: { id: "a", audience: [""] } }, "apis.orders.audience[0]", /^must be a string of 1 to 512/],
    [{ orders: { id: "a", audience: ["x", "x"] } }, "apis.orders.audience", "must not contain duplicates"],
    [{ orders: { id: "a", base_urls: [] } }, "apis.orders.base_urls", /^must be a list of at least one item/],
    [{ orders: { id: "a", base_urls: ["http://a"] } }, "apis.orders.base_urls[0]", /^must be an https URL/],
    [
      { orders: { id: "a", base_urls: ["https://a", "https://A:443/"] } },
      "apis.orders.base_urls",
      "must not contain duplicates",
    ],
    [{ orders: { id: "a", base_urls: ["https://a"] } }, "apis", "must not have base_urls without dpop"],
    [
      { orders: { id: "a", audiences: ["x"] } },
      "apis.orders.audiences",
      "is an unknown attribute; expected one of id, audience, base_urls",
    ],
    [{ "a.b": { id: "a" } }, "apis.a.b", /^must have a key of 1 to 63 letters/],
    [{ a: { id: "x1" }, b: { id: "X1" } }, "apis.b.id", "must not be the id of another entry"],
    [{ a: { id: "x" }, b: { id: "x" } }, "apis.b.id", "must not be the id of another entry"],
  ])("%j are rejected", (apis, path, message) => {
    expect(faultsWith({ apis })).toContainEqual(
      expect.objectContaining({
        path,
        message: typeof message === "string" ? message : expect.stringMatching(message),
      }),
    );
  });

  test.each(["__proto__", "constructor", "toString", "a".repeat(63)])("may have the key %s", (key) => {
    const apis = JSON.parse(`{ "${key}": { "id": "abc" } }`);
    const rules = [{ apis: [key], paths: ["/a"], any_token: true }];
    const configuration = configurationWith({ top: { apis, rules } });
    expect(configuration.apis).toEqual([{ key, id: "abc", audience: undefined }]);
    expect(configuration.rules).toMatchObject([{ apis: [key] }]);
  });
});

test("base URLs of an API are read in the form in which they are compared", () => {
  const apis = { orders: { id: "a", base_urls: ["https://ORDERS.example.com:443/v1/"] } };
  const dpop = { base_urls: ["https://api.example.com"], max_age_seconds: 60 };
  const { apis: read } = configurationWith({
    top: { apis, dpop },
    issuer: { dpop_bound_tokens: "optional" },
  });
  expect(read).toMatchObject([{ key: "orders", baseUrls: ["https://orders.example.com/v1"] }]);
});

describe("an issuer without audience", () => {
  const path = "trusted_issuers.default.audience";

  test("is accepted if one of the APIs has an audience", () => {
    const { trustedIssuers } = configurationWith({ top: { apis: APIS }, issuer: { audience: null } });
    expect(trustedIssuers[0]?.audience).toEqual([]);
  });

  test.each([
    ["there are no APIs", undefined],
    ["no API has an audience", { billing: { id: "xyz987" } }],
  ])("is rejected if %s", (_title, apis) => {
    expect(faultsWith({ apis }, { audience: null }).map((fault) => fault.path)).toEqual([path]);
  });

  test("is not one whose audience is an empty list", () => {
    expect(faultsWith({ apis: APIS }, { audience: [] }).map((fault) => fault.path)).toEqual([path]);
  });
});

describe("the APIs of a rule", () => {
  const ruleWith = (apis: unknown): Json => ({ apis, paths: ["/a"], any_token: true });

  test("are the keys of apis", () => {
    const rules = [ruleWith(["billing", "orders"]), ruleWith(null)];
    const configuration = configurationWith({ top: { apis: APIS, rules } });
    expect(configuration.rules.map(({ apis }) => apis)).toEqual([["billing", "orders"], undefined]);
  });

  test.each<[unknown, string, string]>([
    [["order"], "rules[0].apis[0]", MUST_BE_KEY],
    [["abcdef1234"], "rules[0].apis[0]", MUST_BE_KEY],
    [["orders", 1], "rules[0].apis[1]", MUST_BE_KEY],
    [["Orders"], "rules[0].apis[0]", MUST_BE_KEY],
    [[], "rules[0].apis", `must be a list of at least one item, each ${MUST_BE_KEY.replace("must be ", "")}`],
    [["orders", "orders"], "rules[0].apis", "must not contain duplicates"],
  ])("are rejected if they are %j", (apis, path, message) => {
    expect(faultsWith({ apis: APIS, rules: [ruleWith(apis)] })).toEqual([{ path, message }]);
  });

  test("are rejected if the configuration has no apis", () => {
    expect(faultsWith({ rules: [ruleWith(["orders"])] })).toEqual([
      { path: "rules[0].apis[0]", message: MUST_BE_KEY },
    ]);
  });
});

describe("the settings of an API", () => {
  const settingsOf = createApiSettings(configurationWith({ top: { apis: APIS } }).apis);
  const stageArn = (api: string, stage = "prod"): string =>
    `arn:aws:execute-api:eu-central-1:123456789012:${api}/${stage}`;

  test.each([
    ["abcdef1234", "prod", "orders"],
    ["abcdef1234", "$default", "orders"],
    ["xyz987", "abcdef1234", "billing"],
    ["ABCDEF1234", "prod", "orders"],
  ])("are found by the API %s of the stage %s", (api, stage, key) => {
    expect(settingsOf(stageArn(api, stage))?.key).toBe(key);
  });

  test.each(["abcdef123", "abcdef12345", "orders", "1234", "__proto__", "xyz9870"])(
    "are not those of another one for the API %s",
    (api) => {
      expect(settingsOf(stageArn(api))).toBeUndefined();
    },
  );
});
