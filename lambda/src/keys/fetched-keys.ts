import { type Failure, failure } from "../failure.js";
import type { KeyAge } from "../log/decision-facts.js";
import type {
  ArrivedKeyRequest,
  KeyObserver,
  KeyRequest,
  KeySet,
  KeySource,
  KeySourceStatus,
  VerificationKey,
} from "./key-source.js";
import { createRefresh, type RefreshOptions } from "./refresh.js";

/** What one fetch brought. */
export interface FetchedKeySet {
  readonly keySet: KeySet;
  /** `max-age` that the provider sent, in seconds; undefined if it sent none. */
  readonly maxAgeSeconds?: number | undefined;
}

/** How fetched keys are kept. Times are milliseconds of the wall clock. */
export interface FetchedKeysOptions
  extends Pick<RefreshOptions<FetchedKeySet>, "deadlineMilliseconds" | "now" | "random"> {
  /** As in {@link RefreshOptions}. */
  readonly fetchKeySet: RefreshOptions<FetchedKeySet>["fetch"];
  /** Time to live of a key set, in seconds. */
  readonly ttlSeconds: number;
  /** For how many seconds after its TTL a key set still serves while it cannot be fetched. */
  readonly maxStaleSeconds: number;
  readonly observer: Pick<KeyObserver, "fetchFailed" | "fetchSucceeded" | "fetchBegan" | "refetchSuppressed">;
}

/** Keys that are fetched, and what a particular kind of key source may need in addition. */
export interface FetchedKeys {
  readonly source: Omit<KeySource, "findNewer">;
  readonly findNewer: NonNullable<KeySource["findNewer"]>;
  /** Whether a fetch has ever succeeded. */
  readonly haveBeenFetched: () => boolean;
  /** Starts a fetch without waiting for it, but waits if the last one was frozen before it could end. */
  readonly keepTrying: () => Promise<void>;
}

/** The shortest TTL that a provider's `max-age` can set, in seconds. */
const MIN_TTL_SECONDS = 60;
/** In the last fifth of the TTL a request starts the refresh that a later one would have to wait for. */
const REFRESH_AHEAD = 0.2;
/** The TTL is shortened by up to this share, so that instances do not all fetch at the same time. */
const TTL_JITTER = 0.1;
/** How long a decision waits for new keys while stale ones may still be used. */
const STALE_WAIT_MS = 500;
/**
 * At most one refetch in this time for unknown key ids, or for signatures that no secret verifies, however many a client
 * makes up. A made-up one can therefore delay a new key by as much.
 */
const REFETCH_COOLDOWN_MS = 10_000;
/** The cool-down is shortened by up to this share, so that instances do not all refetch at the same time. */
const COOLDOWN_JITTER = 0.2;

/** A key set in its life: `ageing` is still valid, but due for a refresh; `stale` serves only until a refresh succeeds. */
type Phase = "fresh" | "ageing" | "stale" | "gone";

/**
 * Makes keys that are cached for a TTL, served after it while they cannot be fetched, and fetched again when a token
 * names a key that is not there.
 */
export function createFetchedKeys(options: FetchedKeysOptions): FetchedKeys {
  const { now, random, ttlSeconds, maxStaleSeconds, observer } = options;
  const { latest, refresh, settled, wasFrozen, hasFailed, failureReason } = createRefresh({
    ...options,
    fetchFailed: observer.fetchFailed,
    fetchSucceeded: observer.fetchSucceeded,
    fetchBegan: observer.fetchBegan,
    fetch: async (signal, isAhead) => {
      const { keySet, maxAgeSeconds = ttlSeconds } = await options.fetchKeySet(signal, isAhead);
      const seconds = Math.min(Math.max(maxAgeSeconds, MIN_TTL_SECONDS), ttlSeconds);
      return { keySet, ttl: seconds * 1000 * (1 - TTL_JITTER * random()) };
    },
  });
  let refetchedAt = Number.NEGATIVE_INFINITY;
  let coolDown = 0;

  function phase(): Phase {
    const held = latest();
    if (held === undefined) {
      return "gone";
    }
    const { ttl } = held.value;
    const age = now() - held.requestedAt;
    // If the clock was set back, the age is unknown.
    if (age < 0 || age >= ttl) {
      return maxStaleSeconds > 0 && age < ttl + maxStaleSeconds * 1000 ? "stale" : "gone";
    }
    return age < ttl * (1 - REFRESH_AHEAD) ? "fresh" : "ageing";
  }

  function peek(request: KeyRequest): readonly VerificationKey[] | undefined {
    const keys = phase() === "fresh" ? latest()?.value.keySet.find(request) : undefined;
    return keys !== undefined && keys.length > 0 ? keys : undefined;
  }

  async function find(request: ArrivedKeyRequest): Promise<readonly VerificationKey[] | Failure> {
    await renew(phase());
    const held = latest();
    if (held === undefined || phase() === "gone") {
      return failure("keys_unavailable");
    }
    const keys = held.value.keySet.find(request);
    if (keys.length > 0) {
      return keys;
    }
    // Keys that arrived while this request waited are new enough: it may not have the time for a second fetch.
    return request.kid === undefined || held.arrivedAt >= request.arrivedAt
      ? failure("key_unknown")
      : findAfterRefetch(request, held.value.keySet);
  }

  /**
   * gone: wait for the fetch; stale: at most 500 ms; ageing: do not wait. The process may be frozen after the 500 ms,
   * before the fetch ends. Then the next request waits for the whole fetch: otherwise the answer of a slow
   * endpoint would never arrive, and an endpoint that never answers would never be reported.
   */
  async function renew(before: Phase): Promise<void> {
    if (before === "fresh") {
      return;
    }
    const refreshed = refresh(before !== "ageing");
    if (before === "gone" || (before === "stale" && wasFrozen())) {
      await refreshed;
    } else if (before === "stale") {
      await Promise.race([refreshed, elapsed(STALE_WAIT_MS)]);
    }
  }

  /** The issuer may have rotated its keys, or the key id may be made up. */
  async function findAfterRefetch(
    request: ArrivedKeyRequest,
    before: KeySet,
  ): Promise<readonly VerificationKey[] | Failure> {
    const isRefetched = await refetch();
    const keySet = latest()?.value.keySet;
    const keys = keySet === undefined || keySet === before ? [] : keySet.find(request);
    if (keys.length > 0) {
      return keys;
    }
    return isRefetched && !hasFailed()
      ? failure("key_unknown")
      : failure("keys_unavailable", "unknown kid, and the refetch failed");
  }

  async function findNewer(
    request: ArrivedKeyRequest,
    tried: readonly VerificationKey[],
  ): Promise<readonly VerificationKey[] | undefined> {
    if ((latest()?.arrivedAt ?? 0) < request.arrivedAt) {
      await refetch();
    }
    const keys = latest()?.value.keySet.find(request) ?? [];
    return keys.length === 0 || keys === tried ? undefined : keys;
  }

  /** Fetches before the TTL is over, once in a cool-down. @returns false if that failed */
  async function refetch(): Promise<boolean> {
    const time = now();
    const isCoolingDown = time >= refetchedAt && time - refetchedAt < coolDown;
    if (isCoolingDown) {
      observer.refetchSuppressed();
      await settled();
      return true;
    }
    const isRefetched = await refresh(true);
    // A failed fetch has its own back-off, and a new key should not wait longer than that.
    if (isRefetched) {
      refetchedAt = time;
      coolDown = REFETCH_COOLDOWN_MS * (1 - COOLDOWN_JITTER * random());
    }
    return isRefetched;
  }

  function ageOf(keys: readonly VerificationKey[]): KeyAge | undefined {
    const held = latest();
    if (held?.value.keySet.has(keys) !== true) {
      return undefined;
    }
    return { seconds: ageSecondsOf(held), isStale: !isCurrent(phase()) };
  }

  function ageSecondsOf({ requestedAt }: { readonly requestedAt: number }): number {
    return Math.max(0, Math.floor((now() - requestedAt) / 1000));
  }

  async function check(): Promise<KeySourceStatus> {
    if (phase() !== "fresh") {
      await refresh(true);
    }
    const held = latest();
    const lastFetchError = failureReason();
    if (held === undefined) {
      return { state: "missing", lastFetchError, keySet: undefined };
    }
    const ageSeconds = ageSecondsOf(held);
    const state = phase();
    return state === "gone"
      ? { state: "expired", ageSeconds, lastFetchError, keySet: undefined }
      : { state, ageSeconds, lastFetchError, keySet: held.value.keySet };
  }

  async function keepTrying(): Promise<void> {
    const refreshed = refresh(wasFrozen());
    if (wasFrozen()) {
      await refreshed;
    }
  }

  return {
    source: {
      peek,
      find,
      areCurrent: (keys) => isCurrent(phase()) && latest()?.value.keySet.has(keys) === true,
      ageOf,
      prefetch: () => void refresh(true),
      check,
    },
    findNewer,
    haveBeenFetched: () => latest() !== undefined,
    keepTrying,
  };
}

function isCurrent(phase: Phase): boolean {
  return phase === "fresh" || phase === "ageing";
}

function elapsed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
