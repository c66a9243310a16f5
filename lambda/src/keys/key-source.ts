import type { SigningAlgorithm } from "../algorithms.js";
import type { Failure } from "../failure.js";
import type { Ready } from "../ready.js";

/** A key, and the one algorithm that it verifies with. */
export interface VerificationKey {
  /** Whether this key made the signature over the data. */
  readonly verify: (data: Uint8Array, signature: Uint8Array) => boolean;
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

/** Where the keys of an issuer come from. */
export interface KeySource {
  /**
   * The keys that may verify a token with this header, seldom more than one.
   *
   * @returns at least one key, or `key_unknown` or `keys_unavailable`; it never throws
   */
  readonly find: (request: ArrivedKeyRequest) => Ready<readonly VerificationKey[] | Failure>;
  /**
   * Keys that have come into the place of those which {@link find} has returned and which did not verify. Only of
   * sources whose keys have no id by which a token could name the new one.
   *
   * @returns undefined if there are none
   */
  readonly findNewer?: (
    request: ArrivedKeyRequest,
    tried: readonly VerificationKey[],
  ) => Promise<readonly VerificationKey[] | undefined>;
  /**
   * Whether these keys, which {@link find} has returned, are of a key set within its time: no refresh is due that
   * could bring other keys.
   */
  readonly areCurrent: (keys: readonly VerificationKey[]) => boolean;
  /** Starts to fetch what there is to fetch, without waiting for it. */
  readonly prefetch: () => void;
}

/** Keys that belong together: of one answer of an endpoint, or of one document. */
export interface KeySet {
  /** The keys that may verify a token with this header; empty if none does. */
  readonly find: (request: KeyRequest) => readonly VerificationKey[];
  /** Whether `find` has returned these. */
  readonly has: (keys: readonly VerificationKey[]) => boolean;
}

/** Told what becomes of keys. Reasons are constant texts and codes; no URL, key id or secret is in them. */
export interface KeyObserver {
  /** Once for each failed fetch. */
  readonly fetchFailed: (reason: string) => void;
  /** Once for each key set, if some of its keys can't be used; a reason for each of those. */
  readonly keysSkipped: (reasons: readonly string[]) => void;
}
