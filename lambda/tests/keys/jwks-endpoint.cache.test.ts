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
const REFRESH_AFTER_SECONDS = TTL_SECONDS * 0.8;

beforeEach(stopTheClock);
afterEach(() => void vi.useRealTimers());

describe("the first fetch", () => {
  test("starts with the first request", async () => {
    const endpoint = createScriptedEndpoint(KEYS);
    expect(endpoint.fetches).toHaveLength(0);
    expect(await endpoint.find("known")).toBe("found");
    expect(endpoint.fetches).toHaveLength(1);
  });

  test("is shared by 100 simultaneous requests", async () => {
    const endpoint = createScriptedEndpoint(undefined);
    const found = Promise.all(Array.from({ length: 100 }, () => endpoint.find("known")));
    expect(await isPending(found)).toBe(true);
    expect(endpoint.fetches).toHaveLength(1);
    endpoint.fetches[0]?.answer(KEYS);
    expect(await found).toEqual(Array(100).fill("found"));
    expect(endpoint.fetches).toHaveLength(1);
  });

  test("can start before the first request, which then waits for it", async () => {
    const endpoint = createScriptedEndpoint(undefined);
    endpoint.prefetch();
    endpoint.prefetch();
    const found = endpoint.find("known");
    expect(endpoint.fetches).toHaveLength(1);
    endpoint.fetches[0]?.answer(KEYS);
    expect(await found).toBe("found");
  });

  test("causes no unhandled rejection if it fails before any request", async () => {
    const endpoint = createScriptedEndpoint(new Error("boom"));
    endpoint.prefetch();
    await passSeconds(0);
    expect(endpoint.failures).toEqual(["unexpected error"]);
  });
});

describe("keys within their TTL", () => {
  test("are used without a fetch for the first 80 % of it", async () => {
    const endpoint = createScriptedEndpoint(KEYS);
    await endpoint.find("known");
    for (let request = 0; request < 10; request++) {
      await passSeconds((REFRESH_AFTER_SECONDS - 0.001) / 10);
      expect(await endpoint.find("known")).toBe("found");
    }
    expect(endpoint.fetches).toHaveLength(1);
  });

  test("are refreshed by a request in the last 20 % of it, which does not wait", async () => {
    const endpoint = createScriptedEndpoint(KEYS);
    await endpoint.find("known");
    await passSeconds(REFRESH_AFTER_SECONDS);
    endpoint.script = undefined;
    for (let request = 0; request < 100; request++) {
      expect(await endpoint.find("known")).toBe("found");
    }
    expect(endpoint.fetches).toHaveLength(2);
  });

  test("get a new TTL, which counts from the start of their fetch", async () => {
    const endpoint = createScriptedEndpoint(KEYS);
    await endpoint.find("known");
    await passSeconds(REFRESH_AFTER_SECONDS);
    endpoint.script = undefined;
    await endpoint.find("known");
    await passSeconds(2);
    endpoint.fetches[1]?.answer(KEYS);
    await passSeconds(REFRESH_AFTER_SECONDS - 2.001);
    await endpoint.find("known");
    expect(endpoint.fetches).toHaveLength(2);
    await passSeconds(0.001);
    await endpoint.find("known");
    expect(endpoint.fetches).toHaveLength(3);
  });

  test("expire up to 10 % earlier, by random jitter", async () => {
    const endpoint = createScriptedEndpoint(KEYS, { random: () => 0.999_999 });
    await endpoint.find("known");
    await passSeconds(REFRESH_AFTER_SECONDS * 0.9 - 0.001);
    await endpoint.find("known");
    expect(endpoint.fetches).toHaveLength(1);
    await passSeconds(0.002);
    await endpoint.find("known");
    expect(endpoint.fetches).toHaveLength(2);
  });

  test("stay in use after a failed refresh, which is reported", async () => {
    const endpoint = createScriptedEndpoint(KEYS);
    await endpoint.find("known");
    await passSeconds(REFRESH_AFTER_SECONDS);
    endpoint.script = new Error("boom");
    expect(await endpoint.find("known")).toBe("found");
    expect(await endpoint.find("known")).toBe("found");
    expect(endpoint.failures).toHaveLength(1);
  });
});

describe("a key set", () => {
  test("is no longer used after it is replaced, so that a withdrawn key verifies nothing", async () => {
    const endpoint = createScriptedEndpoint(KEYS);
    await endpoint.find("known");
    endpoint.script = jwks(createSigningKey("ES256", "next"));
    await passSeconds(REFRESH_AFTER_SECONDS);
    await endpoint.find("known");
    expect(await endpoint.find("next")).toBe("found");
    expect(await endpoint.find("known")).toBe("key_unknown");
  });

  test("is kept when the new one has no usable key", async () => {
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

  test("is named as what it is when it is a discovery document", async () => {
    const documents = [
      { issuer: "https://a/", jwks_uri: "https://a/jwks" },
      { issuer: "https://a/" },
      { jwks_uri: "https://a/jwks", keys: "none" },
    ];
    const endpoint = createScriptedEndpoint(KEYS);
    await endpoint.find("known");
    await passSeconds(TTL_SECONDS);
    for (const script of [...documents, { issuer: "https://a/", keys: [] }]) {
      endpoint.script = script;
      expect(await endpoint.find("known")).toBe("found");
      await passSeconds(60);
    }
    expect(endpoint.failures).toEqual([
      ...documents.map(() => "the document is a discovery document, not a key set"),
      "no usable key in the key set",
    ]);
  });
});
