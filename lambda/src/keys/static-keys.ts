import { failure } from "../failure.js";
import type { KeySet, KeySource } from "./key-source.js";

/** The key source of keys that are in the configuration, and change with it. */
export function createStaticKeys(keySet: KeySet): KeySource {
  return {
    find: (request) => {
      const keys = keySet.find(request);
      return keys.length > 0 ? keys : failure("key_unknown");
    },
    areCurrent: () => true,
    prefetch: () => undefined,
  };
}

/** Keys that a token's `kid` says nothing of, such as one that the configuration holds as PEM, where it has no id. */
export function withoutKeyIds({ find, has }: KeySet): KeySet {
  return { find: ({ alg }) => find({ alg, kid: undefined }), has };
}
