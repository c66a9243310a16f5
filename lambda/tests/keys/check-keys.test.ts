import { describe, expect, test } from "vitest";
import { createSigningKey, type Json, jwks, publicJwk } from "../support/keys.ts";
import { untilInDays } from "../support/local-issuer.ts";
import {
  documentWithIssuers,
  down,
  SECRET_ISSUER,
  type StartedFunction,
  startFunction,
} from "../support/self-check.ts";
import { NOW_SECONDS } from "../support/tokens.ts";

const key = createSigningKey("ES256");
const other = createSigningKey("EdDSA", "other");

/** A function whose one issuer is the valid one except for the changes. */
const startWith = (issuer: Json, keys: () => Json | Promise<Json>): StartedFunction =>
  startFunction(documentWithIssuers({ default: issuer }), { keys });

const sourcesOf = async ({ check }: StartedFunction) => (await check()).trusted_issuers["default"];

describe("the state of an endpoint's keys is", () => {
  test("fresh with their age until they are due, and keys that are due are fetched first", async () => {
    const started = startWith({}, () => jwks(key));
    await started.check();
    started.surroundings.keys = () => jwks(key, other);
    started.clock.advanceSeconds(479);
    expect(await sourcesOf(started)).toMatchObject([{ state: "fresh", age_seconds: 479, usable_keys: 1 }]);
    started.clock.advanceSeconds(1);
    expect(await sourcesOf(started)).toMatchObject([{ state: "fresh", age_seconds: 0, usable_keys: 2 }]);
  });

  test("ageing, then stale, then expired while they can't be fetched, with the error of the log", async () => {
    const started = startWith({}, () => jwks(key));
    await started.check();
    started.surroundings.keys = down;
    const last_fetch_error = "status 503";
    const common = { kind: "endpoint", last_fetch_error };
    started.clock.advanceSeconds(500);
    expect(await sourcesOf(started)).toEqual([
      { ...common, state: "ageing", age_seconds: 500, usable_keys: 1 },
    ]);
    started.clock.advanceSeconds(100);
    expect(await sourcesOf(started)).toEqual([
      { ...common, state: "stale", age_seconds: 600, usable_keys: 1 },
    ]);
    started.clock.advanceSeconds(3600);
    expect(await sourcesOf(started)).toEqual([
      { ...common, state: "expired", age_seconds: 4200, usable_keys: 0 },
    ]);
    const logged = { reason: last_fetch_error, lambda_request_id: "79104EXAMPLE" };
    expect(started.lines.map((line) => JSON.parse(line))).toMatchObject([logged, logged, logged]);
  });

  test("missing until a fetch succeeds, which clears the error; a failed fetch is not repeated during the back-off", async () => {
    const started = startWith({}, () => ({ keys: [] }));
    const missing = {
      kind: "endpoint",
      state: "missing",
      age_seconds: null,
      usable_keys: 0,
      last_fetch_error: "no usable key in the key set",
    };
    expect(await sourcesOf(started)).toEqual([missing]);
    started.surroundings.keys = () => jwks(key);
    expect(await sourcesOf(started)).toEqual([missing]);
    started.clock.advanceSeconds(1);
    expect(await sourcesOf(started)).toMatchObject([{ state: "fresh", last_fetch_error: null }]);
  });

  test("seed while the endpoint has never answered, which the check finds out", async () => {
    const seeds = {
      jwks: jwks(key, other),
      jwks_use_until: untilInDays(1, NOW_SECONDS * 1000),
    };
    const started = startWith(seeds, down);
    expect(await sourcesOf(started)).toMatchObject([
      { kind: "endpoint", state: "seed", age_seconds: null, usable_keys: 2, last_fetch_error: "status 503" },
    ]);
    started.clock.advanceSeconds(86_400);
    expect(await sourcesOf(started)).toMatchObject([{ state: "missing", usable_keys: 0 }]);
    const answering = startWith(seeds, () => jwks(key));
    expect(await sourcesOf(answering)).toMatchObject([{ state: "fresh", usable_keys: 1 }]);
  });
});

test("keys in the configuration are fixed and have no age", async () => {
  const started = startWith({ jwks_url: null, jwks: jwks(key, other) }, down);
  const fixed = { kind: "configured", state: "fixed", age_seconds: null, last_fetch_error: null };
  expect(await sourcesOf(started)).toEqual([{ ...fixed, usable_keys: 2 }]);
  const pem = String(key.publicKey.export({ type: "spki", format: "pem" }));
  const withPem = startWith({ jwks_url: null, public_key_pem: pem }, down);
  expect(await sourcesOf(withPem)).toEqual([{ ...fixed, usable_keys: 1 }]);
});

test("a secret counts two keys while the previous version serves, and an issuer may have two sources", async () => {
  const { shared_secret } = SECRET_ISSUER;
  const started = startWith({ shared_secret, algorithms: ["ES256", "HS256"] }, () => jwks(key));
  expect(await sourcesOf(started)).toMatchObject([
    { kind: "endpoint", state: "fresh", usable_keys: 1 },
    { kind: "secret", state: "fresh", age_seconds: 0, usable_keys: 2 },
  ]);
  started.clock.advanceSeconds(60);
  expect(await sourcesOf(started)).toMatchObject([{ usable_keys: 1 }, { kind: "secret", usable_keys: 1 }]);
});

describe("a key is counted", () => {
  test("for each issuer that shares the endpoint, if it fits the issuer's own algorithms", async () => {
    const { check } = startFunction(
      documentWithIssuers({
        a: { algorithms: ["ES256"] },
        b: { issuer: "https://b.example.com/", algorithms: ["ES256", "EdDSA"] },
        c: { issuer: "https://c.example.com/", algorithms: ["RS256"] },
      }),
      { keys: () => jwks(key, other) },
    );
    expect((await check()).trusted_issuers).toMatchObject({
      a: [{ usable_keys: 1 }],
      b: [{ usable_keys: 2 }],
      c: [{ state: "fresh", usable_keys: 0 }],
    });
  });

  test.each([
    ["https://login.example.com/", 1],
    ["https://login.example.com/{tenantid}/v2.0", 0],
    ["https://elsewhere.example.com/{tenantid}/", 0],
    ["https://login.example.com{tenantid}/", 1],
    ["https://login.example.com/{tenantid}", 1],
  ])("if it names no other issuer: %s", async (issuer, usable_keys) => {
    const started = startWith({ issuer: "https://login.example.com/" }, () => ({
      keys: [publicJwk(key, { issuer })],
    }));
    expect(await sourcesOf(started)).toMatchObject([{ state: "fresh", usable_keys }]);
  });

  test("only if it can be imported", async () => {
    const broken = { ...publicJwk(key, { kid: "broken" }), x: "A".repeat(43) };
    const started = startWith({}, () => ({ keys: [publicJwk(key), broken] }));
    expect(await sourcesOf(started)).toMatchObject([{ usable_keys: 1 }]);
  });

  test("up to a hundred", async () => {
    const keys = Array.from({ length: 101 }, (_, index) => publicJwk(key, { kid: `${index}` }));
    const started = startWith({}, () => ({ keys }));
    expect(await sourcesOf(started)).toMatchObject([{ usable_keys: 100 }]);
  });
});
