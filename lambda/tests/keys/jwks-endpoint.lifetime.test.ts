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

describe("what the provider says of the age of its keys", () => {
  test.each([
    ["shortens their time", 100, 100],
    ["shortens it to a minute at the least", 10, 60],
    ["shortens it to a minute where it says that they mustn't be kept", 0, 60],
    ["never makes it longer", 86_400, TTL_SECONDS],
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

describe("how long keys serve beyond their time", () => {
  test.each([7_200, 60, 1])("is what the configuration says, %d seconds", async (maxStaleSeconds) => {
    const endpoint = createScriptedEndpoint(KEYS, { maxStaleSeconds });
    await endpoint.find("known");
    endpoint.script = DOWN;
    await passSeconds(TTL_SECONDS + maxStaleSeconds - 0.001);
    expect(await endpoint.find("known")).toBe("found");
    await passSeconds(0.001);
    expect(await endpoint.find("known")).toBe("keys_unavailable");
  });

  test("may be not at all", async () => {
    const endpoint = createScriptedEndpoint(KEYS, { maxStaleSeconds: 0 });
    await endpoint.find("known");
    endpoint.script = DOWN;
    await passSeconds(TTL_SECONDS - 0.001);
    expect(await endpoint.find("known")).toBe("found");
    await passSeconds(0.001);
    expect(await endpoint.find("known")).toBe("keys_unavailable");
  });

  test("is not at all for a clock that was set back, where the configuration says so", async () => {
    const endpoint = createScriptedEndpoint(KEYS, { maxStaleSeconds: 0 });
    await endpoint.find("known");
    endpoint.script = DOWN;
    vi.setSystemTime(Date.now() - 1000);
    expect(await endpoint.find("known")).toBe("keys_unavailable");
  });
});

describe("an outage of two hours", () => {
  test("refuses no valid token within the stale bound, and all of them after it", async () => {
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
    // Back-off: not one fetch for each of the requests.
    expect(endpoint.fetches.length).toBeLessThan((7_200 / 15) * 1.1);
  });
});

describe("a flood of ten thousand made-up key ids", () => {
  test("costs one fetch in a cool-down, and no request with a known key waits for it", async () => {
    const endpoint = createScriptedEndpoint(KEYS);
    await endpoint.find("known");
    for (let second = 0; second < 100; second++) {
      const made = Array.from({ length: 100 }, (_, number) => endpoint.find(`made-up-${second}-${number}`));
      expect(await endpoint.find("known")).toBe("found");
      expect(new Set(await Promise.all(made))).toEqual(new Set(["key_unknown"]));
      await passSeconds(1);
    }
    expect(endpoint.fetches).toHaveLength(1 + Math.ceil(100 / 30));
  });
});
