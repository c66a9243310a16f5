import { describe, expect, test } from "vitest";
import type { FetchOptions } from "../../src/keys/fetch-json.ts";
import { createKeySources, type IssuerKeys } from "../../src/keys/issuer-keys.ts";
import { createClock } from "../support/clock.ts";
import { createSigningKey, type Json, jwks } from "../support/keys.ts";

const ISSUER = "https://login.example.com/";
const JWKS_URL = "https://login.example.com/jwks.json";
const CA = "-----BEGIN CERTIFICATE-----";

type Endpoint = Extract<IssuerKeys, { source: "endpoint" }>;
const ENDPOINT: Endpoint = {
  source: "endpoint",
  algorithms: ["ES256"],
  jwksUrl: JWKS_URL,
  caCertificatesPem: CA,
  seeds: undefined,
  cacheTtlSeconds: 60,
  maxStaleSeconds: 3600,
  fetchTimeoutSeconds: 3,
};
const DISCOVERY_URL = "https://login.example.com/.well-known/openid-configuration";
const KEYS = jwks(createSigningKey("ES256", "known"));

/** The issuer's keys, with the network in the hand of the test. */
function createTestKeys(documents: Readonly<Record<string, Json>>, changes: Partial<Endpoint> = {}) {
  const clock = createClock();
  const fetched: { url: string; options: FetchOptions }[] = [];
  const failures: string[] = [];
  const [entry] = createKeySources(
    [{ issuer: ISSUER, keysFrom: { ...ENDPOINT, ...changes } }],
    {
      now: clock.now,
      random: () => 0,
      readSecret: () => Promise.reject(new Error("no secret")),
      fetchJson: async (url, options) => {
        fetched.push({ url, options });
        return { document: documents[url] ?? {} };
      },
    },
    () => ({ fetchFailed: (reason) => void failures.push(reason), keysSkipped: () => undefined }),
  );
  const find = () => entry?.[1].find({ alg: "ES256", kid: "known" });
  return { clock, fetched, failures, find, urls: () => fetched.map(({ url }) => url) };
}

describe("the keys of an issuer", () => {
  test("with a configured URL are fetched from there, with the issuer's CA", async () => {
    const keys = createTestKeys({ [JWKS_URL]: KEYS });
    expect(await keys.find()).toHaveLength(1);
    expect(keys.urls()).toEqual([JWKS_URL]);
    expect(keys.fetched[0]?.options.ca).toBe(CA);
  });

  test("without one are found by discovery, anew at each refresh", async () => {
    const documents: Record<string, Json> = {
      [DISCOVERY_URL]: { issuer: ISSUER, jwks_uri: "https://a/1" },
      "https://a/1": KEYS,
      "https://a/2": KEYS,
    };
    const keys = createTestKeys(documents, { jwksUrl: undefined });
    expect(await keys.find()).toHaveLength(1);
    documents[DISCOVERY_URL] = { issuer: ISSUER, jwks_uri: "https://a/2" };
    keys.clock.advanceSeconds(60);
    expect(await keys.find()).toHaveLength(1);
    expect(keys.urls()).toEqual([DISCOVERY_URL, "https://a/1", DISCOVERY_URL, "https://a/2"]);
  });

  test("have one deadline for discovery and key set together", async () => {
    const documents = {
      [DISCOVERY_URL]: { issuer: ISSUER, jwks_uri: "https://a/1" },
      "https://a/1": KEYS,
    };
    const keys = createTestKeys(documents, { jwksUrl: undefined });
    await keys.find();
    expect(keys.fetched[0]?.options.signal).toBe(keys.fetched[1]?.options.signal);
    expect(keys.fetched.map(({ options }) => options.ca)).toEqual(Array(2).fill(CA));
  });

  test("are not asked for where a refused discovery document points", async () => {
    const document = { issuer: "https://evil.example.com/", jwks_uri: "https://evil.example.com/jwks" };
    const keys = createTestKeys({ [DISCOVERY_URL]: document }, { jwksUrl: undefined });
    expect(await keys.find()).toEqual({ failure: "keys_unavailable" });
    expect(keys.urls()).toEqual([DISCOVERY_URL]);
    expect(keys.failures).toEqual(["the discovery document is of another issuer"]);
  });
});
