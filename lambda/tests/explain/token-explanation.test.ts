import { describe, expect, test } from "vitest";
import { readToken } from "../../explain/token-explanation.ts";
import { configurationWith } from "../support/configuration.ts";
import { createSigningKey, type Json } from "../support/keys.ts";
import { mintToken, NOW_SECONDS, type TokenChanges } from "../support/tokens.ts";

const key = createSigningKey("ES256");
const read = (changes: TokenChanges, top: Json = {}) =>
  readToken(mintToken(key, changes), configurationWith({ top }), NOW_SECONDS * 1000).token;

describe("a token without a signature check", () => {
  test("is shown as not checked and otherwise valid", () => {
    expect(read({})).toEqual({
      signature: "not_checked",
      trusted_issuer: "default",
      refusal: null,
      faults: [],
    });
  });

  test.each<[TokenChanges, string, string | null]>([
    [{ claims: { exp: 1 } }, "token_expired", "default"],
    [{ claims: { aud: "x" } }, "audience_mismatch", "default"],
    [{ claims: { iss: "https://other.example.com/" } }, "issuer_unknown", null],
    [{ claims: { cnf: {} } }, "sender_constrained", "default"],
    [{ header: { alg: "HS256" } }, "algorithm_not_allowed", "default"],
    [{ header: { typ: "dpop+jwt" } }, "token_type_wrong", "default"],
  ])("with %j is refused like the authorizer refuses it: %s", (changes, reason, issuer) => {
    const refusal = { status: 401, reason, explanation: expect.any(String) };
    expect(read(changes)).toEqual({
      signature: "not_checked",
      trusted_issuer: issuer,
      refusal,
      faults: [{ reason, explanation: expect.any(String), values: expect.any(String) }],
    });
  });

  test('gets a 403 with invalid_token_response = "deny"', () => {
    const deny = { invalid_token_response: "deny" };
    expect(read({ claims: { aud: "x" } }, deny).refusal).toMatchObject({ status: 403 });
    expect(read({ claims: { exp: 1 } }, deny).refusal).toMatchObject({ status: 401 });
  });

  test.each(["Bearer ", "bearer  ", ""])("may begin with %j", (prefix) => {
    const text = `${prefix}${mintToken(key, {})}\n`;
    expect(readToken(text, configurationWith(), NOW_SECONDS * 1000).claims).toMatchObject({ sub: "user-1" });
  });

  test("is rejected if API Gateway couldn't pass it on", () => {
    const long = mintToken(key, { claims: { filler: "x".repeat(8000) } });
    expect(() => readToken(long, configurationWith(), 0)).toThrow(/at most 10240 characters/);
  });

  test.each([
    ["Bearer Bearer a.b.c", /Here, the scheme appears twice$/],
    ["Basic a.b.c", /Here, the value begins with a scheme other than Bearer$/],
    ["0123456789abcdef", /Here, the token has no dots, so it is not a JWT: it may be an opaque token$/],
    ["a.b.c.d.e", /Here, the token has five parts: it is encrypted \(JWE\)$/],
    ['"a.b.c"', /Here, there are quotation marks around the token$/],
  ])("that is none says what it looks like: %s", (text, message) => {
    expect(() => readToken(text, configurationWith(), 0)).toThrow(message);
  });

  test.each(["", "a.b", "a.b.c.d", "Basic a.b.c", "a b.c.d", "{}.e30.x"])("can't be %j", (text) => {
    expect(() => readToken(text, configurationWith(), 0)).toThrow(/^the token must be one JWT/);
  });

  test.each(["eyJ.e30.AA", "e30.eyJ.AA", "x.y.z"])(
    "%s can't be read, and the message doesn't repeat it",
    (text) => {
      expect(() => readToken(text, configurationWith(), 0)).toThrow(/^the token can't be read: (?!.*e30)/);
    },
  );
});
