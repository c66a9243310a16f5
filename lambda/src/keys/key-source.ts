import type { SigningAlgorithm } from "../algorithms.js";
import type { Failure } from "../failure.js";
import type { VerificationKey } from "./verification-key.js";

/** What a token's header says of the key that signed it. */
export interface KeyRequest {
  readonly alg: SigningAlgorithm;
  readonly kid: string | undefined;
}

/** Where the keys of an issuer come from. */
export interface KeySource {
  /**
   * The keys that may verify a token with this header, seldom more than one.
   *
   * @returns at least one key, or `key_unknown` or `keys_unavailable`; it never throws
   */
  readonly find: (request: KeyRequest) => Promise<readonly VerificationKey[] | Failure>;
  /**
   * Whether these keys, which {@link find} has returned, are of a key set within its time: no refresh is due that
   * could bring other keys.
   */
  readonly areCurrent: (keys: readonly VerificationKey[]) => boolean;
  /** Starts to fetch what there is to fetch, without waiting for it. */
  readonly prefetch: () => void;
}
