import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FetchError } from "../../src/keys/fetch-json.ts";
import { createSigningKey, jwks } from "../support/keys.ts";
import {
  createScriptedEndpoint,
  passSeconds,
  stopTheClock,
  TTL_SECONDS,
} from "../support/scripted-endpoint.ts";

const KEYS = jwks(createSigningKey("ES256", "known"));
const DOWN = new FetchError("status 503");

beforeEach(stopTheClock);
afterEach(() => void vi.useRealTimers());

describe("the max-age that a provider sends", () => {
  test.each([
    ["shortens the TTL", 100, 100],
    ["shortens the TTL to no less than a minute", 10, 60],
    ["shortens the TTL to a minute if it forbids caching", 0, 60],
    ["never extends the TTL", 86_400, TTL_SECONDS],
  ])("%s (max-age=%d)", async (_name, maxAgeSeconds, ttlSeconds) => {
    const endpoint = createScriptedEndpoint(KEYS, { maxAgeSeconds });
    expect(await endpoint.find("known")).toBe("found");
    await passSeconds(ttlSeconds * 0.8 - 0.001);
    await endpoint.find("known");
    expect(endpoint.fetches).toHaveLength(1);
    await passSeconds(0.001);
    await endpoint.find("known");
    expect(endpoint.fetches).toHaveLength(2);
  });
});

describe("the time for which expired keys stay in use", () => {
  test.each([7_200, 60, 1])("is the configured %d seconds", async (maxStaleSeconds) => {
    const endpoint = createScriptedEndpoint(KEYS, { maxStaleSeconds });
    await endpoint.find("known");
    endpoint.script = DOWN;
    await passSeconds(TTL_SECONDS + maxStaleSeconds - 0.001);
    expect(await endpoint.find("known")).toBe("found");
    await passSeconds(0.001);
    expect(await endpoint.find("known")).toBe("keys_unavailable");
  });

  test("can be zero", async () => {
    const endpoint = createScriptedEndpoint(KEYS, { maxStaleSeconds: 0 });
    await endpoint.find("known");
    endpoint.script = DOWN;
    await passSeconds(TTL_SECONDS - 0.001);
    expect(await endpoint.find("known")).toBe("found");
    await passSeconds(0.001);
    expect(await endpoint.find("known")).toBe("keys_unavailable");
  });

  test("stays zero after the clock was set back", async () => {
    const endpoint = createScriptedEndpoint(KEYS, { maxStaleSeconds: 0 });
    await endpoint.find("known");
    endpoint.script = DOWN;
    vi.setSystemTime(Date.now() - 1000);
    expect(await endpoint.find("known")).toBe("keys_unavailable");
  });
});

describe("an outage of two hours", () => {
  test("causes no refusal within the stale bound, and refuses all tokens after it", async () => {
    const endpoint = createScriptedEndpoint(KEYS);
    await endpoint.find("known");
    endpoint.script = DOWN;
    const outcomes: Record<string, string[]> = { found: [], keys_unavailable: [] };
    for (let second = 10; second <= TTL_SECONDS + 7_200; second += 10) {
      await passSeconds(10);
      const outcome = await endpoint.find("known");
      (outcomes[outcome] ?? []).push(`${second}`);
    }
    const bound = TTL_SECONDS + 3_600;
    expect(outcomes["found"]?.at(-1)).toBe(`${bound - 10}`);
    expect(outcomes["found"]).toHaveLength(bound / 10 - 1);
    expect(outcomes["keys_unavailable"]).toHaveLength(360 + 1);
    // The back-off prevents a fetch for each request.
    expect(endpoint.fetches.length).toBeLessThan((7_200 / 15) * 1.1);
  });
});

describe("a flood of 10,000 invented kids", () => {
  test("causes one fetch per cool-down, and no request with a known key waits for it", async () => {
    const endpoint = createScriptedEndpoint(KEYS);
    await endpoint.find("known");
    for (let second = 0; second < 100; second++) {
      const made = Array.from({ length: 100 }, (_, number) => endpoint.find(`made-up-${second}-${number}`));
      expect(await endpoint.find("known")).toBe("found");
      expect(new Set(await Promise.all(made))).toEqual(new Set(["key_unknown"]));
      await passSeconds(1);
    }
    expect(endpoint.fetches).toHaveLength(1 + Math.ceil(100 / 10));
  });
});
