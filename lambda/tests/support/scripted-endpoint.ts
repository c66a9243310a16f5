import { vi } from "vitest";
import { type FailureCode, isFailure } from "../../src/failure.ts";
import { FetchError } from "../../src/keys/fetch-json.ts";
import type { FetchedKeysOptions } from "../../src/keys/fetched-keys.ts";
import { createJwksEndpoint } from "../../src/keys/jwks-endpoint.ts";
import { keysFor, NO_OBSERVER } from "./key-reading.ts";
import type { Json } from "./keys.ts";
import { NOW_SECONDS } from "./tokens.ts";

/** A fetch from the endpoint, which the test ends. */
export interface ScriptedFetch {
  readonly signal: AbortSignal;
  readonly answer: (document: Json) => void;
  readonly fail: (error: unknown) => void;
}

/** A JWKS endpoint whose answers the test sets. */
export interface ScriptedEndpoint {
  /** All fetches so far. */
  readonly fetches: readonly ScriptedFetch[];
  /** The reasons of all failures that were reported so far. */
  readonly failures: readonly string[];
  /** Fetches end immediately in this way; undefined: they hang until the test or their deadline ends them. */
  script: Json | Error | undefined;
  /** Looks for the key of an ES256 token. Returns "found" or the failure code. */
  readonly find: (kid: string | undefined) => Promise<"found" | FailureCode>;
  readonly prefetch: () => void;
}

export const TTL_SECONDS = 600;
export const DEADLINE_MS = 3_000;

/** Stops the wall clock and all timers, but not `setImmediate` and threads. */
export function stopTheClock(): void {
  const timers = ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] as const;
  vi.useFakeTimers({ toFake: [...timers, "Date"], now: NOW_SECONDS * 1000 });
}

/** Advances the clock by this time, and runs the timers that are due. */
export async function passSeconds(seconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(seconds * 1000);
}

/** Freezes the process for this time, as Lambda does between invocations: the clock advances, but no timer runs. */
export function freezeSeconds(seconds: number): void {
  vi.setSystemTime(Date.now() + seconds * 1000);
}

/** Whether the promise is still pending after everything that can happen without the clock has happened. */
export async function isPending(promise: Promise<unknown>): Promise<boolean> {
  let isOpen = true;
  const close = (): void => {
    isOpen = false;
  };
  promise.then(close, close);
  for (let turn = 0; turn < 5; turn++) {
    await new Promise(setImmediate);
  }
  return isOpen;
}

/** Settings that differ from the default. */
interface ScriptOptions extends Partial<Pick<FetchedKeysOptions, "maxStaleSeconds" | "random">> {
  readonly fetchJwks?: (signal: AbortSignal) => Promise<Json>;
  /** The `max-age` of the answers. */
  readonly maxAgeSeconds?: number;
}

/** Makes an endpoint with this script. */
export function createScriptedEndpoint(
  script: ScriptedEndpoint["script"],
  options: ScriptOptions = {},
): ScriptedEndpoint {
  const fetches: ScriptedFetch[] = [];
  const failures: string[] = [];
  const { fetchJwks = begin, maxAgeSeconds, ...others } = options;
  const { source } = createJwksEndpoint({
    issuer: "https://login.example.com/",
    jwksUrl: "https://login.example.com/jwks.json",
    caCertificatesPem: undefined,
    fetchJson: async (_url, { signal }) => ({ document: await fetchJwks(signal), maxAgeSeconds }),
    requirements: keysFor(),
    ttlSeconds: TTL_SECONDS,
    maxStaleSeconds: 3600,
    deadlineMilliseconds: DEADLINE_MS,
    now: Date.now,
    random: () => 0,
    observer: { ...NO_OBSERVER, fetchFailed: (reason) => void failures.push(reason) },
    ...others,
  });
  const endpoint: ScriptedEndpoint = {
    fetches,
    failures,
    script,
    find: async (kid) => {
      const keys = await source.find({ alg: "ES256", kid, arrivedAt: Date.now() });
      return isFailure(keys) ? keys.failure : "found";
    },
    prefetch: source.prefetch,
  };

  function begin(signal: AbortSignal): Promise<Json> {
    return new Promise((answer, fail) => {
      fetches.push({ signal, answer, fail });
      signal.addEventListener("abort", () => fail(new FetchError("deadline exceeded")));
      if (endpoint.script instanceof Error) {
        fail(endpoint.script);
      } else if (endpoint.script !== undefined) {
        answer(endpoint.script);
      }
    });
  }

  return endpoint;
}
