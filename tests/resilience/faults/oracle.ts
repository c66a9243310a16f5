import type { SigningKey } from "../../../lambda/tests/support/keys.ts";

/** What a caller must get: `either` while a change may or may not have arrived. */
export type Expectation = "allow" | "refuse" | "either";

/** The provider from a time on, in milliseconds. */
export interface ProviderState {
  readonly from: number;
  /** `sound`: answers immediately. `unsure`: an answer may arrive. `broken`: no usable key set arrives. */
  readonly quality: "sound" | "unsure" | "broken";
  /** The keys that it publishes. */
  readonly keys: ReadonlySet<SigningKey>;
}

/** The documented limits, in milliseconds. */
export interface Bounds {
  readonly ttl: number;
  readonly maxStale: number;
}

/** The back-off of failed fetches (30 s), the cool-down of searches for unknown keys (10 s), and the time between requests. */
const SETTLE_MS = 45_000;
/** For the time between two requests. */
const MARGIN_MS = 8_000;

/** A state with its end. The current one ends now. */
interface Stretch extends ProviderState {
  readonly to: number;
}

/**
 * What the documentation promises for an otherwise valid token that this key signed.
 *
 * @param history oldest first
 */
export function expectationFor(
  key: SigningKey,
  now: number,
  history: readonly ProviderState[],
  bounds: Bounds,
): Expectation {
  const stretches = history
    .filter(({ from }) => from <= now)
    .map((state, index, all): Stretch => ({ ...state, to: all[index + 1]?.from ?? now }));
  if (mustRefuse(key, now, stretches, bounds)) {
    return "refuse";
  }
  return mustAllow(key, now, stretches, bounds) ? "allow" : "either";
}

/** The key was published for long enough to be fetched, and since then nothing without it could be fetched. */
function mustAllow(
  key: SigningKey,
  now: number,
  stretches: readonly Stretch[],
  { maxStale }: Bounds,
): boolean {
  const lastWithout = stretches.findLastIndex(({ quality, keys }) => quality !== "broken" && !keys.has(key));
  let soundFrom: number | undefined;
  let knownUntil = Number.NEGATIVE_INFINITY;
  for (const { from, to, quality, keys } of stretches.slice(lastWithout + 1)) {
    soundFrom = quality === "sound" && keys.has(key) ? (soundFrom ?? from) : undefined;
    if (soundFrom !== undefined && to - soundFrom >= SETTLE_MS) {
      knownUntil = to;
    }
  }
  return now - knownUntil <= maxStale;
}

/** The key was never published, or the longest time for which it may be kept is over. */
function mustRefuse(
  key: SigningKey,
  now: number,
  stretches: readonly Stretch[],
  { ttl, maxStale }: Bounds,
): boolean {
  const last = stretches.findLastIndex(({ quality, keys }) => quality !== "broken" && keys.has(key));
  const fetchableUntil = stretches[last]?.to;
  if (fetchableUntil === undefined || now >= fetchableUntil + ttl + maxStale + MARGIN_MS) {
    return true;
  }
  // Fetched again without the key: after its TTL, and after the longest back-off.
  let soundFrom: number | undefined;
  for (const { from, to, quality } of stretches.slice(last + 1)) {
    soundFrom = quality === "sound" ? (soundFrom ?? from) : undefined;
    if (soundFrom !== undefined) {
      const isSettledAt = soundFrom === fetchableUntil ? soundFrom : soundFrom + SETTLE_MS;
      if (to >= Math.max(fetchableUntil + ttl, isSettledAt) + MARGIN_MS) {
        return true;
      }
    }
  }
  return false;
}

/** Whether the provider has been sound for long enough that a refusal can't be a failure to get keys. */
export function isSettled(now: number, history: readonly ProviderState[]): boolean {
  const lastOther = history.findLastIndex(({ quality }) => quality !== "sound");
  return now - (history[lastOther + 1]?.from ?? now) >= SETTLE_MS;
}
