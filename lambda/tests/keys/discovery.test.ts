import { describe, expect, test } from "vitest";
import { discoverJwksUrl } from "../../src/keys/discovery.ts";
import type { FetchJson, FetchOptions } from "../../src/keys/fetch-json.ts";
import { FetchError } from "../../src/keys/fetch-json.ts";
import type { Json } from "../support/keys.ts";

const OPTIONS: FetchOptions = { ca: "-----BEGIN CERTIFICATE-----", signal: new AbortController().signal };
const ISSUER = "https://login.example.com";
const JWKS_URI = "https://keys.example.com/jwks.json";

/** Runs discovery against this answer, and records the fetches. */
function discover(issuer: string, document: Json) {
  const fetched: unknown[] = [];
  const fetchJson: FetchJson = async (url, options) => {
    fetched.push([url, options]);
    return { document };
  };
  return { fetched, url: discoverJwksUrl(issuer, fetchJson, OPTIONS) };
}

describe("the discovery document", () => {
  test.each([
    ["https://login.example.com", "https://login.example.com/.well-known/openid-configuration"],
    ["https://login.example.com/", "https://login.example.com/.well-known/openid-configuration"],
    [
      "https://login.example.com:8443/a/b",
      "https://login.example.com:8443/a/b/.well-known/openid-configuration",
    ],
    ["https://login.example.com/a/", "https://login.example.com/a/.well-known/openid-configuration"],
  ])("of %s is fetched from %s with the same CA and deadline", async (issuer, url) => {
    const discovery = discover(issuer, { issuer, jwks_uri: JWKS_URI });
    expect(await discovery.url).toBe(JWKS_URI);
    expect(discovery.fetched).toEqual([[url, OPTIONS]]);
    expect((discovery.fetched[0] as unknown[])[1]).toBe(OPTIONS);
  });

  test.each([
    ["on another host", "https://evil.example.com"],
    ["the same with an additional slash", `${ISSUER}/`],
    ["the same in upper case", ISSUER.toUpperCase()],
    ["a list", [ISSUER]],
    ["null", null],
    ["missing", undefined],
  ])("is refused when its issuer is %s", async (_name, issuer) => {
    const discovery = discover(ISSUER, { issuer, jwks_uri: JWKS_URI });
    await expect(discovery.url).rejects.toThrow(
      new FetchError("the discovery document belongs to another issuer"),
    );
    await expect(discovery.url).rejects.toBeInstanceOf(FetchError);
    expect(discovery.fetched).toHaveLength(1);
  });

  test("is refused when its issuer is an inherited property", async () => {
    const document = Object.create({ issuer: ISSUER, jwks_uri: JWKS_URI });
    await expect(discover(ISSUER, document).url).rejects.toThrow("another issuer");
  });

  test.each([
    ["an http URL", "http://keys.example.com/jwks.json"],
    ["a file URL", "file:///etc/passwd"],
    ["a URL with credentials", "https://user:word@keys.example.com/"],
    ["a URL with a user", "https://user@keys.example.com/"],
    ["a URL with a fragment", "https://keys.example.com/#a"],
    ["not a URL", "keys.example.com"],
    ["a path", "/jwks.json"],
    ["empty", ""],
    ["a list", [JWKS_URI]],
    ["null", null],
    ["missing", undefined],
  ])("is refused when its jwks_uri is %s", async (_name, jwksUri) => {
    const discovery = discover(ISSUER, { issuer: ISSUER, jwks_uri: jwksUri });
    await expect(discovery.url).rejects.toThrow(new FetchError("jwks_uri is not an https URL"));
    await expect(discovery.url).rejects.toBeInstanceOf(FetchError);
  });

  test("that can't be fetched rejects with the error of the fetch", async () => {
    const error = new FetchError("status 404");
    await expect(discoverJwksUrl(ISSUER, () => Promise.reject(error), OPTIONS)).rejects.toBe(error);
  });
});

describe("a jwks_uri", () => {
  const find = (jwksUri: string) => discover(ISSUER, { issuer: ISSUER, jwks_uri: jwksUri }).url;

  test.each([
    "https://a",
    "https://a:8443/b?c=d",
    "https://[::1]/",
    "HTTPS://A/",
    `https://a/${"b".repeat(1990)}`,
  ])("may be %s", async (url) => {
    expect(await find(url)).toBe(url);
  });

  const han = Array.from({ length: 60_000 }, (_, index) =>
    String.fromCodePoint(0x4e00 + ((index * 7919) % 20_000)),
  );
  test.each([
    "http://a",
    "https://",
    "wss://a",
    "https://a:99999",
    "https://a/#b",
    "https://:p@a",
    "javascript:1",
    "https://a/\tb",
    " https://a/",
    `https://a/${"b".repeat(2000)}`,
    // To encode such a host name takes seconds.
    `https://${han.join("")}.com/`,
    `https://a${"\u0301\u0316".repeat(60_000)}.com/`,
  ])("may not be %.30s", async (url) => {
    await expect(find(url)).rejects.toThrow(new FetchError("jwks_uri is not an https URL"));
  });
});
