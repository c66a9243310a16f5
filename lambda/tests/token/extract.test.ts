import { describe, expect, test } from "vitest";
import type { TokenSource } from "../../src/token/extract.ts";
import { createTokenReader } from "../support/token-reader.ts";

const TOKEN = "eyJ.e30.c2ln";
const BEARER: TokenSource = { place: "header", name: "Authorization", scheme: "Bearer" };
const PLAIN: TokenSource = { place: "header", name: "X-Token", scheme: "" };
const COOKIE: TokenSource = { place: "cookie", name: "token" };
const QUERY: TokenSource = { place: "query_parameter", name: "access_token" };

/** Reads the token where these are the values at the token source. */
const extract = (source: TokenSource, values: readonly string[]) =>
  createTokenReader(source)({
    header: (name) => (source.place === "header" && name === source.name ? values : []),
    identitySource: undefined,
    cookieHeaders: () => (source.place === "cookie" && values.length > 0 ? [values.join("; ")] : []),
    queryParameter: (name) => (source.place === "query_parameter" && name === source.name ? values : []),
  });

describe("a header with a scheme", () => {
  test.each(["Bearer", "bearer", "BEARER", "bEaReR"])("is read whatever the case of %s", (scheme) => {
    expect(extract(BEARER, [`${scheme} ${TOKEN}`])).toBe(TOKEN);
  });

  test("is read with several spaces behind the scheme", () => {
    expect(extract(BEARER, [`Bearer   ${TOKEN}`])).toBe(TOKEN);
  });

  test.each([
    ["no scheme", TOKEN],
    ["no space", `Bearer${TOKEN}`],
    ["a tab", `Bearer\t${TOKEN}`],
    ["a space in front", ` Bearer ${TOKEN}`],
    ["a space behind", `Bearer ${TOKEN} `],
    ["a line feed behind", `Bearer ${TOKEN}\n`],
    ["the scheme twice", `Bearer Bearer ${TOKEN}`],
    ["a colon", `Bearer: ${TOKEN}`],
    ["Basic", `Basic ${TOKEN}`],
    ["DPoP", `DPoP ${TOKEN}`],
    ["a scheme that begins like it", `Bearers ${TOKEN}`],
    ["a letter from elsewhere in the scheme", `Bearer ${TOKEN}`.replace("r ", "\u017f ")],
    ["nothing behind the scheme", "Bearer "],
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
    ["letters from elsewhere", "Bearer \u0435\u0443J.e30.e30"],
    ["a NUL", `Bearer ${TOKEN}\0`],
    ["only a space", " "],
  ])("is malformed with %s", (_name, value) => {
    expect(extract(BEARER, [value])).toEqual({ failure: "token_malformed" });
  });

  test.each([
    ["two values that the gateway joined", `Bearer ${TOKEN},Bearer ${TOKEN}`],
    ["junk in front", `junk,Bearer ${TOKEN}`],
    ["junk behind", `Bearer ${TOKEN},`],
    ["a parameter behind", `Bearer ${TOKEN}, realm="x"`],
  ])("is ambiguous with %s, for the gateway joins several by commas", (_name, value) => {
    expect(extract(BEARER, [value])).toMatchObject({ failure: "token_ambiguous" });
  });

  test("with other characters in its scheme is read just so", () => {
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
    ["another case", [`TOKEN=${TOKEN}`]],
    ["a name that ends like it", [`xtoken=${TOKEN}`]],
    ["a prefix", [`token2=${TOKEN}`]],
    ["the name without a value", ["token"]],
    ["an empty value", ["token="]],
    ["none", []],
  ])("is missing with %s", (_name, cookies) => {
    expect(extract(COOKIE, cookies)).toEqual({ failure: "token_missing" });
  });

  test("that comes twice is ambiguous, even with the same value", () => {
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

describe("wherever the token is read", () => {
  test.each([BEARER, PLAIN, COOKIE, QUERY])("no value at all is a missing token ($place)", (source) => {
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
  ])("10,240 characters are just short enough, one more is too long (%j)", (source, prefix) => {
    expect(extract(source, [prefix + long(10_240)])).toBe(long(10_240));
    expect(extract(source, [prefix + long(10_241)])).toEqual({ failure: "token_malformed" });
    expect(extract(source, [prefix + long(1_000_000)])).toEqual({
      failure: "token_malformed",
      detail: "too long",
    });
  });

  test("a token of full length may have 57 spaces in front of it, and not one more", () => {
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
    ["behind the token's", [`token=${TOKEN}`, "theme=dark"]],
    ["in front of it", ["theme=dark", `token=${TOKEN}`]],
  ])("is not known where there is a second Cookie header %s", (_where, headers) => {
    const token = extractCookie({ ...carrier, cookieHeaders: () => headers });
    expect(token).toMatchObject({ failure: "token_ambiguous" });
  });

  test("is what the event's identity source shows: a token that isn't in it is refused", () => {
    const token = extractCookie({ ...carrier, identitySource: ["theme=dark"] });
    expect(token).toEqual({ failure: "token_ambiguous", detail: "not at the identity source" });
  });

  test.each([[[`token=${TOKEN}`]], [["GET /orders", `a=1; token=${TOKEN}`]], [[]]])(
    "%j is in order",
    (identitySource) => {
      expect(extractCookie({ ...carrier, identitySource })).toBe(TOKEN);
    },
  );
});
