import { failure } from "../failure.js";
import type { KeyRequest, KeySet, KeySource, VerificationKey } from "./key-source.js";

/** Makes the key source of keys that are in the configuration, and change with it. */
export function createStaticKeys(keySet: KeySet): KeySource {
  const peek = (request: KeyRequest): readonly VerificationKey[] | undefined => {
    const keys = keySet.find(request);
    return keys.length > 0 ? keys : undefined;
  };
  return {
    peek,
    find: async (request) => peek(request) ?? failure("key_unknown"),
    areCurrent: () => true,
    ageOf: () => undefined,
    prefetch: () => undefined,
    check: async () => ({ state: "fixed", keySet }),
  };
}

/** Ignores a token's `kid`: a key that the configuration holds as PEM has no id. */
export function withoutKeyIds(keySet: KeySet): KeySet {
  return { ...keySet, find: ({ alg }) => keySet.find({ alg, kid: undefined }) };
}
