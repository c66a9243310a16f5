import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FetchError } from "../../src/keys/fetch-json.ts";
import { createSigningKey, jwks } from "../support/keys.ts";
import {
  createScriptedEndpoint,
  DEADLINE_MS,
  freezeSeconds,
  isPending,
  passSeconds,
  stopTheClock,
  TTL_SECONDS,
} from "../support/scripted-endpoint.ts";

const KEYS = jwks(createSigningKey("ES256", "known"));

beforeEach(stopTheClock);
afterEach(() => void vi.useRealTimers());

describe("a fetch during which Lambda froze the process", () => {
  test("is aborted by the next request, which starts another", async () => {
    const endpoint = createScriptedEndpoint(undefined);
    endpoint.prefetch();
    freezeSeconds(600);
    const found = endpoint.find("known");
    expect(endpoint.fetches[0]?.signal.aborted).toBe(true);
    expect(endpoint.fetches).toHaveLength(2);
    endpoint.fetches[1]?.answer(KEYS);
    expect(await found).toBe("found");
  });

  test("is not a failure of the endpoint: it is not reported and causes no back-off", async () => {
    const endpoint = createScriptedEndpoint(undefined);
    endpoint.prefetch();
    freezeSeconds(600);
    const found = endpoint.find("known");
    endpoint.fetches[1]?.fail(new FetchError("status 503"));
    expect(await found).toBe("keys_unavailable");
    expect(endpoint.failures).toEqual(["status 503"]);
    await passSeconds(1);
    endpoint.script = KEYS;
    expect(await endpoint.find("known")).toBe("found");
  });

  test.each([2.5, 3, 3.3, 600])(
    "is not a failure when the process thaws after %s s and the timer of the deadline runs first",
    async (seconds) => {
      const endpoint = createScriptedEndpoint(undefined);
      endpoint.prefetch();
      freezeSeconds(seconds);
      await passSeconds(DEADLINE_MS / 1000);
      expect(endpoint.fetches[0]?.signal.aborted).toBe(true);
      expect(endpoint.failures).toEqual([]);
      endpoint.script = KEYS;
      expect(await endpoint.find("known")).toBe("found");
    },
  );

  test("is a failure of the endpoint if the freeze took less than a second", async () => {
    const endpoint = createScriptedEndpoint(undefined);
    endpoint.prefetch();
    freezeSeconds(0.9);
    await passSeconds(DEADLINE_MS / 1000);
    expect(endpoint.failures).toHaveLength(1);
  });

  test.each(["before", "after"])("changes nothing when it answers %s the new one", async (order) => {
    const answers: ((document: typeof KEYS) => void)[] = [];
    // Fetches that ignore their abort signal.
    const fetchJwks = (): Promise<typeof KEYS> => new Promise((resolve) => answers.push(resolve));
    const endpoint = createScriptedEndpoint(undefined, { fetchJwks });
    endpoint.prefetch();
    freezeSeconds(600);
    const found = endpoint.find("known");
    const late = (): void => answers[0]?.(jwks(createSigningKey("ES256", "withdrawn")));
    if (order === "before") {
      late();
      expect(await isPending(found)).toBe(true);
    }
    answers[1]?.(KEYS);
    expect(await found).toBe("found");
    late();
    expect(await isPending(found)).toBe(false);
    expect(await endpoint.find("known")).toBe("found");
    expect(answers).toHaveLength(2);
  });

  test("does not prove that a kid is unknown", async () => {
    const endpoint = createScriptedEndpoint(KEYS);
    await endpoint.find("known");
    await passSeconds(10);
    endpoint.script = undefined;
    const found = endpoint.find("next");
    await vi.waitFor(() => expect(endpoint.fetches).toHaveLength(2));
    freezeSeconds(60);
    await passSeconds(DEADLINE_MS / 1000);
    expect(await found).toBe("keys_unavailable");
    expect(endpoint.failures).toEqual([]);
  });

  test("is awaited by the next request if its deadline has not passed", async () => {
    const endpoint = createScriptedEndpoint(undefined);
    endpoint.prefetch();
    freezeSeconds(DEADLINE_MS / 1000);
    const found = endpoint.find("known");
    expect(endpoint.fetches).toHaveLength(1);
    endpoint.fetches[0]?.answer(KEYS);
    expect(await found).toBe("found");
  });

  test("is followed by one that the next request waits for, so that a slow endpoint can answer", async () => {
    const { endpoint, found } = await requestAfterFrozenRefresh();
    await passSeconds(0.8);
    expect(await isPending(found)).toBe(true);
    endpoint.fetches[2]?.answer(jwks(createSigningKey("ES256", "next")));
    expect(await found).toBe("key_unknown");
    expect(await endpoint.find("next")).toBe("found");
    expect(endpoint.fetches).toHaveLength(3);
  });

  test("is followed by one that the next request waits for, so that a hung endpoint is reported", async () => {
    const { endpoint, found } = await requestAfterFrozenRefresh();
    await passSeconds(DEADLINE_MS / 1000);
    expect(await found).toBe("found");
    expect(endpoint.failures).toHaveLength(1);
    expect(await endpoint.find("known")).toBe("found");
    expect(endpoint.fetches).toHaveLength(3);
  });
});

describe("the age of keys", () => {
  test("counts from the start of the fetch, even if the process froze before the answer", async () => {
    const endpoint = createScriptedEndpoint(undefined);
    endpoint.prefetch();
    freezeSeconds(TTL_SECONDS - 10);
    endpoint.fetches[0]?.answer(KEYS);
    await passSeconds(0);
    expect(await endpoint.find("known")).toBe("found");
    expect(endpoint.fetches).toHaveLength(2);
  });

  test("is unknown after the clock was set back, so that they stay in use and are fetched again", async () => {
    const endpoint = createScriptedEndpoint(KEYS);
    await endpoint.find("known");
    freezeSeconds(-3600);
    expect(await endpoint.find("known")).toBe("found");
    expect(endpoint.fetches).toHaveLength(2);
    expect(await endpoint.find("known")).toBe("found");
    expect(endpoint.fetches).toHaveLength(2);
  });
});

describe("a back-off", () => {
  test("ends when the clock is set back, which would extend it", async () => {
    const endpoint = createScriptedEndpoint(new FetchError("status 503"));
    expect(await endpoint.find("known")).toBe("keys_unavailable");
    freezeSeconds(-3600);
    endpoint.script = KEYS;
    expect(await endpoint.find("known")).toBe("found");
  });
});

describe("a process that was frozen for long", () => {
  test("fetches keys before it decides if the keys may no longer be used", async () => {
    const endpoint = createScriptedEndpoint(KEYS);
    await endpoint.find("known");
    endpoint.script = undefined;
    freezeSeconds(86_400);
    const found = endpoint.find("known");
    expect(await isPending(found)).toBe(true);
    endpoint.fetches[1]?.answer(KEYS);
    expect(await found).toBe("found");
  });

  test("fetches again immediately if a back-off has passed", async () => {
    const endpoint = createScriptedEndpoint(new FetchError("status 503"));
    await endpoint.find("known");
    endpoint.script = KEYS;
    freezeSeconds(1);
    expect(await endpoint.find("known")).toBe("found");
  });
});

/** Expired keys, a refresh during which the process froze, and the request after it. */
async function requestAfterFrozenRefresh() {
  const endpoint = createScriptedEndpoint(KEYS);
  await endpoint.find("known");
  await passSeconds(TTL_SECONDS * 0.8);
  endpoint.script = undefined;
  await endpoint.find("known");
  freezeSeconds(600);
  const found = endpoint.find("known");
  expect(endpoint.fetches.map(({ signal }) => signal.aborted)).toEqual([false, true, false]);
  return { endpoint, found };
}
