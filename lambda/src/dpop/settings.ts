import type { AsymmetricAlgorithm } from "../algorithms.js";

/** How proofs of possession are checked (DPoP, RFC 9449). */
export interface DpopSettings {
  /**
   * As {@link normalizedBaseUrl} returns them: what stands for the root of a stage in the URLs that clients call. An API
   * may have others.
   */
  readonly baseUrls: readonly string[];
  /** The algorithms that a proof may be signed with. */
  readonly signingAlgorithms: readonly AsymmetricAlgorithm[];
  /** How many seconds after `iat` a proof is accepted at most. */
  readonly maxAgeSeconds: number;
  /** The DynamoDB table that records used proofs; undefined if each instance remembers only its own. */
  readonly replayTableArn: string | undefined;
}
