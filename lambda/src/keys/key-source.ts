import type { JWK } from "jose";
import type { SigningAlgorithm } from "../algorithms.js";
import type { Failure } from "../failure.js";
import type { KeyAge } from "../log/decision-facts.js";
import type { SkippedKey } from "./public-key.js";

/** A key, and the one algorithm that it verifies with. */
export interface VerificationKey {
  readonly alg: SigningAlgorithm;
  /** A public key, which jose imports when it first verifies with it, or the bytes of a shared secret. */
  readonly key: JWK | Uint8Array;
  /** The one issuer whose tokens it verifies, if it names one: see key-owner.ts. */
  readonly issuer?: string | undefined;
}

/** What a token's header says of the key that signed it. */
export interface KeyRequest {
  readonly alg: SigningAlgorithm;
  readonly kid: string | undefined;
}

/** The same, with the time at which the token arrived, in milliseconds since the epoch. */
export interface ArrivedKeyRequest extends KeyRequest {
  readonly arrivedAt: number;
}

/** Where the keys of an issuer come from. `createKeySources` in issuer-keys.ts makes them. */
export interface KeySource {
  /** @returns the keys that {@link find} would return, if they are fresh; undefined if `find` has to be awaited */
  readonly peek: (request: KeyRequest) => readonly VerificationKey[] | undefined;
  /**
   * Finds the keys that may verify a token with this header, seldom more than one. It returns the same array for as
   * long as the keys are the same.
   *
   * @returns at least one key, or `key_unknown` or `keys_unavailable`; it never throws
   */
  readonly find: (request: ArrivedKeyRequest) => Promise<readonly VerificationKey[] | Failure>;
  /**
   * Finds keys that have replaced those which {@link find} returned and which did not verify. Only sources whose keys
   * have no id, by which a token could name the new one, have it.
   *
   * @returns undefined if there are none
   */
  readonly findNewer?: (
    request: ArrivedKeyRequest,
    tried: readonly VerificationKey[],
  ) => Promise<readonly VerificationKey[] | undefined>;
  /** Whether these keys, which {@link find} returned, belong to a key set within its TTL. */
  readonly areCurrent: (keys: readonly VerificationKey[]) => boolean;
  /** How old these keys, which {@link find} returned, are; undefined if they were not fetched, or newer ones replaced them. */
  readonly ageOf: (keys: readonly VerificationKey[]) => KeyAge | undefined;
  /** Starts to fetch what there is to fetch, without waiting for it. */
  readonly prefetch: () => void;
  /** Fetches keys that are missing or due, waits for that, and describes the source. It never rejects. */
  readonly check: () => Promise<KeySourceStatus>;
}

/** A key source as the self-check sees it. */
export interface KeySourceStatus {
  /**
   * `fixed`: the keys are in the configuration; `seed`: seed keys serve, because the endpoint has never answered; `fresh`:
   * fetched, and not due; `ageing`: within their TTL, but due; `stale`: they serve after their TTL, because they could not
   * be fetched; `expired`: too old to serve; `missing`: never fetched.
   */
  readonly state: "fixed" | "seed" | "fresh" | "ageing" | "stale" | "expired" | "missing";
  /** Age of the fetched keys, in seconds; undefined if none have been fetched. */
  readonly ageSeconds?: number | undefined;
  /** Why the last fetch failed, as in the log; undefined if it succeeded or there was none. */
  readonly lastFetchError?: string | undefined;
  /** The keys that serve; undefined if none may. */
  readonly keySet: KeySet | undefined;
}

/** Keys that belong together: those of one answer of an endpoint, or of one document. */
export interface KeySet {
  /** @returns the keys that may verify a token with this header; empty if there are none */
  readonly find: (request: KeyRequest) => readonly VerificationKey[];
  /** Whether `find` has returned these. */
  readonly has: (keys: readonly VerificationKey[]) => boolean;
  /**
   * The number of keys that may verify tokens of an issuer with one of these algorithms. At most a hundred are counted.
   *
   * @param issuer undefined for tokens without an issuer
   */
  readonly countUsable: (algorithms: readonly SigningAlgorithm[], issuer: string | undefined) => number;
}

/** Receives what happens to keys, above all what goes wrong. Reasons are constant strings and codes; no URL, key id or secret is in them. */
export interface KeyObserver {
  /** Called once for each failed fetch. */
  readonly fetchFailed: (reason: string) => void;
  /** Called once for each successful fetch. */
  readonly fetchSucceeded: () => void;
  /** Called for each request that asked for keys which are not there, so soon after a refetch that there is no other. */
  readonly refetchSuppressed: () => void;
  /** Called when a fetch begins. The function that it returns is called when the fetch ends. */
  readonly fetchBegan?: (() => ReturnType<TraceFetch>) | undefined;
  /**
   * Called for a key set in which keys are left out, once for its content; again once if keys turn out to be unusable
   * when a token asks for them.
   */
  readonly keysSkipped: (skipped: readonly SkippedKey[]) => void;
  /** Called once for a secret that looks like a mistake. */
  readonly secretSuspected: (reason: string) => void;
}

/**
 * Follows one fetch of keys from its beginning.
 *
 * @param trustedIssuer the issuer's key in the configuration
 * @returns a function to call when the fetch has ended, with the reason if it failed
 */
export type TraceFetch = (trustedIssuer: string) => (reason: string | undefined) => void;
