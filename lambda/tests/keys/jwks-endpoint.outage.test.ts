import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FetchError } from "../../src/keys/fetch-json.ts";
import { createSigningKey, jwks } from "../support/keys.ts";
import {
  createScriptedEndpoint,
  DEADLINE_MS,
  isPending,
  passSeconds,
  type ScriptedEndpoint,
  stopTheClock,
  TTL_SECONDS,
} from "../support/scripted-endpoint.ts";

const known = createSigningKey("ES256", "known");
const KEYS = jwks(known);
const DOWN = new FetchError("status 503");
const STALE_SECONDS = 3_600;

beforeEach(stopTheClock);
afterEach(() => void vi.useRealTimers());

/** An endpoint whose keys have just expired. */
async function expiredEndpoint(script: ScriptedEndpoint["script"]): Promise<ScriptedEndpoint> {
  const endpoint = createScriptedEndpoint(KEYS);
  await endpoint.find("known");
  await passSeconds(TTL_SECONDS);
  endpoint.script = script;
  return endpoint;
}

describe("expired keys", () => {
  test("stay in use for an hour while the endpoint fails, and not a millisecond longer", async () => {
    const endpoint = await expiredEndpoint(DOWN);
    expect(await endpoint.find("known")).toBe("found");
    await passSeconds(STALE_SECONDS - 0.001);
    expect(await endpoint.find("known")).toBe("found");
    await passSeconds(0.001);
    expect(await endpoint.find("known")).toBe("keys_unavailable");
  });

  test("are replaced when the endpoint answers after that hour", async () => {
    const endpoint = await expiredEndpoint(DOWN);
    await passSeconds(STALE_SECONDS);
    expect(await endpoint.find("known")).toBe("keys_unavailable");
    await passSeconds(30);
    endpoint.script = KEYS;
    expect(await endpoint.find("known")).toBe("found");
  });

  test("are refreshed before the decision if the endpoint answers in time", async () => {
    const endpoint = await expiredEndpoint(undefined);
    const found = endpoint.find("next");
    await passSeconds(0.4);
    expect(await isPending(found)).toBe(true);
    endpoint.fetches[1]?.answer(jwks(createSigningKey("ES256", "next")));
    expect(await found).toBe("found");
    expect(endpoint.fetches).toHaveLength(2);
  });

  test("are used after 500 ms if the endpoint does not answer", async () => {
    const endpoint = await expiredEndpoint(undefined);
    const found = endpoint.find("known");
    await passSeconds(0.499);
    expect(await isPending(found)).toBe(true);
    await passSeconds(0.001);
    expect(await found).toBe("found");
  });

  test("are not used if the hour ends while the request waits for the endpoint", async () => {
    const endpoint = await expiredEndpoint(DOWN);
    await endpoint.find("known");
    await passSeconds(STALE_SECONDS - 0.2);
    endpoint.script = undefined;
    const found = endpoint.find("known");
    await passSeconds(0.5);
    expect(await found).toBe("keys_unavailable");
  });
});

describe("without usable keys", () => {
  test.each([
    [
      "the endpoint has never answered",
      (): Promise<ScriptedEndpoint> => Promise.resolve(createScriptedEndpoint(DOWN)),
    ],
    [
      "the hour has passed",
      async (): Promise<ScriptedEndpoint> => {
        const endpoint = await expiredEndpoint(DOWN);
        await passSeconds(STALE_SECONDS);
        return endpoint;
      },
    ],
  ])("no decision is made when %s", async (_name, make) => {
    const endpoint = await make();
    expect(await endpoint.find("known")).toBe("keys_unavailable");
    expect(await endpoint.find(undefined)).toBe("keys_unavailable");
    expect(endpoint.failures).toEqual(["status 503"]);
  });

  test("a request waits for the endpoint until the deadline, and is then refused", async () => {
    const endpoint = createScriptedEndpoint(undefined);
    const found = endpoint.find("known");
    await passSeconds(DEADLINE_MS / 1000 - 0.001);
    expect(await isPending(found)).toBe(true);
    expect(endpoint.fetches[0]?.signal.aborted).toBe(false);
    await passSeconds(0.001);
    expect(endpoint.fetches[0]?.signal.aborted).toBe(true);
    expect(await found).toBe("keys_unavailable");
    expect(endpoint.failures).toEqual(["deadline exceeded"]);
  });

  test("a request uses an answer that arrives just before the deadline", async () => {
    const endpoint = createScriptedEndpoint(undefined);
    const found = endpoint.find("known");
    await passSeconds(DEADLINE_MS / 1000 - 0.001);
    endpoint.fetches[0]?.answer(KEYS);
    expect(await found).toBe("found");
    await passSeconds(1);
    expect(endpoint.fetches[0]?.signal.aborted).toBe(false);
  });
});

describe("after a failed fetch", () => {
  /** The pauses in seconds between fetches, during a long outage with a request every 50 ms. */
  async function pausesOf(random: () => number, seconds: number): Promise<readonly number[]> {
    const endpoint = createScriptedEndpoint(DOWN, { random });
    const times: number[] = [];
    for (let elapsed = 0; elapsed < seconds; elapsed += 0.05) {
      const before = endpoint.fetches.length;
      expect(await endpoint.find("known")).toBe("keys_unavailable");
      if (endpoint.fetches.length > before) {
        times.push(Math.round(elapsed * 100) / 100);
      }
      await passSeconds(0.05);
    }
    expect(endpoint.failures).toHaveLength(times.length);
    return times.slice(1).map((time, index) => Math.round((time - (times[index] ?? 0)) * 100) / 100);
  }

  test("the pause doubles from 1 s up to 30 s", async () => {
    expect(await pausesOf(() => 0, 125)).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
  });

  test("random jitter shortens the pauses by up to half", async () => {
    expect(await pausesOf(() => 1, 63)).toEqual([0.5, 1, 2, 4, 8, 15, 15, 15]);
  });

  test("a success resets the pause to 1 s", async () => {
    const endpoint = createScriptedEndpoint(DOWN);
    for (let pause = 1; pause <= 16; pause *= 2) {
      await endpoint.find("known");
      await passSeconds(pause);
    }
    endpoint.script = KEYS;
    expect(await endpoint.find("known")).toBe("found");
    endpoint.script = DOWN;
    await passSeconds(TTL_SECONDS + STALE_SECONDS);
    await endpoint.find("known");
    const { length } = endpoint.fetches;
    await passSeconds(0.999);
    await endpoint.find("known");
    expect(endpoint.fetches).toHaveLength(length);
    await passSeconds(0.001);
    await endpoint.find("known");
    expect(endpoint.fetches).toHaveLength(length + 1);
  });

  test("the failure is reported once, and an unexpected error without its message", async () => {
    const endpoint = createScriptedEndpoint(new TypeError("https://login.example.com/secret"));
    await Promise.all(Array.from({ length: 10 }, () => endpoint.find("known")));
    expect(endpoint.failures).toEqual(["unexpected error"]);
  });
});
