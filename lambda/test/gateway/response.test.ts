import { describe, expect, test } from "vitest";
import { isFailure } from "../../src/failure.ts";
import { type AuthorizerResponse, createResponse } from "../../src/gateway/response.ts";
import type { Json } from "../support/keys.ts";
import { ISSUER, NOW_SECONDS } from "../support/tokens.ts";

const POLICY = { Version: "2012-10-17", Statement: [] };
const EXP = NOW_SECONDS + 600;

/** The answer for these claims, which must not be too large. */
function responseTo(claims: Json): AuthorizerResponse {
  const response = createResponse({ iss: ISSUER, exp: EXP, ...claims }, POLICY);
  if (isFailure(response)) {
    throw new Error(response.failure);
  }
  return response;
}

describe("the principal", () => {
  test.each([
    [{ sub: "s", client_id: "c", azp: "a" }, "s"],
    [{ client_id: "c", azp: "a" }, "c"],
    [{ azp: "a" }, "a"],
    [{}, "unknown"],
    [{ sub: "", client_id: "c" }, "c"],
    [{ sub: "\u0000\u001f", azp: "a" }, "a"],
    [{ client_id: 1, azp: ["a"] }, "unknown"],
  ])("of %j is %s", (claims, principalId) => {
    expect(responseTo(claims).principalId).toBe(principalId);
  });
});

describe("the context", () => {
  test("says who the caller is", () => {
    const claims = { sub: "s", client_id: "c", azp: "a", scope: "x y", email: "e" };
    expect(responseTo(claims)).toEqual({
      principalId: "s",
      policyDocument: POLICY,
      context: { sub: "s", iss: ISSUER, client_id: "c", scope: "x y", exp: EXP },
    });
  });

  test("has every key for a token that has none of the claims, so that no client can fill the gap", () => {
    expect(responseTo({ iss: undefined }).context).toEqual({
      sub: "",
      iss: "",
      client_id: "",
      scope: "",
      exp: EXP,
    });
  });

  test.each([1, true, null, {}, ["x"], Number.NaN])(
    "has strings only, whatever type %j a claim is of",
    (value) => {
      const { exp, ...texts } = responseTo({ sub: value, client_id: value, azp: value, iss: value }).context;
      expect(exp).toBe(EXP);
      expect(Object.values(texts)).toEqual(["", "", "", ""]);
    },
  );

  test.each([
    [{ client_id: "c", azp: "a" }, "c"],
    [{ azp: "a" }, "a"],
    [{ client_id: 1, azp: "a" }, "a"],
  ])("takes the client of %j", (claims, clientId) => {
    expect(responseTo(claims).context.client_id).toBe(clientId);
  });

  test.each([
    [{ scope: "a b" }, "a b"],
    [{ scp: "a b" }, "a b"],
    [{ scope: ["a", "b"] }, "a b"],
    [{ scp: ["a", 1, null, "", "b"] }, "a b"],
    [{ scope: "a", scp: ["b"] }, "a"],
    [{ scope: null, scp: "b" }, "b"],
    [{ scope: 1 }, ""],
    [{ scope: { a: 1 } }, ""],
  ])("takes the scope of %j", (claims, scope) => {
    expect(responseTo(claims).context.scope).toBe(scope);
  });

  test("holds no control character, in any place", () => {
    const controls = [...Array(32).keys(), ...Array.from(Array(33).keys(), (code) => code + 127)];
    const dirty = `a${String.fromCharCode(...controls)}b\r\nX-Admin: 1`;
    const clean = "abX-Admin: 1";
    const { principalId, context } = responseTo({ sub: dirty, client_id: dirty, iss: dirty, scope: [dirty] });
    expect([principalId, context.sub, context.client_id, context.iss, context.scope]).toEqual(
      Array(5).fill(clean),
    );
  });

  test("keeps characters that are no control characters", () => {
    expect(responseTo({ sub: " ~\u00a0ü€😀\u2028" }).context.sub).toBe(" ~\u00a0ü€😀\u2028");
  });

  test("inherits nothing", () => {
    const claims = Object.assign(Object.create({ sub: "admin", scope: "all" }), { exp: EXP });
    expect(responseTo({}).context.sub).toBe("");
    expect(createResponse(claims, POLICY)).toMatchObject({ principalId: "unknown", context: { scope: "" } });
  });
});

describe("an answer that API Gateway would not take", () => {
  const limit = 8192;
  const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

  test.each([
    ["letters", "x", 1],
    ["characters of three bytes", "€", 3],
    ["characters of four bytes", "😀", 4],
    ["quotes, which JSON writes with two", '"', 2],
  ])("is an error, at exactly 8,192 bytes, in %s", (_name, character, width) => {
    const room = limit - bytesOf(responseTo({ scope: "" }));
    const scope = character.repeat(Math.floor(room / width));
    const fill = "x".repeat(room % width);
    expect(bytesOf(responseTo({ scope: scope + fill }))).toBe(limit);
    expect(createResponse({ iss: ISSUER, exp: EXP, scope: `${scope}${fill}x` }, POLICY)).toEqual({
      failure: "response_too_large",
    });
  });

  test("is never cut short", () => {
    expect(createResponse({ exp: EXP, sub: "s".repeat(8192) }, POLICY)).toEqual({
      failure: "response_too_large",
    });
  });

  test.each(["sub", "client_id", "azp"])(
    "is noticed where %s makes it long twice, as principal too",
    (name) => {
      expect(createResponse({ exp: EXP, [name]: "€".repeat(1400) }, POLICY)).toEqual({
        failure: "response_too_large",
      });
    },
  );

  test("is noticed however the identity is spread over the claims", () => {
    for (const names of [["sub"], ["client_id"], ["azp"], ["scope"], ["scp"], ["iss"]]) {
      const claims = Object.fromEntries(names.map((name) => [name, "€".repeat(3000)]));
      expect(createResponse({ exp: EXP, ...claims }, POLICY)).toEqual({ failure: "response_too_large" });
    }
  });
});
