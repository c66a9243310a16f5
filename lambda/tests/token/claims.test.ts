import { describe, expect, test } from "vitest";
import { type ClaimRequirements, checkClaims } from "../../src/token/claims.ts";
import type { Json } from "../support/keys.ts";
import { AUDIENCE, NOW_SECONDS, validClaims } from "../support/tokens.ts";

const REQUIREMENTS: ClaimRequirements = {
  audience: ["https://other.example.com", AUDIENCE],
  audienceClaim: ["aud"],
  maxTokenAgeSeconds: undefined,
  clockSkewSeconds: 30,
};

/** Checks the claims as they would come out of a token, in which an undefined claim is absent. */
const check = (changes: Json, requirements: Partial<ClaimRequirements> = {}) =>
  checkClaims(
    JSON.parse(JSON.stringify({ ...validClaims(), ...changes })),
    { ...REQUIREMENTS, ...requirements },
    NOW_SECONDS,
  );

describe("times", () => {
  test.each([
    ["exp at the end of the skew, just not expired", { exp: NOW_SECONDS - 29 }],
    ["exp a fraction before the end of the skew", { exp: NOW_SECONDS - 29.999 }],
    ["exp as far away as a number is exact", { exp: Number.MAX_SAFE_INTEGER }],
    ["nbf at the end of the skew, just not too early", { nbf: NOW_SECONDS + 30 }],
    ["nbf in the far past", { nbf: -Number.MAX_SAFE_INTEGER }],
    ["iat at the end of the skew, just not too early", { iat: NOW_SECONDS + 30 }],
    ["neither nbf nor iat", { nbf: undefined, iat: undefined }],
    ["times with a fraction", { exp: NOW_SECONDS + 0.5, nbf: NOW_SECONDS - 0.5, iat: NOW_SECONDS - 0.5 }],
  ])("accepts %s", (_name, changes) => {
    expect(check(changes)).toBeUndefined();
  });

  test.each([
    ["exp at the skew, just expired", { exp: NOW_SECONDS - 30 }, "token_expired", undefined],
    ["exp of zero", { exp: 0 }, "token_expired", undefined],
    ["a negative exp", { exp: -1 }, "token_expired", undefined],
    ["nbf beyond the skew, just too early", { nbf: NOW_SECONDS + 31 }, "token_not_yet_valid", "nbf"],
    ["nbf a fraction beyond the skew", { nbf: NOW_SECONDS + 30.001 }, "token_not_yet_valid", "nbf"],
    ["iat beyond the skew, just too early", { iat: NOW_SECONDS + 31 }, "token_not_yet_valid", "iat"],
    ["exp missing", { exp: undefined }, "token_malformed", "exp"],
    ["exp null", { exp: null }, "token_malformed", "exp"],
    ["exp a string of digits", { exp: `${NOW_SECONDS + 600}` }, "token_malformed", "exp"],
    ["exp a boolean", { exp: true }, "token_malformed", "exp"],
    ["exp a list", { exp: [NOW_SECONDS + 600] }, "token_malformed", "exp"],
    ["exp an object", { exp: {} }, "token_malformed", "exp"],
    ["exp where numbers are no longer exact", { exp: 2 ** 53 }, "token_malformed", "exp"],
    ["exp in milliseconds of the year 300,000", { exp: 1e19 }, "token_malformed", "exp"],
    ["nbf where numbers are no longer exact", { nbf: -(2 ** 53) }, "token_malformed", "nbf"],
    ["nbf null", { nbf: null }, "token_malformed", "nbf"],
    ["nbf a string", { nbf: "0" }, "token_malformed", "nbf"],
    ["iat null", { iat: null }, "token_malformed", "iat"],
    ["iat a string", { iat: "0" }, "token_malformed", "iat"],
  ])("refuses %s", (_name, changes, failure, detail) => {
    expect(check(changes)).toEqual(detail === undefined ? { failure } : { failure, detail });
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "refuses exp %d, should it ever get here",
    (exp) => {
      expect(checkClaims({ ...validClaims(), exp }, REQUIREMENTS, NOW_SECONDS)).toEqual({
        failure: "token_malformed",
        detail: "exp",
      });
    },
  );

  test("without skew, a token ends in the second that exp names", () => {
    expect(check({ exp: NOW_SECONDS + 1 }, { clockSkewSeconds: 0 })).toBeUndefined();
    expect(check({ exp: NOW_SECONDS }, { clockSkewSeconds: 0 })).toEqual({ failure: "token_expired" });
    expect(check({ nbf: NOW_SECONDS + 1 }, { clockSkewSeconds: 0 })?.failure).toBe("token_not_yet_valid");
  });

  test("exp is not inherited", () => {
    const { exp, ...claims } = validClaims();
    expect(
      checkClaims(Object.assign(Object.create({ exp }), claims), REQUIREMENTS, NOW_SECONDS)?.detail,
    ).toBe("exp");
  });
});

describe("aud", () => {
  test.each([
    ["one audience", AUDIENCE],
    ["the other audience", "https://other.example.com"],
    ["a list that holds one", ["x", AUDIENCE]],
    ["a list with other things in it", [null, 1, {}, AUDIENCE]],
  ])("accepts %s", (_name, aud) => {
    expect(check({ aud })).toBeUndefined();
  });

  test.each([
    ["missing", undefined],
    ["null", null],
    ["empty", ""],
    ["an empty list", []],
    ["another audience", "https://others.example.com"],
    ["a prefix", AUDIENCE.slice(0, -1)],
    ["an extension", `${AUDIENCE}/`],
    ["another case", AUDIENCE.toUpperCase()],
    ["several in one string", `${AUDIENCE} x`],
    ["a list in a list", [[AUDIENCE]]],
    ["an object", { [AUDIENCE]: AUDIENCE }],
    ["a number", 1],
  ])("refuses %s", (_name, aud) => {
    expect(check({ aud })).toEqual({ failure: "audience_mismatch" });
  });
});

describe("kind and subject", () => {
  test.each([["no sub", { sub: undefined }]])("accepts %s", (_name, changes) => {
    expect(check(changes)).toBeUndefined();
  });

  test.each([
    ["sub a number", { sub: 42 }, { failure: "token_malformed", detail: "sub" }],
    ["sub null", { sub: null }, { failure: "token_malformed", detail: "sub" }],
    ["sub empty", { sub: "" }, { failure: "token_malformed", detail: "sub" }],
    ["sub with a control character", { sub: "adm\u0001in" }, { failure: "token_malformed", detail: "sub" }],
    [
      "client_id with a line break",
      { client_id: "a\n" },
      { failure: "token_malformed", detail: "client_id" },
    ],
    ["client_id a number", { client_id: 1 }, { failure: "token_malformed", detail: "client_id" }],
    ["azp with DEL", { azp: "a\u007f" }, { failure: "token_malformed", detail: "azp" }],
    ["sub a list", { sub: ["a"] }, { failure: "token_malformed", detail: "sub" }],
    ["cnf", { cnf: { jkt: "x" } }, { failure: "sender_constrained" }],
    ["cnf null", { cnf: null }, { failure: "sender_constrained" }],
    ["events", { events: {} }, { failure: "token_type_wrong", detail: "events" }],
    ["events null", { events: null }, { failure: "token_type_wrong", detail: "events" }],
  ])("refuses %s", (_name, changes, expected) => {
    expect(check(changes)).toEqual(expected);
  });
});
