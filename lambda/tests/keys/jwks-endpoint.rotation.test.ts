import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FetchError } from "../../src/keys/fetch-json.ts";
import { createSigningKey, jwks, publicJwk } from "../support/keys.ts";
import {
  createScriptedEndpoint,
  isPending,
  passSeconds,
  type ScriptedEndpoint,
  stopTheClock,
  TTL_SECONDS,
} from "../support/scripted-endpoint.ts";

const known = createSigningKey("ES256", "known");
const KEYS = jwks(known);
const ROTATED_KEYS = jwks(known, createSigningKey("ES256", "next"));
const DOWN = new FetchError("status 503");

beforeEach(stopTheClock);
afterEach(() => void vi.useRealTimers());

/** An endpoint that has answered once, ten seconds ago. */
async function warmEndpoint(): Promise<ScriptedEndpoint> {
  const endpoint = createScriptedEndpoint(KEYS);
  await endpoint.find("known");
  await passSeconds(10);
  return endpoint;
}

describe("a kid that is not in the key set", () => {
  test("is found by a refetch when the issuer has rotated its keys", async () => {
    const endpoint = await warmEndpoint();
    endpoint.script = ROTATED_KEYS;
    expect(await endpoint.find("next")).toBe("found");
    expect(endpoint.fetches).toHaveLength(2);
  });

  test("is found in a refresh that ends while keys with the same kid are imported", async () => {
    const broken = publicJwk(known, { kid: "next", x: Buffer.alloc(32, 1).toString("base64url") });
    const endpoint = createScriptedEndpoint({ keys: [publicJwk(known), ...Array(90).fill(broken)] });
    await endpoint.find("known");
    await passSeconds(TTL_SECONDS * 0.9);
    endpoint.script = ROTATED_KEYS;
    expect(await endpoint.find("next")).toBe("found");
  });

  test("is unknown if a refetch does not return it", async () => {
    const endpoint = await warmEndpoint();
    expect(await endpoint.find("made-up")).toBe("key_unknown");
    expect(endpoint.fetches).toHaveLength(2);
  });

  test("causes one refetch in 10 s, however many kids a client makes up", async () => {
    const endpoint = await warmEndpoint();
    for (let request = 0; request < 100; request++) {
      expect(await endpoint.find(`made-up-${request}`)).toBe("key_unknown");
      await passSeconds(0.099_9);
    }
    expect(endpoint.fetches).toHaveLength(2);
    await passSeconds(0.03);
    expect(await endpoint.find("made-up")).toBe("key_unknown");
    expect(endpoint.fetches).toHaveLength(3);
  });

  test("causes one refetch for 100 simultaneous requests, which all wait for it", async () => {
    const endpoint = await warmEndpoint();
    endpoint.script = undefined;
    const found = Promise.all(
      Array.from({ length: 100 }, (_, index) => endpoint.find(index === 50 ? "next" : `made-up-${index}`)),
    );
    expect(await isPending(found)).toBe(true);
    expect(endpoint.fetches).toHaveLength(2);
    endpoint.fetches[1]?.answer(ROTATED_KEYS);
    const expected = Array.from({ length: 100 }, (_, index) => (index === 50 ? "found" : "key_unknown"));
    expect(await found).toEqual(expected);
    expect(endpoint.fetches).toHaveLength(2);
  });

  test("causes no refetch if its own request has fetched the keys", async () => {
    const endpoint = createScriptedEndpoint(KEYS);
    expect(await endpoint.find("made-up")).toBe("key_unknown");
    expect(endpoint.fetches).toHaveLength(1);
  });

  test("does not delay requests with known keys", async () => {
    const endpoint = await warmEndpoint();
    endpoint.script = undefined;
    const unknown = endpoint.find("made-up");
    expect(await endpoint.find("known")).toBe("found");
    expect(await isPending(unknown)).toBe(true);
    endpoint.fetches[1]?.answer(KEYS);
    expect(await unknown).toBe("key_unknown");
  });

  test("is found after the cool-down if it was published during it", async () => {
    const endpoint = await warmEndpoint();
    await endpoint.find("made-up");
    endpoint.script = ROTATED_KEYS;
    expect(await endpoint.find("next")).toBe("key_unknown");
    await passSeconds(10);
    expect(await endpoint.find("next")).toBe("found");
  });

  test("is found by a refresh at the end of the TTL if it was published during the cool-down", async () => {
    const endpoint = createScriptedEndpoint(KEYS);
    await endpoint.find("known");
    await passSeconds(TTL_SECONDS * 0.8 - 1);
    await endpoint.find("made-up");
    endpoint.script = ROTATED_KEYS;
    await passSeconds(2 + TTL_SECONDS * 0.8);
    await endpoint.find("known");
    expect(await endpoint.find("next")).toBe("found");
  });
});

describe("a token without kid", () => {
  test("never causes a refetch", async () => {
    const endpoint = createScriptedEndpoint(jwks(createSigningKey("EdDSA", "known")));
    expect(await endpoint.find(undefined)).toBe("key_unknown");
    await passSeconds(60);
    expect(await endpoint.find(undefined)).toBe("key_unknown");
    expect(endpoint.fetches).toHaveLength(1);
  });
});

describe("an unknown kid in the first request", () => {
  test("causes no second fetch if the keys arrive while it waits, even if their fetch started earlier", async () => {
    const endpoint = createScriptedEndpoint(undefined);
    endpoint.prefetch();
    await passSeconds(1);
    const found = endpoint.find("made-up");
    endpoint.fetches[0]?.answer(KEYS);
    expect(await found).toBe("key_unknown");
    expect(endpoint.fetches).toHaveLength(1);
  });
});

describe("an unknown kid while the endpoint fails", () => {
  test("is not a 401, because the issuer may have rotated its keys", async () => {
    const endpoint = await warmEndpoint();
    endpoint.script = DOWN;
    expect(await endpoint.find("next")).toBe("keys_unavailable");
    expect(await endpoint.find("known")).toBe("found");
  });

  test("is not a 401 during the back-off, and causes no second fetch", async () => {
    const endpoint = await warmEndpoint();
    endpoint.script = DOWN;
    await endpoint.find("next");
    await passSeconds(0.999);
    expect(await endpoint.find("next")).toBe("keys_unavailable");
    expect(endpoint.fetches).toHaveLength(2);
  });

  test("causes a refetch after the back-off, before the cool-down ends", async () => {
    const endpoint = await warmEndpoint();
    endpoint.script = DOWN;
    await endpoint.find("next");
    await passSeconds(1);
    endpoint.script = jwks(createSigningKey("ES256", "next"));
    expect(await endpoint.find("next")).toBe("found");
  });

  test("is not a 401 while a recent failure prevents the refetch", async () => {
    const endpoint = await warmEndpoint();
    await passSeconds(TTL_SECONDS * 0.8);
    endpoint.script = DOWN;
    expect(await endpoint.find("known")).toBe("found");
    await passSeconds(0.5);
    expect(endpoint.failures).toEqual(["status 503"]);
    expect(await endpoint.find("next")).toBe("keys_unavailable");
    expect(endpoint.fetches).toHaveLength(2);
  });

  test("is a 401 again after the endpoint has answered", async () => {
    const endpoint = await warmEndpoint();
    endpoint.script = DOWN;
    await endpoint.find("next");
    endpoint.script = KEYS;
    await passSeconds(10);
    expect(await endpoint.find("next")).toBe("key_unknown");
    expect(await endpoint.find("next")).toBe("key_unknown");
    expect(endpoint.fetches).toHaveLength(3);
  });
});
