import { describe, expect, test } from "vitest";
import type { FetchOptions } from "../../src/keys/fetch-json.ts";
import { createIssuerKeys, type IssuerKeysOptions } from "../../src/keys/issuer-keys.ts";
import { createClock } from "../support/clock.ts";
import { createSigningKey, type Json, jwks } from "../support/keys.ts";

const OPTIONS: IssuerKeysOptions = {
  issuer: "https://login.example.com/",
  algorithms: ["ES256"],
  jwksUrl: "https://login.example.com/jwks.json",
  jwksCacheTtlSeconds: 60,
  jwksFetchTimeoutSeconds: 3,
  caCertificatesPem: "-----BEGIN CERTIFICATE-----",
};
const DISCOVERY_URL = "https://login.example.com/.well-known/openid-configuration";
const KEYS = jwks(createSigningKey("ES256", "known"));

/** The issuer's keys, with the network in the hand of the test. */
function createTestKeys(documents: Readonly<Record<string, Json>>, changes: Partial<IssuerKeysOptions> = {}) {
  const clock = createClock();
  const fetched: { url: string; options: FetchOptions }[] = [];
  const failures: string[] = [];
  const keys = createIssuerKeys(
    { ...OPTIONS, ...changes },
    {
      now: clock.now,
      random: () => 0,
      onFetchFailure: (reason) => void failures.push(reason),
      fetchJson: async (url, options) => {
        fetched.push({ url, options });
        return documents[url] ?? {};
      },
    },
  );
  const find = () => keys.find({ alg: "ES256", kid: "known" });
  return { clock, fetched, failures, find, urls: () => fetched.map(({ url }) => url) };
}

describe("the keys of an issuer", () => {
  test("with a configured URL are fetched from there, with the issuer's CA", async () => {
    const keys = createTestKeys({ [OPTIONS.jwksUrl ?? ""]: KEYS });
    expect(await keys.find()).toHaveLength(1);
    expect(keys.urls()).toEqual([OPTIONS.jwksUrl]);
    expect(keys.fetched[0]?.options.ca).toBe(OPTIONS.caCertificatesPem);
  });

  test("without one are found by discovery, anew at each refresh", async () => {
    const documents: Record<string, Json> = {
      [DISCOVERY_URL]: { issuer: OPTIONS.issuer, jwks_uri: "https://a/1" },
      "https://a/1": KEYS,
      "https://a/2": KEYS,
    };
    const keys = createTestKeys(documents, { jwksUrl: undefined });
    expect(await keys.find()).toHaveLength(1);
    documents[DISCOVERY_URL] = { issuer: OPTIONS.issuer, jwks_uri: "https://a/2" };
    keys.clock.advanceSeconds(60);
    expect(await keys.find()).toHaveLength(1);
    expect(keys.urls()).toEqual([DISCOVERY_URL, "https://a/1", DISCOVERY_URL, "https://a/2"]);
  });

  test("have one deadline for discovery and key set together", async () => {
    const documents = {
      [DISCOVERY_URL]: { issuer: OPTIONS.issuer, jwks_uri: "https://a/1" },
      "https://a/1": KEYS,
    };
    const keys = createTestKeys(documents, { jwksUrl: undefined });
    await keys.find();
    expect(keys.fetched[0]?.options.signal).toBe(keys.fetched[1]?.options.signal);
    expect(keys.fetched.map(({ options }) => options.ca)).toEqual(Array(2).fill(OPTIONS.caCertificatesPem));
  });

  test("are not asked for where a refused discovery document points", async () => {
    const document = { issuer: "https://evil.example.com/", jwks_uri: "https://evil.example.com/jwks" };
    const keys = createTestKeys({ [DISCOVERY_URL]: document }, { jwksUrl: undefined });
    expect(await keys.find()).toEqual({ failure: "keys_unavailable" });
    expect(keys.urls()).toEqual([DISCOVERY_URL]);
    expect(keys.failures).toEqual(["the discovery document is of another issuer"]);
  });
});
