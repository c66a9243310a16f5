import { ASYMMETRIC_ALGORITHMS, type AsymmetricAlgorithm } from "../../src/algorithms.ts";
import type { KeyObserver } from "../../src/keys/key-source.ts";
import type { KeyRequirements } from "../../src/keys/public-key.ts";

/** What keys of these algorithms must be, by default of all. */
export function keysFor(algorithms: readonly AsymmetricAlgorithm[] = ASYMMETRIC_ALGORITHMS): KeyRequirements {
  return { algorithms, use: "sig" };
}

/** For tests that do not look at what is reported. */
export const NO_OBSERVER: KeyObserver = {
  fetchFailed: () => undefined,
  fetchSucceeded: () => undefined,
  refetchSuppressed: () => undefined,
  keysSkipped: () => undefined,
  secretSuspected: () => undefined,
};
