import { type Failure, failure } from "../failure.js";
import type { Ready } from "../ready.js";
import { type AwakeTime, countAwakeTime } from "./awake-time.js";
import { FetchError } from "./fetch-json.js";
import type { ArrivedKeyRequest, KeyObserver, KeySet, KeySource, VerificationKey } from "./key-source.js";

/** What one fetch brought. */
export interface FetchedKeySet {
  readonly keySet: KeySet;
  /** For how long it may be used by its sender's word, in seconds; undefined if that said nothing. */
  readonly maxAgeSeconds?: number | undefined;
}

/** How keys are kept that are fetched, whatever from. Times are milliseconds of the wall clock. */
export interface FetchedKeysOptions {
  /**
   * Rejects with a FetchError.
   *
   * @param isAhead whether no request needs what it brings yet
   */
  readonly fetchKeySet: (signal: AbortSignal, isAhead: boolean) => Promise<FetchedKeySet>;
  /** For how long a key set is used before it is fetched again, in seconds. */
  readonly ttlSeconds: number;
  /** For how long after its TTL a key set still serves while it can't be fetched, in seconds. */
  readonly maxStaleSeconds: number;
  /** After how long a fetch is given up, in milliseconds. */
  readonly deadlineMilliseconds: number;
  readonly now: () => number;
  /** At least 0, less than 1. */
  readonly random: () => number;
  readonly observer: Pick<KeyObserver, "fetchFailed">;
}

/** Keys that are fetched, and what a key source of its own kind may need beyond. */
export interface FetchedKeys {
  readonly source: Omit<KeySource, "findNewer">;
  readonly findNewer: NonNullable<KeySource["findNewer"]>;
  /** Whether a fetch has ever succeeded. */
  readonly haveBeenFetched: () => boolean;
  /** Starts a fetch without waiting for it, but waits for one where the last was frozen before it could end. */
  readonly keepTrying: () => Promise<void>;
}

/** The least that a sender may shorten the TTL to, in seconds. */
const MIN_TTL_SECONDS = 60;
/** Within the last fifth of the TTL a request starts the refresh that a later one would have to wait for. */
const REFRESH_AHEAD = 0.2;
/** The TTL is shortened by up to this share, so that not all environments fetch at once. */
const TTL_JITTER = 0.1;
/** With keys that may still be used, a decision waits no longer than this for better ones, but see `renew`. */
const PATIENCE_MS = 500;
/** One refetch for unknown key ids in this time, however many an attacker makes up. */
const UNKNOWN_KID_COOLDOWN_MS = 30_000;
const BACKOFF_MIN_MS = 1_000;
const BACKOFF_MAX_MS = 30_000;
/** A fetch that was frozen with the process for longer than this is no fault of the endpoint, whatever became of it. */
const MAX_FROZEN_MS = 1_000;

interface HeldKeys {
  readonly keySet: KeySet;
  readonly requestedAt: number;
  readonly landedAt: number;
  /** Milliseconds. */
  readonly ttl: number;
}

/**
 * Where a key set is in its life: `ageing` is still good and better renewed, `stale` serves only because there is
 * nothing better, `gone` no more.
 */
type Phase = "fresh" | "ageing" | "stale" | "gone";

interface Flight {
  readonly startedAt: number;
  readonly controller: AbortController;
  readonly awake: AwakeTime;
  /** Resolves to whether the fetch brought keys; it never rejects. */
  readonly landed: Promise<boolean>;
}

/**
 * Keys that are cached for a TTL, fetched by one request at a time, served beyond the TTL while they can't be fetched,
 * and fetched again when a token names a key that isn't there.
 *
 * Lambda freezes the process between invocations, so nothing here happens in the background: times are compared
 * when a request arrives, and a fetch that was frozen for longer than its deadline is begun anew.
 */
export function createFetchedKeys(options: FetchedKeysOptions): FetchedKeys {
  const { now } = options;
  let held: HeldKeys | undefined;
  let flight: Flight | undefined;
  /** Whether the last fetch was frozen with the process before it could end. */
  let wasFrozen = false;
  let failures = 0;
  let backoff = { since: Number.NEGATIVE_INFINITY, duration: 0 };
  let unknownKidRefetchedAt = Number.NEGATIVE_INFINITY;

  function find(request: ArrivedKeyRequest): Ready<readonly VerificationKey[] | Failure> {
    const time = now();
    const phase = phaseOf(held, time);
    return held !== undefined && phase === "fresh"
      ? findIn(held, request)
      : renew(phase, time).then(() =>
          held === undefined || phaseOf(held, now()) === "gone"
            ? failure("keys_unavailable")
            : findIn(held, request),
        );
  }

  function findIn(
    current: HeldKeys,
    request: ArrivedKeyRequest,
  ): Ready<readonly VerificationKey[] | Failure> {
    const keys = current.keySet.find(request);
    if (keys.length > 0) {
      return keys;
    }
    return request.kid === undefined || isNewestFor(request)
      ? failure("key_unknown")
      : findAgain(request, current);
  }

  /** What came while this request waited needs no second fetch, for which its time might not suffice. */
  function isNewestFor({ arrivedAt }: ArrivedKeyRequest): boolean {
    return held !== undefined && held.landedAt >= arrivedAt;
  }

  /**
   * Waits as long as it has to: until there are keys, half a second for better ones, not at all ahead of time. After
   * half a second the process may be frozen before the fetch ends, so that the request after that waits for all of
   * it: otherwise a slow endpoint would never be heard, and a hung one never be reported.
   */
  async function renew(phase: Phase, time: number): Promise<void> {
    const landed = refresh(time, phase !== "ageing");
    if (phase === "gone" || (phase === "stale" && wasFrozen)) {
      await landed;
    } else if (phase === "stale") {
      await Promise.race([landed, elapsed(PATIENCE_MS)]);
    }
  }

  async function keepTrying(): Promise<void> {
    const landed = refresh(now(), wasFrozen);
    if (wasFrozen) {
      await landed;
    }
  }

  /** A key id that the key set hasn't got: perhaps the issuer has rotated its keys, perhaps it is made up. */
  async function findAgain(
    request: ArrivedKeyRequest,
    before: HeldKeys,
  ): Promise<readonly VerificationKey[] | Failure> {
    const isRefetched = await refetch();
    const keys = held === undefined || held === before ? [] : held.keySet.find(request);
    if (keys.length > 0) {
      return keys;
    }
    return isRefetched && failures === 0
      ? failure("key_unknown")
      : failure("keys_unavailable", "unknown kid, and the refetch failed");
  }

  async function findNewer(
    request: ArrivedKeyRequest,
    tried: readonly VerificationKey[],
  ): Promise<readonly VerificationKey[] | undefined> {
    if (!isNewestFor(request)) {
      await refetch();
    }
    const keys = held === undefined ? [] : held.keySet.find(request);
    return keys.length === 0 || keys === tried ? undefined : keys;
  }

  /** Fetches before the TTL is over, once in a cool-down. @returns false if that failed */
  async function refetch(): Promise<boolean> {
    const time = now();
    if (isWithin(time, unknownKidRefetchedAt, UNKNOWN_KID_COOLDOWN_MS)) {
      await flight?.landed;
      return true;
    }
    const isRefetched = await refresh(time, true);
    // A fetch that failed has its own back-off, and a new key should not have to wait longer than that.
    unknownKidRefetchedAt = isRefetched ? time : unknownKidRefetchedAt;
    return isRefetched;
  }

  /**
   * Joins the fetch under way, or starts one unless the last failure is too recent.
   *
   * @param isAwaited whether a request needs what it brings; otherwise requests are answered first
   */
  function refresh(time: number, isAwaited: boolean): Promise<boolean> {
    if (flight !== undefined) {
      if (time - flight.startedAt <= options.deadlineMilliseconds) {
        return flight.landed;
      }
      flight.controller.abort();
      flight = undefined;
      wasFrozen = true;
    }
    const isTooSoon = isWithin(time, backoff.since, backoff.duration);
    return isTooSoon ? Promise.resolve(false) : takeOff(time, isAwaited).landed;
  }

  function takeOff(startedAt: number, isAwaited: boolean): Flight {
    const controller = new AbortController();
    const deadline = setTimeout(() => controller.abort(), options.deadlineMilliseconds);
    const awake = countAwakeTime();
    const started: Flight = {
      startedAt,
      controller,
      awake,
      landed: options
        .fetchKeySet(controller.signal, !isAwaited)
        .then(
          (fetched) => land(started, fetched),
          (error: unknown) => crash(started, error),
        )
        .finally(() => {
          clearTimeout(deadline);
          awake.stop();
        }),
    };
    flight = started;
    return started;
  }

  function land(landing: Flight, { keySet, maxAgeSeconds }: FetchedKeySet): boolean | Promise<boolean> {
    if (flight !== landing) {
      return superseding();
    }
    flight = undefined;
    wasFrozen = false;
    failures = 0;
    backoff = { since: Number.NEGATIVE_INFINITY, duration: 0 };
    const wanted =
      maxAgeSeconds === undefined ? options.ttlSeconds : Math.max(maxAgeSeconds, MIN_TTL_SECONDS);
    held = {
      keySet,
      // Its age counts from the request: an answer that was frozen on its way is as old as that.
      requestedAt: landing.startedAt,
      landedAt: now(),
      ttl: Math.min(wanted, options.ttlSeconds) * 1000 * (1 - TTL_JITTER * options.random()),
    };
    return true;
  }

  function crash(crashing: Flight, error: unknown): boolean | Promise<boolean> {
    if (flight !== crashing) {
      return superseding();
    }
    flight = undefined;
    const time = now();
    wasFrozen = time - crashing.startedAt - crashing.awake.milliseconds() > MAX_FROZEN_MS;
    if (!wasFrozen) {
      failures++;
      const longest = Math.min(BACKOFF_MAX_MS, BACKOFF_MIN_MS * 2 ** (failures - 1));
      backoff = { since: time, duration: longest * (1 - options.random() / 2) };
      options.observer.fetchFailed(error instanceof FetchError ? error.message : "unexpected error");
    }
    return false;
  }

  /** Who waits for a fetch that was given up after a freeze waits for the one that was begun in its place. */
  function superseding(): boolean | Promise<boolean> {
    return flight === undefined ? held !== undefined && failures === 0 : flight.landed;
  }

  function phaseOf(keys: HeldKeys | undefined, time: number): Phase {
    if (keys === undefined) {
      return "gone";
    }
    const age = time - keys.requestedAt;
    // A clock that was set back says nothing of the age.
    if (age < 0 || age >= keys.ttl) {
      const mayServe = options.maxStaleSeconds > 0 && age < keys.ttl + options.maxStaleSeconds * 1000;
      return mayServe ? "stale" : "gone";
    }
    return age < keys.ttl * (1 - REFRESH_AHEAD) ? "fresh" : "ageing";
  }

  function areCurrent(keys: readonly VerificationKey[]): boolean {
    const phase = phaseOf(held, now());
    return (phase === "fresh" || phase === "ageing") && held?.keySet.has(keys) === true;
  }

  return {
    source: { find, areCurrent, prefetch: () => void refresh(now(), true) },
    findNewer,
    haveBeenFetched: () => held !== undefined,
    keepTrying,
  };
}

/** Whether less than the duration has passed; false when the clock was set back behind the beginning. */
function isWithin(time: number, since: number, duration: number): boolean {
  return time >= since && time - since < duration;
}

function elapsed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
