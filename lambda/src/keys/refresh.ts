import { type AwakeTime, countAwakeTime } from "./awake-time.js";
import { FetchError } from "./fetch-json.js";

/** How something is fetched again from time to time. Times are milliseconds of the wall clock. */
export interface RefreshOptions<Value> {
  /**
   * Rejects with a FetchError.
   *
   * @param isAhead whether no request needs the value yet
   */
  readonly fetch: (signal: AbortSignal, isAhead: boolean) => Promise<Value>;
  /** After how many milliseconds a fetch is given up. */
  readonly deadlineMilliseconds: number;
  readonly now: () => number;
  /** At least 0, less than 1. */
  readonly random: () => number;
  /** Receives a constant string for each failed fetch. */
  readonly fetchFailed: (reason: string) => void;
  readonly fetchSucceeded: () => void;
  /** Called when a fetch begins. The function that it returns is called when the fetch ends, with the reason if it failed. */
  readonly fetchBegan?: (() => (reason: string | undefined) => void) | undefined;
}

/** What the last successful fetch brought. */
export interface Fetched<Value> {
  readonly value: Value;
  /** Its age counts from the request: an answer that was frozen on its way is as old as that. */
  readonly requestedAt: number;
  readonly arrivedAt: number;
}

/** One fetch at a time, with a deadline and a back-off. */
export interface Refresh<Value> {
  readonly latest: () => Fetched<Value> | undefined;
  /**
   * Joins the fetch under way, or starts one unless the last failure is too recent.
   *
   * @param isAwaited whether a request needs the value; otherwise answers that are ready are sent first
   * @returns whether the fetch succeeded; it never rejects
   */
  readonly refresh: (isAwaited: boolean) => Promise<boolean>;
  /** Waits for the fetch under way, if there is one. */
  readonly settled: () => Promise<void>;
  /** Whether the last fetch was frozen with the process before it could end. */
  readonly wasFrozen: () => boolean;
  /** Whether the last fetch that ended failed. */
  readonly hasFailed: () => boolean;
  /** Why the last fetch that ended failed, as `fetchFailed` received it; undefined if it succeeded. */
  readonly failureReason: () => string | undefined;
}

const BACKOFF_MIN_MS = 1_000;
const BACKOFF_MAX_MS = 30_000;
/** A fetch that was frozen for longer than this and failed says nothing about the endpoint. */
const MAX_FROZEN_MS = 1_000;

interface Fetching {
  readonly startedAt: number;
  readonly controller: AbortController;
  readonly awake: AwakeTime;
  readonly reportEnd: ((reason: string | undefined) => void) | undefined;
  readonly succeeded: Promise<boolean>;
}

/**
 * Makes the refresh. The cool-down for unknown key ids is in fetched-keys.ts.
 *
 * Lambda freezes the process between invocations, so nothing happens in the background: times are compared when a
 * request arrives, and a fetch that was frozen for longer than its deadline is started again.
 */
export function createRefresh<Value>(options: RefreshOptions<Value>): Refresh<Value> {
  const { fetch, deadlineMilliseconds, now, random, fetchFailed, fetchSucceeded, fetchBegan } = options;
  let latest: Fetched<Value> | undefined;
  let fetching: Fetching | undefined;
  let wasFrozen = false;
  let failures = 0;
  let failureReason: string | undefined;
  let nextTryAt = Number.NEGATIVE_INFINITY;
  let failedAt = Number.NEGATIVE_INFINITY;

  function refresh(isAwaited: boolean): Promise<boolean> {
    const time = now();
    if (fetching !== undefined) {
      if (time - fetching.startedAt <= deadlineMilliseconds) {
        return fetching.succeeded;
      }
      fetching.controller.abort();
      fetching = undefined;
      wasFrozen = true;
    }
    // A clock that was set back behind the failure ends the back-off.
    const isTooSoon = time >= failedAt && time < nextTryAt;
    if (isTooSoon) {
      return Promise.resolve(false);
    }
    fetching = start(time, isAwaited);
    return fetching.succeeded;
  }

  function start(startedAt: number, isAwaited: boolean): Fetching {
    const controller = new AbortController();
    const deadline = setTimeout(() => controller.abort(), deadlineMilliseconds);
    const awake = countAwakeTime();
    const started: Fetching = {
      startedAt,
      controller,
      awake,
      reportEnd: fetchBegan?.(),
      succeeded: fetch(controller.signal, !isAwaited)
        .then(
          (value) => succeed(started, value),
          (error: unknown) => fail(started, error),
        )
        .finally(() => {
          clearTimeout(deadline);
          awake.stop();
        }),
    };
    return started;
  }

  function succeed(ended: Fetching, value: Value): boolean | Promise<boolean> {
    ended.reportEnd?.(undefined);
    if (fetching !== ended) {
      return successor();
    }
    fetching = undefined;
    wasFrozen = false;
    failures = 0;
    failureReason = undefined;
    nextTryAt = Number.NEGATIVE_INFINITY;
    latest = { value, requestedAt: ended.startedAt, arrivedAt: now() };
    fetchSucceeded();
    return true;
  }

  function fail(ended: Fetching, error: unknown): boolean | Promise<boolean> {
    const reason = error instanceof FetchError ? error.message : "unexpected error";
    ended.reportEnd?.(reason);
    if (fetching !== ended) {
      return successor();
    }
    fetching = undefined;
    const time = now();
    wasFrozen = time - ended.startedAt - ended.awake.milliseconds() > MAX_FROZEN_MS;
    if (!wasFrozen) {
      failures++;
      failedAt = time;
      const longest = Math.min(BACKOFF_MAX_MS, BACKOFF_MIN_MS * 2 ** (failures - 1));
      nextTryAt = time + longest * (1 - random() / 2);
      failureReason = reason;
      fetchFailed(reason);
    }
    return false;
  }

  /** A request that waits for a fetch given up after a freeze waits for the one that replaced it. */
  function successor(): boolean | Promise<boolean> {
    return fetching === undefined ? latest !== undefined && failures === 0 : fetching.succeeded;
  }

  return {
    latest: () => latest,
    refresh,
    settled: async () => void (await fetching?.succeeded),
    wasFrozen: () => wasFrozen,
    hasFailed: () => failures > 0,
    failureReason: () => failureReason,
  };
}
