import { describe, expect, test } from "vitest";
import { createTokenDecoder } from "../../src/token/decode.ts";
import type { Json } from "../support/keys.ts";
import { base64url, ISSUER } from "../support/tokens.ts";

const decodeToken = createTokenDecoder();

const HEADER = { alg: "RS256", kid: "k1", typ: "at+jwt" };
const CLAIMS = { iss: ISSUER, sub: "user-1" };

const tokenOf = (header: string | Uint8Array, claims: string | Uint8Array, signature = "AA"): string =>
  `${base64url(header)}.${base64url(claims)}.${signature}`;
const withHeader = (changes: Json): string =>
  tokenOf(JSON.stringify({ ...HEADER, ...changes }), JSON.stringify(CLAIMS));

test("decodes a token", () => {
  expect(decodeToken(withHeader({}))).toEqual({
    alg: "RS256",
    kid: "k1",
    type: "at+jwt",
    iss: ISSUER,
    claims: CLAIMS,
  });
});

test("decodes a token without kid and iss", () => {
  expect(decodeToken(tokenOf('{"alg":"RS256"}', "{}"))).toEqual({
    alg: "RS256",
    kid: undefined,
    type: undefined,
    iss: undefined,
    claims: {},
  });
});

describe("a header", () => {
  test.each([
    ["at+jwt", "at+jwt"],
    ["Application/AT+JWT", "at+jwt"],
    ["", ""],
    [undefined, undefined],
  ])("with typ %j has the type %j", (typ, type) => {
    expect(decodeToken(withHeader({ typ }))).toMatchObject({ alg: "RS256", type });
  });

  test.each([null, 1, ["JWT"], { typ: "JWT" }].map((typ) => [typ]))("is refused with typ %j", (typ) => {
    expect(decodeToken(withHeader({ typ }))).toEqual({ failure: "token_type_wrong", detail: "typ" });
  });

  test.each([
    [{ crit: ["exp"] }, "crit"],
    [{ crit: [] }, "crit"],
    [{ crit: null }, "crit"],
    [{ b64: true }, "crit"],
    [{ b64: false, crit: ["b64"] }, "crit"],
    [{ alg: undefined }, "alg"],
    [{ alg: null }, "alg"],
    [{ alg: 256 }, "alg"],
    [{ alg: ["RS256"] }, "alg"],
    [{ kid: null }, "kid"],
    [{ kid: 1 }, "kid"],
    [{ kid: ["k1"] }, "kid"],
    [{ kid: "k".repeat(513) }, "kid"],
  ])("is malformed with %j", (changes, detail) => {
    expect(decodeToken(withHeader(changes))).toEqual({ failure: "token_malformed", detail });
  });

  test.each(["", "k".repeat(512)])("can have a kid of up to 512 characters", (kid) => {
    expect(decodeToken(withHeader({ kid }))).toMatchObject({ kid });
  });
});

describe("the decoder", () => {
  const header = base64url(JSON.stringify(HEADER));
  const claims = base64url(JSON.stringify(CLAIMS));

  test.each([
    ["a header of one character", `A.${claims}.AA`, "header"],
    ["a header that isn't JSON", `AAAA.${claims}.AA`, "header"],
    ["a header that isn't UTF-8", tokenOf(Buffer.from('{"alg":"\xff"}', "latin1"), "{}"), "header"],
    ["a payload that isn't UTF-8", tokenOf('{"alg":"x"}', Buffer.from('{"a":"\xc3("}', "latin1")), "payload"],
    [
      "a payload with surrogates in UTF-8",
      tokenOf('{"alg":"x"}', Buffer.from('{"a":"\xed\xa0\x80"}', "latin1")),
      "payload",
    ],
    ["a payload that is a list", tokenOf('{"alg":"x"}', "[]"), "payload"],
    ["a payload with a duplicate name", tokenOf('{"alg":"x"}', '{"a":1,"a":2}'), "payload"],
    ["a payload with a byte order mark", tokenOf('{"alg":"x"}', "\ufeff{}"), "payload"],
    ["a signature of one character", `${header}.${claims}.A`, "signature"],
    ["a signature of five characters", `${header}.${claims}.AAAAA`, "signature"],
  ])("refuses %s", (_name, token, detail) => {
    expect(decodeToken(token)).toEqual({ failure: "token_malformed", detail });
  });

  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  test.each([...alphabet])(
    "accepts a signature that ends in %s only if its unused bits are zero",
    (character) => {
      for (const signature of [`A${character}`, `AA${character}`, `AAA${character}`]) {
        const isCanonical = base64url(Buffer.from(signature, "base64url")) === signature;
        expect("alg" in decodeToken(`${header}.${claims}.${signature}`)).toBe(isCanonical);
      }
    },
  );

  test("refuses a header or payload with unused bits that are not zero", () => {
    // A length that is not a multiple of three leaves unused bits: "fQ" is "}", and "fR" would be "}" too.
    const spare = base64url('{"alg":"RS256"}  ').replace(/.$/, "B");
    expect(Buffer.from(spare, "base64url").toString()).toBe('{"alg":"RS256"}  ');
    expect(decodeToken(`${spare}.${claims}.AA`)).toMatchObject({ detail: "header" });
    expect(decodeToken(`${header}.${base64url("{}  ").replace(/.$/, "B")}.AA`)).toMatchObject({
      detail: "payload",
    });
  });
});

describe("the cache of headers", () => {
  test("returns each token's own header, however many there are", () => {
    const decode = createTokenDecoder();
    for (let round = 0; round < 2; round++) {
      for (let number = 0; number < 250; number++) {
        const token = tokenOf(JSON.stringify({ ...HEADER, kid: `k${number}` }), JSON.stringify(CLAIMS));
        expect(decode(token)).toMatchObject({ kid: `k${number}` });
      }
    }
  });

  test("does not make a refused header valid", () => {
    const decode = createTokenDecoder();
    for (let round = 0; round < 2; round++) {
      expect(decode(withHeader({}))).toMatchObject({ kid: "k1" });
      expect(decode(withHeader({ crit: ["b64"] }))).toMatchObject({ failure: "token_malformed" });
    }
  });
});
