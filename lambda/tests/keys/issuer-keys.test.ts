import { describe, expect, test } from "vitest";
import type { FetchOptions } from "../../src/keys/fetch-json.ts";
import { createKeySources, type IssuerKeys } from "../../src/keys/issuer-keys.ts";
import { readPublicKeys } from "../../src/keys/key-set.ts";
import { createClock } from "../support/clock.ts";
import { keysFor, NO_OBSERVER } from "../support/key-reading.ts";
import { createSigningKey, type Json, jwks, publicJwk } from "../support/keys.ts";
import { NOW_SECONDS } from "../support/tokens.ts";

const ISSUER = "https://login.example.com/";
const JWKS_URL = "https://login.example.com/jwks.json";
const CA = "-----BEGIN CERTIFICATE-----";

type Endpoint = Extract<IssuerKeys, { source: "endpoint" }>;
const ENDPOINT: Endpoint = {
  source: "endpoint",
  algorithms: ["ES256"],
  jwksUrl: JWKS_URL,
  use: "sig",
  caCertificatesPem: CA,
  seeds: undefined,
  ttlSeconds: 60,
  maxStaleSeconds: 3600,
  deadlineMilliseconds: 3000,
};
const DISCOVERY_URL = "https://login.example.com/.well-known/openid-configuration";
const KEYS = jwks(createSigningKey("ES256", "known"));

/** The issuer's keys, with these documents instead of the network. */
function createTestKeys(documents: Readonly<Record<string, Json>>, changes: Partial<Endpoint> = {}) {
  const clock = createClock();
  const fetched: { url: string; options: FetchOptions }[] = [];
  const failures: string[] = [];
  const sources = createKeySources(
    [{ issuer: ISSUER, keysFrom: [{ ...ENDPOINT, ...changes }] }],
    {
      now: clock.now,
      random: () => 0,
      readSecret: () => Promise.reject(new Error("no secret")),
      fetchJson: async (url, options) => {
        fetched.push({ url, options });
        return { document: documents[url] ?? {} };
      },
    },
    () => ({ ...NO_OBSERVER, fetchFailed: (reason) => void failures.push(reason) }),
  );
  const [issuerSources] = [...sources.values()];
  const find = () =>
    issuerSources?.get("ES256")?.find({ alg: "ES256", kid: "known", arrivedAt: NOW_SECONDS * 1000 });
  return { clock, fetched, failures, find, urls: () => fetched.map(({ url }) => url) };
}

describe("the keys of an issuer", () => {
  test("are fetched from the configured URL with the issuer's CA", async () => {
    const keys = createTestKeys({ [JWKS_URL]: KEYS });
    expect(await keys.find()).toHaveLength(1);
    expect(keys.urls()).toEqual([JWKS_URL]);
    expect(keys.fetched[0]?.options.ca).toBe(CA);
  });

  test("are found by discovery at each refresh if no URL is configured", async () => {
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

  test("share one deadline for discovery and key set", async () => {
    const documents = {
      [DISCOVERY_URL]: { issuer: ISSUER, jwks_uri: "https://a/1" },
      "https://a/1": KEYS,
    };
    const keys = createTestKeys(documents, { jwksUrl: undefined });
    await keys.find();
    expect(keys.fetched[0]?.options.signal).toBe(keys.fetched[1]?.options.signal);
    expect(keys.fetched.map(({ options }) => options.ca)).toEqual(Array(2).fill(CA));
  });

  test("are not fetched from the URL in a refused discovery document", async () => {
    const document = { issuer: "https://evil.example.com/", jwks_uri: "https://evil.example.com/jwks" };
    const keys = createTestKeys({ [DISCOVERY_URL]: document }, { jwksUrl: undefined });
    expect(await keys.find()).toEqual({ failure: "keys_unavailable" });
    expect(keys.urls()).toEqual([DISCOVERY_URL]);
    expect(keys.failures).toEqual(["the discovery document belongs to another issuer"]);
  });
});

describe("issuers with the same endpoint", () => {
  const rsa = createSigningKey("RS256", "rsa");
  const ec = createSigningKey("ES256", "ec");

  /** Key sources of issuers whose endpoints all publish one RSA key and one EC key. */
  function createSources(...endpoints: readonly Partial<Endpoint>[]) {
    const urls: string[] = [];
    const skipped: (readonly string[])[] = [];
    const issuers = createKeySources(
      endpoints.map((changes, number) => ({
        issuer: `https://issuer-${number}.example.com/`,
        keysFrom: [{ ...ENDPOINT, ...changes }],
      })),
      {
        now: createClock().now,
        random: () => 0,
        readSecret: () => Promise.reject(new Error("no secret")),
        fetchJson: async (url) => {
          urls.push(url);
          return { document: jwks(rsa, ec) };
        },
      },
      () => ({ ...NO_OBSERVER, keysSkipped: (keys) => void skipped.push(keys.map(({ reason }) => reason)) }),
    );
    const sources = [...issuers.values()].flatMap((byAlgorithm) => [...byAlgorithm.values()]);
    return { sources, urls, skipped };
  }

  test("share one fetch", async () => {
    const { sources, urls } = createSources({}, {}, { algorithms: ["RS256"] });
    for (const source of sources) {
      expect(await source.find({ alg: "ES256", kid: "ec", arrivedAt: NOW_SECONDS * 1000 })).toHaveLength(1);
    }
    expect(urls).toEqual([JWKS_URL]);
  });

  test("load the keys of all their algorithms, and the token's alg selects among them", async () => {
    const { sources, skipped } = createSources({ algorithms: ["ES256"] }, { algorithms: ["RS256"] });
    expect(await sources[0]?.find({ alg: "ES256", kid: "ec", arrivedAt: NOW_SECONDS * 1000 })).toHaveLength(
      1,
    );
    expect(await sources[0]?.find({ alg: "ES256", kid: "rsa", arrivedAt: NOW_SECONDS * 1000 })).toMatchObject(
      { failure: "key_unknown" },
    );
    expect(await sources[1]?.find({ alg: "RS256", kid: "rsa", arrivedAt: NOW_SECONDS * 1000 })).toHaveLength(
      1,
    );
    expect(skipped).toEqual([]);
  });

  test("report a key that none of them can use", async () => {
    const { sources, skipped } = createSources({ algorithms: ["ES256"] });
    await sources[0]?.find({ alg: "ES256", kid: "ec", arrivedAt: NOW_SECONDS * 1000 });
    expect(skipped).toEqual([["kty or crv fits none of the issuer's algorithms"]]);
  });

  test("report it once for each content of the key set", async () => {
    const document = { keys: [...(jwks(ec)["keys"] as Json[]), publicJwk(rsa, { use: "enc" })] };
    const changed = { keys: [...document.keys, publicJwk(rsa, { kid: "more", use: "enc" })] };
    const clock = createClock();
    const levels: unknown[] = [];
    let published: Json = document;
    const issuers = createKeySources(
      [{ issuer: ISSUER, keysFrom: [{ ...ENDPOINT, algorithms: ["ES256", "RS256"] }] }],
      {
        now: clock.now,
        random: () => 0,
        readSecret: () => Promise.reject(new Error("no secret")),
        fetchJson: async () => ({ document: published }),
      },
      () => ({ ...NO_OBSERVER, keysSkipped: (keys) => void levels.push(keys.map(({ isLoss }) => isLoss)) }),
    );
    const [source] = [...(issuers.values().next().value ?? new Map()).values()];
    for (const next of [document, document, changed, changed, document]) {
      published = next;
      await source.find({ alg: "ES256", kid: "ec", arrivedAt: clock.now() });
      clock.advanceSeconds(61);
    }
    expect(levels).toEqual([[false], [false, false], [false]]);
  });

  test.each<[string, Partial<Endpoint>]>([
    ["URL", { jwksUrl: "https://login.example.com/other.json" }],
    ["CA", { caCertificatesPem: undefined }],
    ["TTL", { ttlSeconds: 61 }],
    ["stale bound", { maxStaleSeconds: 0 }],
    ["seed keys", { seeds: { ...readPublicKeys(jwks(ec), keysFor()), useUntil: 0 } }],
  ])("share nothing if they differ in their %s", async (_name, changes) => {
    const { sources, urls } = createSources({}, changes);
    for (const source of sources) {
      await source.find({ alg: "ES256", kid: "ec", arrivedAt: NOW_SECONDS * 1000 });
    }
    expect(urls).toHaveLength(2);
  });

  test("share nothing with discovery, because each has its own document", async () => {
    const { sources, urls } = createSources({ jwksUrl: undefined }, { jwksUrl: undefined });
    for (const source of sources) {
      await source.find({ alg: "ES256", kid: "ec", arrivedAt: NOW_SECONDS * 1000 });
    }
    expect(urls).toEqual([
      "https://issuer-0.example.com/.well-known/openid-configuration",
      "https://issuer-1.example.com/.well-known/openid-configuration",
    ]);
  });
});

describe("keys in the configuration", () => {
  const ec = createSigningKey("ES256", "ec");
  const find = (kid: string | undefined, hasKeyIds: boolean) => {
    const keysFrom = {
      source: "configuration",
      algorithms: ["ES256"],
      jwks: readPublicKeys(jwks(ec), keysFor(["ES256"])),
      hasKeyIds,
    } as const;
    const dependencies = {
      now: createClock().now,
      random: () => 0,
      readSecret: () => Promise.reject(new Error("no secret")),
      fetchJson: () => Promise.reject(new Error("no network")),
    };
    const sources = createKeySources(
      [{ issuer: ISSUER, keysFrom: [keysFrom] }],
      dependencies,
      () => NO_OBSERVER,
    );
    const [issuerSources] = [...sources.values()];
    return issuerSources?.get("ES256")?.find({ alg: "ES256", kid, arrivedAt: NOW_SECONDS * 1000 });
  };

  test("from a key set are found by kid", async () => {
    expect(await find("ec", true)).toHaveLength(1);
    expect(await find(undefined, true)).toHaveLength(1);
    expect(await find("other", true)).toEqual({ failure: "key_unknown" });
  });

  test("from a PEM are found with any kid", async () => {
    const { kid: _, ...withoutKid } = ec;
    expect(withoutKid.alg).toBe("ES256");
    expect(await find("ec", false)).toHaveLength(1);
    expect(await find("other", false)).toHaveLength(1);
  });
});
