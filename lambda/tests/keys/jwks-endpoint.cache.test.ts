import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createSigningKey, jwks } from "../support/keys.ts";
import {
  createScriptedEndpoint,
  isPending,
  passSeconds,
  stopTheClock,
  TTL_SECONDS,
} from "../support/scripted-endpoint.ts";

const KEYS = jwks(createSigningKey("ES256", "known"));
const AHEAD_SECONDS = TTL_SECONDS * 0.8;

beforeEach(stopTheClock);
afterEach(() => void vi.useRealTimers());

describe("the first fetch", () => {
  test("waits for the first request", async () => {
    const endpoint = createScriptedEndpoint(KEYS);
    expect(endpoint.fetches).toHaveLength(0);
    expect(await endpoint.find("known")).toBe("found");
    expect(endpoint.fetches).toHaveLength(1);
  });

  test("is one for a hundred requests at once", async () => {
    const endpoint = createScriptedEndpoint(undefined);
    const found = Promise.all(Array.from({ length: 100 }, () => endpoint.find("known")));
    expect(await isPending(found)).toBe(true);
    expect(endpoint.fetches).toHaveLength(1);
    endpoint.fetches[0]?.answer(KEYS);
    expect(await found).toEqual(Array(100).fill("found"));
    expect(endpoint.fetches).toHaveLength(1);
  });

  test("can be begun before any request, which then joins it", async () => {
    const endpoint = createScriptedEndpoint(undefined);
    endpoint.prefetch();
    endpoint.prefetch();
    const found = endpoint.find("known");
    expect(endpoint.fetches).toHaveLength(1);
    endpoint.fetches[0]?.answer(KEYS);
    expect(await found).toBe("found");
  });

  test("that failed before any request is nobody's unhandled rejection", async () => {
    const endpoint = createScriptedEndpoint(new Error("boom"));
    endpoint.prefetch();
    await passSeconds(0);
    expect(endpoint.failures).toEqual(["unexpected error"]);
  });
});

describe("keys within their TTL", () => {
  test("are served without a fetch for its first four fifths", async () => {
    const endpoint = createScriptedEndpoint(KEYS);
    await endpoint.find("known");
    for (let request = 0; request < 10; request++) {
      await passSeconds((AHEAD_SECONDS - 0.001) / 10);
      expect(await endpoint.find("known")).toBe("found");
    }
    expect(endpoint.fetches).toHaveLength(1);
  });

  test("are refreshed ahead by a request in its last fifth, which doesn't wait", async () => {
    const endpoint = createScriptedEndpoint(KEYS);
    await endpoint.find("known");
    await passSeconds(AHEAD_SECONDS);
    endpoint.script = undefined;
    for (let request = 0; request < 100; request++) {
      expect(await endpoint.find("known")).toBe("found");
    }
    expect(endpoint.fetches).toHaveLength(2);
  });

  test("have a new TTL from the moment they were asked for", async () => {
    const endpoint = createScriptedEndpoint(KEYS);
    await endpoint.find("known");
    await passSeconds(AHEAD_SECONDS);
    endpoint.script = undefined;
    await endpoint.find("known");
    await passSeconds(2);
    endpoint.fetches[1]?.answer(KEYS);
    await passSeconds(AHEAD_SECONDS - 2.001);
    await endpoint.find("known");
    expect(endpoint.fetches).toHaveLength(2);
    await passSeconds(0.001);
    await endpoint.find("known");
    expect(endpoint.fetches).toHaveLength(3);
  });

  test("live a tenth shorter at most, by chance", async () => {
    const endpoint = createScriptedEndpoint(KEYS, { random: () => 0.999_999 });
    await endpoint.find("known");
    await passSeconds(AHEAD_SECONDS * 0.9 - 0.001);
    await endpoint.find("known");
    expect(endpoint.fetches).toHaveLength(1);
    await passSeconds(0.002);
    await endpoint.find("known");
    expect(endpoint.fetches).toHaveLength(2);
  });

  test("still live when a refresh ahead has failed, and it is reported", async () => {
    const endpoint = createScriptedEndpoint(KEYS);
    await endpoint.find("known");
    await passSeconds(AHEAD_SECONDS);
    endpoint.script = new Error("boom");
    expect(await endpoint.find("known")).toBe("found");
    expect(await endpoint.find("known")).toBe("found");
    expect(endpoint.failures).toHaveLength(1);
  });
});

describe("a key set that is replaced", () => {
  test("is no longer used: a key that the issuer has withdrawn verifies nothing", async () => {
    const endpoint = createScriptedEndpoint(KEYS);
    await endpoint.find("known");
    endpoint.script = jwks(createSigningKey("ES256", "next"));
    await passSeconds(AHEAD_SECONDS);
    await endpoint.find("known");
    expect(await endpoint.find("next")).toBe("found");
    expect(await endpoint.find("known")).toBe("key_unknown");
  });

  test("is kept when its successor has no usable key", async () => {
    const endpoint = createScriptedEndpoint(KEYS);
    await endpoint.find("known");
    await passSeconds(TTL_SECONDS);
    for (const script of [{}, { keys: [] }, { keys: [{ kty: "oct", k: "AA", kid: "known" }] }]) {
      endpoint.script = script;
      expect(await endpoint.find("known")).toBe("found");
      await passSeconds(60);
    }
    expect(endpoint.failures).toEqual(Array(3).fill("no usable key in the key set"));
  });
});
