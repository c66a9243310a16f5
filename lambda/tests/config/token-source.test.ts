import { describe, expect, test } from "vitest";
import { parseConfiguration } from "../../src/config/configuration.ts";
import { validDocument } from "../support/configuration.ts";
import { faultsOf } from "../support/faults.ts";
import type { Json } from "../support/keys.ts";

interface Setting {
  readonly setting: string;
  readonly valid: readonly unknown[];
  readonly invalid: readonly unknown[];
}

const sourceSettings: readonly Setting[] = [
  {
    setting: "header",
    valid: ["a", "X-Amzn_1", "a".repeat(64)],
    invalid: ["", "a".repeat(65), "a b", "a:", "ä", "a\n", 1],
  },
  {
    setting: "cookie",
    valid: ["a", "__Host-token", "a".repeat(64)],
    invalid: ["", "a".repeat(65), "a=", "a;", "a "],
  },
  {
    setting: "query_parameter",
    valid: ["a", "a.b_c~d-e", "a".repeat(64)],
    invalid: ["", "a".repeat(65), "a&", "a[]"],
  },
];

const schemes: Setting = {
  setting: "scheme",
  valid: [null, "", "Bearer", "X-Jwt-2", "a".repeat(32)],
  invalid: ["a".repeat(33), "2Bearer", "-", "Bearer ", "Be*rer", "B[e]arer", "(", 1],
};

/** Where a token source stands in the document, and its path in messages. */
const PLACES: readonly (readonly [path: string, documentWith: (value: unknown) => Json])[] = [
  ["token_source", (value) => ({ token_source: value })],
  ["websocket_token_source", (value) => ({ websocket_token_source: value })],
  ["token_sources.k", (value) => ({ token_sources: { k: value } })],
];

describe.each(PLACES)("%s:", (source, documentWith) => {
  test.each(sourceSettings.map((row) => [row.setting, row] as const))(
    "%s accepts and rejects values at its limits",
    (setting, { valid, invalid }) => {
      const faultsWith = (value: unknown) =>
        faultsOf(JSON.stringify(validDocument({ top: documentWith({ [setting]: value }) })));
      for (const value of valid) {
        expect(faultsWith(value)).toEqual([]);
      }
      for (const value of [...invalid, true, {}, []]) {
        expect(faultsWith(value)[0]?.path).toBe(`${source}.${setting}`);
      }
    },
  );

  test("scheme accepts and rejects values at its limits", () => {
    const faultsWith = (scheme: unknown) =>
      faultsOf(JSON.stringify(validDocument({ top: documentWith({ header: "Authorization", scheme }) })));
    for (const value of schemes.valid) {
      expect(faultsWith(value)).toEqual([]);
    }
    for (const value of schemes.invalid) {
      expect(faultsWith(value).map(({ path }) => path)).toEqual([`${source}.scheme`]);
    }
  });

  test.each([
    [{}, `${source}.header`],
    [{ scheme: "Bearer" }, `${source}.header`],
    [{ header: "a", cookie: "b" }, `${source}.header`],
    [{ cookie: "a", query_parameter: "b" }, `${source}.header`],
    [{ header: "a", cookie: "b", query_parameter: "c" }, `${source}.header`],
    [{ cookie: "a", scheme: "Bearer" }, `${source}.scheme`],
    [{ query_parameter: "a", scheme: "Bearer" }, `${source}.scheme`],
    [null, source],
    ["Authorization", source],
    [["Authorization"], source],
  ])("%j is rejected: exactly one place, and a scheme only with a header", (value, path) => {
    expect(faultsOf(JSON.stringify(validDocument({ top: documentWith(value) })))[0]?.path).toBe(path);
  });
});

describe("token_sources", () => {
  const read = (token_sources: unknown) =>
    parseConfiguration(JSON.stringify(validDocument({ top: { token_sources } }))).tokenSources;
  const pathsWith = (token_sources: unknown) =>
    faultsOf(JSON.stringify(validDocument({ top: { token_sources } }))).map(({ path }) => path);

  test("are read by key", () => {
    expect(read({ cookie: { cookie: "session" }, q: { query_parameter: "token", header: null } })).toEqual(
      new Map([
        ["cookie", { place: "cookie", name: "session" }],
        ["q", { place: "query_parameter", name: "token" }],
      ]),
    );
    expect(read({ page: { subprotocol: "access_token" }, plain: { header: "X-Token" } })).toEqual(
      new Map([
        ["page", { place: "subprotocol", name: "access_token" }],
        ["plain", { place: "header", name: "X-Token", scheme: "" }],
      ]),
    );
  });

  test.each([undefined, null])("are none if the document has %s", (value) => {
    expect(read(value)).toBeUndefined();
  });

  test.each([[{}], [[]], ["cookie"], [1], [true]])("%j is rejected", (value) => {
    expect(pathsWith(value)).toEqual(["token_sources"]);
  });

  const cookie = { cookie: "session" };
  test.each(["k", "k".repeat(63), "a-b_c", "a0"])("the key %s is accepted", (key) => {
    expect([...(read({ [key]: cookie }) ?? [])]).toHaveLength(1);
  });

  test.each(["", "k".repeat(64), "K", "0", "-a", "_a", "a.b", "a b", "a\n", "ä", "__proto__"])(
    "the key %j is rejected",
    (key) => {
      const document = JSON.stringify(validDocument({ top: { token_sources: {} } })).replace(
        '"token_sources":{}',
        `"token_sources":{${JSON.stringify(key)}:{"cookie":"session"}}`,
      );
      expect(faultsOf(document).map(({ path }) => path)).toEqual([`token_sources.${key}`]);
    },
  );

  test("may be at most eight", () => {
    const entries = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, cookie]));
    expect(pathsWith(entries(8))).toEqual([]);
    expect(pathsWith(entries(9))).toEqual(["token_sources"]);
  });
});
