import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { isFailure } from "../../src/failure.ts";
import { FetchError } from "../../src/keys/fetch-json.ts";
import { createJwksEndpoint } from "../../src/keys/jwks-endpoint.ts";
import { loadKeySet } from "../../src/keys/key-set.ts";
import { createSeededKeys } from "../../src/keys/seeded-keys.ts";
import { keysFor, NO_OBSERVER } from "../support/key-reading.ts";
import { createSigningKey, type Json, jwks } from "../support/keys.ts";
import { freezeSeconds, isPending, passSeconds, stopTheClock } from "../support/scripted-endpoint.ts";
import { NOW_SECONDS } from "../support/tokens.ts";

const seed = createSigningKey("ES256", "seed");
const next = createSigningKey("ES256", "next");
const USE_UNTIL = (NOW_SECONDS + 86_400) * 1000;

beforeEach(stopTheClock);
afterEach(() => void vi.useRealTimers());

/** A key source with a seed key. Its endpoint ends each fetch with the script; undefined: at the deadline. */
async function createSource(script: Json | Error | undefined, useUntil = USE_UNTIL) {
  const world = { script, fetches: 0 };
  const requirements = keysFor(["ES256"]);
  const endpoint = createJwksEndpoint({
    issuer: "https://login.example.com/",
    jwksUrl: "https://login.example.com/jwks.json",
    caCertificatesPem: undefined,
    requirements,
    ttlSeconds: 600,
    maxStaleSeconds: 3600,
    deadlineMilliseconds: 3_000,
    now: Date.now,
    random: () => 0,
    observer: NO_OBSERVER,
    fetchJson: (_url, { signal }) => {
      world.fetches++;
      return new Promise((resolve, reject) => {
        signal.addEventListener("abort", () => reject(new FetchError("deadline exceeded")));
        if (world.script instanceof Error) {
          reject(world.script);
        } else if (world.script !== undefined) {
          resolve({ document: world.script });
        }
      });
    },
  });
  const seeds = await loadKeySet(jwks(seed), requirements, () => undefined);
  if (seeds === undefined) {
    throw new Error("the seed key must be usable");
  }
  const source = createSeededKeys(endpoint, seeds, useUntil, Date.now);
  const find = async (kid: string) => {
    const keys = await source.find({ alg: "ES256", kid, arrivedAt: Date.now() });
    return isFailure(keys) ? keys.failure : "found";
  };
  return { world, find, prefetch: source.prefetch, source };
}

/** Waits until everything that can finish has finished. */
const settle = (): Promise<boolean> => isPending(new Promise(() => undefined));

describe("seed keys", () => {
  test("verify immediately until the endpoint answers, and the first request starts its fetch without waiting", async () => {
    const { world, find } = await createSource(undefined);
    expect(await find("seed")).toBe("found");
    expect(world.fetches).toBe(1);
    expect(await find("seed")).toBe("found");
    expect(world.fetches).toBe(1);
  });

  test("cause no fetch during init", async () => {
    const { world, prefetch } = await createSource(jwks(seed));
    prefetch();
    expect(world.fetches).toBe(0);
  });

  test("verify during the whole of an outage that began before the cold start", async () => {
    const { find } = await createSource(new FetchError("status 503"));
    for (let hour = 0; hour < 23; hour++) {
      expect(await find("seed")).toBe("found");
      await passSeconds(3_600);
    }
  });

  test("are no longer used after the first answer, even if they are not in it", async () => {
    const { find } = await createSource(jwks(next));
    expect(await find("seed")).toBe("found");
    await settle();
    expect(await find("seed")).toBe("key_unknown");
    expect(await find("next")).toBe("found");
  });

  test("are never used again, however long the endpoint is down after its first answer", async () => {
    const { world, find } = await createSource(jwks(next));
    await find("seed");
    await settle();
    world.script = new FetchError("status 503");
    await passSeconds(10_000);
    expect(await find("seed")).toBe("keys_unavailable");
  });

  test("never verify after use_until", async () => {
    const { find } = await createSource(new FetchError("status 503"));
    await passSeconds(86_400 - 0.001);
    expect(await find("seed")).toBe("found");
    await passSeconds(0.001);
    expect(await find("seed")).toBe("keys_unavailable");
  });

  test("are ignored after use_until, and init fetches the keys", async () => {
    const { world, find, prefetch } = await createSource(jwks(next), NOW_SECONDS * 1000);
    prefetch();
    expect(world.fetches).toBe(1);
    expect(await find("next")).toBe("found");
    expect(await find("seed")).toBe("key_unknown");
  });

  test("do not stop a request with another key from waiting for the endpoint", async () => {
    const { find } = await createSource(jwks(next));
    expect(await find("next")).toBe("found");
  });

  test("do not stay in use forever if the process freezes after each response: the next fetch is awaited", async () => {
    const { world, find } = await createSource(undefined);
    expect(await find("seed")).toBe("found");
    freezeSeconds(60);
    world.script = jwks(next);
    expect(await find("seed")).toBe("key_unknown");
    expect(world.fetches).toBe(2);
  });

  test("still verify if that fetch fails too", async () => {
    const { world, find } = await createSource(undefined);
    expect(await find("seed")).toBe("found");
    freezeSeconds(60);
    world.script = new FetchError("status 503");
    expect(await find("seed")).toBe("found");
  });

  test("are never current, so that the refusal of an invalid signature is not cached", async () => {
    const { source } = await createSource(undefined);
    const keys = await source.find({ alg: "ES256", kid: "seed", arrivedAt: Date.now() });
    expect(isFailure(keys) ? undefined : source.areCurrent(keys)).toBe(false);
  });
});
