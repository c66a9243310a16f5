import { describe, expect, test } from "vitest";
import { configurationWith, validDocument } from "../support/configuration.ts";
import { faultsOf } from "../support/faults.ts";
import type { Json } from "../support/keys.ts";

const ARN = "arn:aws:dynamodb:eu-central-1:123456789012:table/revocations";
const VALID = { table: ARN, claims: ["jti"], cache_ttl_seconds: 30, fail: "closed" };
const documentOf = (changes: Json): Json => ({ top: { revocation: { ...VALID, ...changes } } });

describe("revocation", () => {
  test("is undefined by default", () => {
    expect(configurationWith().revocation).toBeUndefined();
  });

  test("is read completely", () => {
    expect(configurationWith(documentOf({})).revocation).toEqual({
      table: ARN,
      claims: ["jti"],
      cacheTtlSeconds: 30,
      fail: "closed",
    });
  });

  test("is by all four claims if it names none", () => {
    const { revocation } = configurationWith(documentOf({ claims: null }));
    expect(revocation?.claims).toEqual(["jti", "sub", "sid", "client_id"]);
  });

  test.each([
    { table: "orders-prod-revocations" },
    { table: "a.b" },
    { table: "a".repeat(255) },
    { table: "arn:aws-us-gov:dynamodb:us-gov-west-1:123456789012:table/a_b" },
    { cache_ttl_seconds: 0 },
    { cache_ttl_seconds: 300 },
    { fail: "open" },
  ])("may have %j", (changes) => {
    expect(() => configurationWith(documentOf(changes))).not.toThrow();
  });

  test.each<[Json, string]>([
    [{ table: null }, "table"],
    [{ table: "ab" }, "table"],
    [{ table: "a".repeat(256) }, "table"],
    [{ table: "a b c" }, "table"],
    [{ table: `${ARN}/index/i` }, "table"],
    [{ table: `${ARN}\n` }, "table"],
    [{ table: "arn:aws:s3:::revocations" }, "table"],
    [{ claims: [] }, "claims"],
    [{ claims: ["uti"] }, "claims[0]"],
    [{ claims: ["jti", "jti"] }, "claims"],
    [{ claims: "jti" }, "claims"],
    [{ claims: ["azp"] }, "claims[0]"],
    [{ cache_ttl_seconds: null }, "cache_ttl_seconds"],
    [{ cache_ttl_seconds: -1 }, "cache_ttl_seconds"],
    [{ cache_ttl_seconds: 301 }, "cache_ttl_seconds"],
    [{ cache_ttl_seconds: 0.5 }, "cache_ttl_seconds"],
    [{ cache_ttl_seconds: "30" }, "cache_ttl_seconds"],
    [{ fail: null }, "fail"],
    [{ fail: "Open" }, "fail"],
    [{ fail: true }, "fail"],
    [{ table_arn: ARN }, "table_arn"],
  ])("can't have %j", (changes, name) => {
    const faults = faultsOf(JSON.stringify(validDocument(documentOf(changes))));
    expect(faults.map(({ path }) => path)).toEqual([`revocation.${name}`]);
  });

  test.each([[[]], ["table"], [true], [1]])("can't be %j", (revocation) => {
    const faults = faultsOf(JSON.stringify(validDocument({ top: { revocation } })));
    expect(faults).toContainEqual({ path: "revocation", message: "must be an object" });
  });
});
