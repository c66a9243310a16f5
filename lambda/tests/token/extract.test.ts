import { describe, expect, test } from "vitest";
import type { TokenSource } from "../../src/token/extract.ts";
import { createTokenReader } from "../support/token-reader.ts";

const TOKEN = "eyJ.e30.c2ln";
const BEARER: TokenSource = { place: "header", name: "Authorization", scheme: "Bearer" };
const PLAIN: TokenSource = { place: "header", name: "X-Token", scheme: "" };
const COOKIE: TokenSource = { place: "cookie", name: "token" };
const QUERY: TokenSource = { place: "query_parameter", name: "access_token" };
const SUBPROTOCOL: TokenSource = { place: "subprotocol", name: "access_token" };

/** Reads the token from these values at the token source. */
const extract = (source: TokenSource, values: readonly string[]) =>
  createTokenReader(source)({
    header: (name) =>
      (source.place === "header" && name === source.name) ||
      (source.place === "subprotocol" && name === "sec-websocket-protocol")
        ? values
        : [],
    identitySource: undefined,
    cookieHeaders: () => (source.place === "cookie" && values.length > 0 ? [values.join("; ")] : []),
    queryParameter: (name) => (source.place === "query_parameter" && name === source.name ? values : []),
  });

describe("a header with a scheme", () => {
  test.each(["Bearer", "bearer", "BEARER", "bEaReR"])("is read in any letter case: %s", (scheme) => {
    expect(extract(BEARER, [`${scheme} ${TOKEN}`])).toBe(TOKEN);
  });

  test("is read with several spaces after the scheme", () => {
    expect(extract(BEARER, [`Bearer   ${TOKEN}`])).toBe(TOKEN);
  });

  test.each([
    ["no scheme", TOKEN],
    ["no space", `Bearer${TOKEN}`],
    ["a tab", `Bearer\t${TOKEN}`],
    ["a leading space", ` Bearer ${TOKEN}`],
    ["a trailing space", `Bearer ${TOKEN} `],
    ["a trailing line feed", `Bearer ${TOKEN}\n`],
    ["the scheme twice", `Bearer Bearer ${TOKEN}`],
    ["a colon", `Bearer: ${TOKEN}`],
    ["Basic", `Basic ${TOKEN}`],
    ["DPoP", `DPoP ${TOKEN}`],
    ["a scheme with an additional letter", `Bearers ${TOKEN}`],
    ["a look-alike letter in the scheme", `Bearer ${TOKEN}`.replace("r ", "\u017f ")],
    ["nothing after the scheme", "Bearer "],
    ["the scheme alone", "Bearer"],
    ["two tokens", `Bearer ${TOKEN} ${TOKEN}`],
    ["quotes", `Bearer "${TOKEN}"`],
    ["two parts", "Bearer e30.e30"],
    ["four parts", "Bearer e30.e30.e30.e30"],
    ["five parts", "Bearer e30.e30.e30.e30.e30"],
    ["an empty header part", "Bearer .e30.e30"],
    ["an empty payload part", "Bearer e30..e30"],
    ["an empty signature part", "Bearer e30.e30."],
    ["padding", "Bearer e30=.e30.e30"],
    ["plain base64", "Bearer e+0.e/0.e30"],
    ["look-alike letters in the token", "Bearer \u0435\u0443J.e30.e30"],
    ["a NUL", `Bearer ${TOKEN}\0`],
    ["only a space", " "],
  ])("is malformed with %s", (_name, value) => {
    expect(extract(BEARER, [value])).toEqual({ failure: "token_malformed" });
  });

  test.each([
    ["two values that the gateway joined", `Bearer ${TOKEN},Bearer ${TOKEN}`],
    ["junk before a comma", `junk,Bearer ${TOKEN}`],
    ["a trailing comma", `Bearer ${TOKEN},`],
    ["a parameter after the token", `Bearer ${TOKEN}, realm="x"`],
  ])("is ambiguous with %s, because the gateway joins several values with commas", (_name, value) => {
    expect(extract(BEARER, [value])).toMatchObject({ failure: "token_ambiguous" });
  });

  test("with a hyphen in its scheme is read with exactly that scheme", () => {
    const source: TokenSource = { place: "header", name: "Authorization", scheme: "X-Jwt2" };
    expect(extract(source, [`x-jWT2 ${TOKEN}`])).toBe(TOKEN);
    expect(extract(source, [`xxjwt2 ${TOKEN}`])).toEqual({ failure: "token_malformed" });
  });
});

describe("a header without a scheme", () => {
  test("is the token itself", () => {
    expect(extract(PLAIN, [TOKEN])).toBe(TOKEN);
  });

  test.each([`Bearer ${TOKEN}`, ` ${TOKEN}`, `${TOKEN} `])("is malformed as %j", (value) => {
    expect(extract(PLAIN, [value])).toEqual({ failure: "token_malformed" });
  });
});

describe("a cookie", () => {
  test("is found by its exact name among others", () => {
    expect(extract(COOKIE, ["a=b", `Token=${TOKEN}x`, `token=${TOKEN}`, "xtoken=1", "token2=1"])).toBe(TOKEN);
  });

  test.each([
    ["the name in upper case", [`TOKEN=${TOKEN}`]],
    ["a name that ends with it", [`xtoken=${TOKEN}`]],
    ["a name that starts with it", [`token2=${TOKEN}`]],
    ["the name without a value", ["token"]],
    ["an empty value", ["token="]],
    ["no cookies", []],
  ])("is missing with %s", (_name, cookies) => {
    expect(extract(COOKIE, cookies)).toEqual({ failure: "token_missing" });
  });

  test.each(["\u2000", "\u00a0", "\ufeff", "\u000b", "\f", "\n", "\r", "\u2028"])(
    "is not found after white space that RFC 6265 does not know: %j",
    (space) => {
      expect(extract(COOKIE, [`a=b`, `${space}token=${TOKEN}`])).toEqual({ failure: "token_missing" });
      expect(extract(COOKIE, [`token=${TOKEN}${space}`])).toEqual({ failure: "token_malformed" });
    },
  );

  test("is found after spaces and tabs", () => {
    expect(extract(COOKIE, [`a=b`, ` \ttoken=${TOKEN}\t `])).toBe(TOKEN);
  });

  test("that is sent twice is ambiguous, even with the same value", () => {
    expect(extract(COOKIE, [`token=${TOKEN}`, `token=${TOKEN}`])).toEqual({
      failure: "token_ambiguous",
      detail: "more than one value at the token source",
    });
  });

  test.each([`token="${TOKEN}"`, `token= ${TOKEN}`, `token=Bearer ${TOKEN}`])(
    "is malformed as %j",
    (cookie) => {
      expect(extract(COOKIE, [cookie])).toEqual({ failure: "token_malformed" });
    },
  );
});

describe("a subprotocol", () => {
  test.each([
    [[`access_token, ${TOKEN}`]],
    [[`access_token,${TOKEN}`]],
    [[`graphql-ws, access_token ,\t${TOKEN}`]],
    [[`access_token, ${TOKEN}, graphql-ws`]],
    [["graphql-ws", `access_token, ${TOKEN}`]],
    [["access_token", TOKEN]],
  ])("is followed by the token: %j", (headers) => {
    expect(extract(SUBPROTOCOL, headers)).toBe(TOKEN);
  });

  test.each([
    [[]],
    [[""]],
    [[TOKEN]],
    [["access_token"]],
    [["graphql-ws, access_token"]],
    [[`Access_Token, ${TOKEN}`]],
    [[`\u2000access_token, ${TOKEN}`]],
    [[`${TOKEN}, access_token`]],
  ])("is missing in %j", (headers) => {
    expect(extract(SUBPROTOCOL, headers)).toEqual({ failure: "token_missing" });
  });

  test.each([
    [[`access_token, ${TOKEN}, access_token, ${TOKEN}`]],
    [[`access_token, ${TOKEN}`, "access_token, x"]],
  ])("that is sent twice is ambiguous: %j", (headers) => {
    expect(extract(SUBPROTOCOL, headers)).toMatchObject({ failure: "token_ambiguous" });
  });

  test.each([[["access_token, graphql-ws"]], [[`access_token, Bearer ${TOKEN}`]]])(
    "is malformed in %j",
    (headers) => {
      expect(extract(SUBPROTOCOL, headers)).toEqual({ failure: "token_malformed" });
    },
  );
});

describe("at every token source", () => {
  test.each([BEARER, PLAIN, COOKIE, QUERY])("no value is a missing token ($place)", (source) => {
    expect(extract(source, [])).toEqual({ failure: "token_missing" });
  });

  test.each([BEARER, PLAIN, QUERY])("an empty value is a missing token ($place)", (source) => {
    expect(extract(source, [""])).toEqual({ failure: "token_missing" });
  });

  test.each([BEARER, PLAIN, QUERY])("several values are ambiguous ($place)", (source) => {
    const value = source === BEARER ? `Bearer ${TOKEN}` : TOKEN;
    for (const other of [value, "x", ""]) {
      expect(extract(source, [value, other])).toEqual({
        failure: "token_ambiguous",
        detail: "more than one value at the token source",
      });
    }
  });

  const long = (length: number): string => `e30.e30.${"A".repeat(length - 8)}`;
  test.each([
    [BEARER, "Bearer "],
    [PLAIN, ""],
    [COOKIE, "token="],
    [QUERY, ""],
  ])("a token of 10,240 characters is read, and a longer one is refused (%j)", (source, prefix) => {
    expect(extract(source, [prefix + long(10_240)])).toBe(long(10_240));
    for (const length of [10_241, 1_000_000]) {
      expect(extract(source, [prefix + long(length)])).toEqual({
        failure: "token_malformed",
        detail: "too long",
      });
    }
  });

  test("a token of maximum length can follow 58 spaces, but not 59", () => {
    expect(extract(BEARER, [`Bearer${" ".repeat(58)}${long(10_240)}`])).toBe(long(10_240));
    expect(extract(BEARER, [`Bearer${" ".repeat(59)}${long(10_240)}`])).toMatchObject({ detail: "too long" });
  });
});

describe("the gateway's cache key", () => {
  const carrier = {
    identitySource: undefined,
    header: () => [],
    cookieHeaders: () => [`token=${TOKEN}`],
    queryParameter: () => [],
  };
  const extractCookie = createTokenReader(COOKIE);

  test.each<[string, readonly string[]]>([
    ["after the token's", [`token=${TOKEN}`, "theme=dark"]],
    ["before the token's", ["theme=dark", `token=${TOKEN}`]],
  ])("is unknown if there is a second Cookie header %s", (_where, headers) => {
    const token = extractCookie({ ...carrier, cookieHeaders: () => headers });
    expect(token).toMatchObject({ failure: "token_ambiguous" });
  });

  test("is the event's identity source, and a token outside it is refused", () => {
    const token = extractCookie({ ...carrier, identitySource: ["theme=dark"] });
    expect(token).toEqual({ failure: "token_ambiguous", detail: "not at the identity source" });
  });

  test.each([[[`token=${TOKEN}`]], [["GET /orders", `a=1; token=${TOKEN}`]], [[]]])(
    "can be %j",
    (identitySource) => {
      expect(extractCookie({ ...carrier, identitySource })).toBe(TOKEN);
    },
  );
});
