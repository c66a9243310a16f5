import { describe, expect, test } from "vitest";
import { FetchError } from "../src/keys/fetch-json.ts";
import { type Clock, createClock } from "./support/clock.ts";
import type { DocumentChanges } from "./support/configuration.ts";
import { bearer, EVENT_OF, restRequestEvent, type Shape } from "./support/events.ts";
import { createSigningKey, type Json, jwks, publicJwk } from "./support/keys.ts";
import { schemaFaultsOf } from "./support/log-schema.ts";
import { createTestAuthorizer, type TestAuthorizer } from "./support/test-authorizer.ts";
import { mintToken } from "./support/tokens.ts";

const key = createSigningKey("ES256");
const EVERYTHING = {
  log_allowed: { sample_percent: 100, claims: ["sub", "/realm/roles"] },
  metrics_namespace: "Auth",
};
const RULES = [{ methods: ["GET"], paths: ["/orders"], any_token: true }];

/** The lines since the previous call, each of which fits the schema. */
function follow({ lines }: TestAuthorizer): () => readonly Json[] {
  let count = 0;
  return () => {
    const since = lines.slice(count);
    count = lines.length;
    expect(schemaFaultsOf(since)).toEqual([]);
    return since.map((line) => JSON.parse(line));
  };
}

function createTarget(
  top: Json = EVERYTHING,
  {
    issuer = {},
    network = () => jwks(key),
    clock = createClock(),
  }: Partial<{
    issuer: DocumentChanges["issuer"] & object;
    network: () => Json;
    clock: Clock;
  }> = {},
) {
  const authorizer = createTestAuthorizer(network, { top, issuer }, clock);
  return { authorizer, clock, linesSince: follow(authorizer) };
}

const shapes = Object.keys(EVENT_OF) as Shape[];
const token = mintToken(key, { claims: { sub: "alice" } });
const call = { ...bearer(token), query: { access_token: token } };

describe("a request that is allowed", () => {
  test.each(shapes)("leaves no line by default (%s)", async (shape) => {
    const { authorizer, linesSince } = createTarget({});
    await authorizer.authorize(EVENT_OF[shape](call));
    expect(linesSince()).toEqual([]);
  });

  test.each(shapes)("leaves a line with the configured claims on request (%s)", async (shape) => {
    const { authorizer, linesSince } = createTarget({ log_allowed: EVERYTHING.log_allowed });
    await authorizer.authorize(EVENT_OF[shape](call), { awsRequestId: "7d6c6d0b" });
    const [line, ...others] = linesSince();
    expect(others).toEqual([]);
    expect(line).toMatchObject({
      message: "request allowed",
      outcome: "allowed",
      trusted_issuer: "default",
      api_id: expect.any(String),
      stage: expect.any(String),
      lambda_request_id: "7d6c6d0b",
      duration_microseconds: expect.any(Number),
      token_cache_hit: false,
      key_set_age_seconds: 0,
      claims: { sub: "alice" },
      count: 1,
    });
    expect(line?.["method"]).toBe(shape === "WebSocket" ? undefined : "GET");
    expect(line).not.toHaveProperty("_aws");
  });

  test("is also logged if the token cache answers it, with the age of the keys", async () => {
    const { authorizer, clock, linesSince } = createTarget();
    for (let time = 0; time < 3; time++) {
      await authorizer.authorize(restRequestEvent(call));
      clock.advanceSeconds(5);
    }
    const decisions = linesSince().filter(({ message }) => message === "request allowed");
    expect(decisions.map((line) => line["token_cache_hit"])).toEqual([false, false, true]);
    expect(decisions.map((line) => line["key_set_age_seconds"])).toEqual([0, 5, 10]);
    expect(decisions.map((line) => line["TokenCacheHits"])).toEqual([0, 0, 1]);
  });

  test.each<[string, Json]>([
    ["are in the configuration", { jwks_url: null, jwks: jwks(key) }],
    ["are seed keys", { jwks: jwks(key), jwks_use_until: "2027-02-01T00:00:00Z" }],
  ])("has no age of keys that %s", async (_name, issuer) => {
    const { authorizer, linesSince } = createTarget(EVERYTHING, {
      issuer,
      network: () => {
        throw new FetchError("status 503");
      },
    });
    await authorizer.authorize(restRequestEvent(call));
    const [line] = linesSince().filter(({ message }) => message === "request allowed");
    expect(line).toMatchObject({ StaleKeys: 0 });
    expect(line).not.toHaveProperty("key_set_age_seconds");
  });

  test("says so if its keys are expired, also with a token that was verified before", async () => {
    let isDown = false;
    const network = (): Json => {
      if (isDown) {
        throw new FetchError("status 503");
      }
      return jwks(key);
    };
    const { authorizer, clock, linesSince } = createTarget(EVERYTHING, { network });
    const lasting = restRequestEvent(bearer(mintToken(key, { claims: { exp: 1_900_000_000 } })));
    await authorizer.authorize(lasting);
    await authorizer.authorize(lasting);
    isDown = true;
    clock.advanceSeconds(700);
    linesSince();
    await authorizer.authorize(lasting);
    expect(linesSince()).toMatchObject([
      { message: "fetch of keys failed", reason: "status 503", KeyFetches: 1, KeyFetchFailures: 1 },
      { stale_keys: true, key_set_age_seconds: 700, StaleKeys: 1, token_cache_hit: true },
    ]);
  });
});

describe("a refusal", () => {
  test.each<[string, Json, string, Json]>([
    ["by rules", {}, "/other", { outcome: "forbidden", method: "GET", key_set_age_seconds: 0 }],
    ["of the token", { aud: "x" }, "/orders", { outcome: "unauthorized", token_cache_hit: false }],
  ])("%s has the facts of the request", async (_name, claims, path, facts) => {
    const { authorizer, linesSince } = createTarget({ rules: RULES });
    const event = restRequestEvent({ ...bearer(mintToken(key, { claims })), path });
    await authorizer.authorize(event).catch(() => undefined);
    expect(linesSince()).toMatchObject([
      { stage: "prod", duration_microseconds: 1_000_000, count: 1, ...facts },
    ]);
  });

  test("of a made-up method does not repeat it", async () => {
    const { authorizer, linesSince } = createTarget({ rules: RULES });
    await authorizer.authorize(restRequestEvent({ ...call, method: "M4RK3R" }));
    const [line] = linesSince();
    expect(line).toMatchObject({ reason: "rules_not_satisfied" });
    expect(JSON.stringify(line)).not.toMatch(/M4RK3R/);
  });

  test("of a token with an unknown key counts the refetches that the cool-down suppresses", async () => {
    const { authorizer, clock, linesSince } = createTarget(EVERYTHING);
    const unknown = mintToken(key, { header: { kid: "other" } });
    await authorizer.authorize(restRequestEvent(call));
    for (let time = 0; time < 4; time++) {
      clock.advanceSeconds(0.1);
      await authorizer.authorize(restRequestEvent(bearer(unknown))).catch(() => undefined);
    }
    await authorizer.authorize(restRequestEvent(call));
    const lines = linesSince();
    const sum = lines.reduce((total, line) => total + Number(line["SuppressedRefetches"] ?? 0), 0);
    expect(sum).toBe(3);
    expect(lines.filter(({ message }) => message === "keys fetched")).toHaveLength(2);
  });
});

test("lines about keys fit the schema, too", async () => {
  const weak = { ...publicJwk(createSigningKey("RS256")), e: "AQ" };
  const { authorizer, linesSince } = createTarget({}, { network: () => ({ keys: [weak] }) });
  await authorizer.authorize(restRequestEvent(call)).catch(() => undefined);
  expect(linesSince().map(({ message }) => message)).toEqual([
    "keys skipped",
    "fetch of keys failed",
    "request refused",
  ]);
});
