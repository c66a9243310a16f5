import { describe, expect, test } from "vitest";
import { type ClaimRequirements, checkClaims } from "../../src/token/claims.ts";
import type { Json } from "../support/keys.ts";
import { AUDIENCE, NOW_SECONDS, validClaims } from "../support/tokens.ts";

const REQUIREMENTS: ClaimRequirements = {
  audience: ["https://other.example.com", AUDIENCE],
  audienceClaim: ["aud"],
  maxTokenAgeSeconds: undefined,
  clockSkewSeconds: 30,
  certificateBoundTokens: undefined,
  dpopBoundTokens: undefined,
};

/** Checks these claims as a token contains them: an undefined claim is absent. */
const check = (changes: Json, requirements: Partial<ClaimRequirements> = {}) =>
  checkClaims(
    JSON.parse(JSON.stringify({ ...validClaims(), ...changes })),
    { ...REQUIREMENTS, ...requirements },
    NOW_SECONDS,
  );

describe("the check of times", () => {
  test.each([
    ["exp just within the skew", { exp: NOW_SECONDS - 29 }],
    ["exp a fraction before the end of the skew", { exp: NOW_SECONDS - 29.999 }],
    ["the largest exact exp", { exp: Number.MAX_SAFE_INTEGER }],
    ["nbf just within the skew", { nbf: NOW_SECONDS + 30 }],
    ["nbf in the far past", { nbf: -Number.MAX_SAFE_INTEGER }],
    ["iat just within the skew", { iat: NOW_SECONDS + 30 }],
    ["neither nbf nor iat", { nbf: undefined, iat: undefined }],
    ["times with a fraction", { exp: NOW_SECONDS + 0.5, nbf: NOW_SECONDS - 0.5, iat: NOW_SECONDS - 0.5 }],
  ])("accepts %s", (_name, changes) => {
    expect(check(changes)).toBeUndefined();
  });

  test.each([
    ["exp exactly at the end of the skew", { exp: NOW_SECONDS - 30 }, "token_expired", undefined],
    ["exp of zero", { exp: 0 }, "token_expired", undefined],
    ["a negative exp", { exp: -1 }, "token_expired", undefined],
    ["nbf just beyond the skew", { nbf: NOW_SECONDS + 31 }, "token_not_yet_valid", "nbf"],
    ["nbf a fraction beyond the skew", { nbf: NOW_SECONDS + 30.001 }, "token_not_yet_valid", "nbf"],
    ["iat just beyond the skew", { iat: NOW_SECONDS + 31 }, "token_not_yet_valid", "iat"],
    ["a missing exp", { exp: undefined }, "token_malformed", "exp"],
    ["a null exp", { exp: null }, "token_malformed", "exp"],
    ["a string of digits as exp", { exp: `${NOW_SECONDS + 600}` }, "token_malformed", "exp"],
    ["a boolean exp", { exp: true }, "token_malformed", "exp"],
    ["a list as exp", { exp: [NOW_SECONDS + 600] }, "token_malformed", "exp"],
    ["an object as exp", { exp: {} }, "token_malformed", "exp"],
    ["an inexact exp", { exp: 2 ** 53 }, "token_malformed", "exp"],
    ["exp in the far future", { exp: 1e19 }, "token_malformed", "exp"],
    ["an inexact nbf", { nbf: -(2 ** 53) }, "token_malformed", "nbf"],
    ["a string as nbf", { nbf: "0" }, "token_malformed", "nbf"],
    ["a string as iat", { iat: "0" }, "token_malformed", "iat"],
  ])("refuses %s", (_name, changes, failure, detail) => {
    expect(check(changes)).toEqual(detail === undefined ? { failure } : { failure, detail });
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "refuses exp %d, which no JSON contains",
    (exp) => {
      expect(checkClaims({ ...validClaims(), exp }, REQUIREMENTS, NOW_SECONDS)).toEqual({
        failure: "token_malformed",
        detail: "exp",
      });
    },
  );

  test("refuses a token from the second of exp on if the skew is zero", () => {
    expect(check({ exp: NOW_SECONDS + 1 }, { clockSkewSeconds: 0 })).toBeUndefined();
    expect(check({ exp: NOW_SECONDS }, { clockSkewSeconds: 0 })).toEqual({ failure: "token_expired" });
    expect(check({ nbf: NOW_SECONDS + 1 }, { clockSkewSeconds: 0 })?.failure).toBe("token_not_yet_valid");
  });

  test("ignores an inherited exp", () => {
    const { exp, ...claims } = validClaims();
    expect(
      checkClaims(Object.assign(Object.create({ exp }), claims), REQUIREMENTS, NOW_SECONDS)?.detail,
    ).toBe("exp");
  });
});

describe("the check of aud", () => {
  test.each([
    ["one audience", AUDIENCE],
    ["the other audience", "https://other.example.com"],
    ["a list that contains one", ["x", AUDIENCE]],
    ["a list that also contains other values", [null, 1, {}, AUDIENCE]],
  ])("accepts %s", (_name, aud) => {
    expect(check({ aud })).toBeUndefined();
  });

  test.each([
    ["a missing aud", undefined],
    ["null", null],
    ["an empty string", ""],
    ["an empty list", []],
    ["another audience", "https://others.example.com"],
    ["a prefix of an audience", AUDIENCE.slice(0, -1)],
    ["an audience with an additional slash", `${AUDIENCE}/`],
    ["an audience in upper case", AUDIENCE.toUpperCase()],
    ["several audiences in one string", `${AUDIENCE} x`],
    ["a list in a list", [[AUDIENCE]]],
    ["an object", { [AUDIENCE]: AUDIENCE }],
    ["a number", 1],
  ])("refuses %s", (_name, aud) => {
    expect(check({ aud })).toEqual({ failure: "audience_mismatch" });
  });
});

describe("the check of token kind and subject", () => {
  test.each<[string, Json]>([
    ["no sub", { sub: undefined }],
    ["a null sub", { sub: null }],
    ["an empty sub", { sub: "" }],
    ["an empty client_id and a null azp", { client_id: "", azp: null }],
    ["a null nbf", { nbf: null }],
    ["a null iat", { iat: null }],
  ])("accepts %s", (_name, changes) => {
    expect(check(changes)).toBeUndefined();
  });

  test("refuses a null iat if the age of a token is limited", () => {
    expect(check({ iat: null }, { maxTokenAgeSeconds: 60 })).toEqual({
      failure: "token_malformed",
      detail: "iat",
    });
  });

  test.each([
    ["a number as sub", { sub: 42 }, { failure: "token_malformed", detail: "sub" }],
    ["sub with a control character", { sub: "adm\u0001in" }, { failure: "token_malformed", detail: "sub" }],
    [
      "client_id with a line break",
      { client_id: "a\n" },
      { failure: "token_malformed", detail: "client_id" },
    ],
    ["a number as client_id", { client_id: 1 }, { failure: "token_malformed", detail: "client_id" }],
    ["azp with DEL", { azp: "a\u007f" }, { failure: "token_malformed", detail: "azp" }],
    ["a list as sub", { sub: ["a"] }, { failure: "token_malformed", detail: "sub" }],
    ["cnf", { cnf: { jkt: "x" } }, { failure: "sender_constrained" }],
    ["a null cnf", { cnf: null }, { failure: "sender_constrained" }],
    ["events", { events: {} }, { failure: "token_type_wrong", detail: "events" }],
    ["a null events claim", { events: null }, { failure: "token_type_wrong", detail: "events" }],
  ])("refuses %s", (_name, changes, expected) => {
    expect(check(changes)).toEqual(expected);
  });
});
