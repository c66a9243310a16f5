import { describe, expect, test } from "vitest";
import { validDocument } from "../support/configuration.ts";
import { faultsOf } from "../support/faults.ts";

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

describe.each(["token_source", "websocket_token_source"])("%s:", (source) => {
  test.each(sourceSettings.map((row) => [row.setting, row] as const))(
    "%s accepts and rejects values at its limits",
    (setting, { valid, invalid }) => {
      const faultsWith = (value: unknown) =>
        faultsOf(JSON.stringify(validDocument({ top: { [source]: { [setting]: value } } })));
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
      faultsOf(JSON.stringify(validDocument({ top: { [source]: { header: "Authorization", scheme } } })));
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
    expect(faultsOf(JSON.stringify(validDocument({ top: { [source]: value } })))[0]?.path).toBe(path);
  });
});
