import { failure } from "../failure.js";
import { hasImportableKey } from "./key-set.js";
import type { KeySet, KeySource } from "./key-source.js";
import type { PublicKey } from "./public-key.js";

/** Makes the key source of keys that are in the configuration, and change with it. */
export function createStaticKeys(keys: readonly PublicKey[], keySet: KeySet): KeySource {
  return {
    peek: keySet.peek,
    find: async (request) => {
      const found = await keySet.find(request);
      return found.length > 0 ? found : failure("key_unknown");
    },
    areCurrent: () => true,
    // Most issuers have one key, and then the first decision finds it imported.
    prefetch: () => void hasImportableKey(keys, keySet),
  };
}

/** Ignores a token's `kid`: a key that the configuration holds as PEM has no id. */
export function withoutKeyIds({ peek, find, has }: KeySet): KeySet {
  return {
    peek: ({ alg }) => peek({ alg, kid: undefined }),
    find: ({ alg }) => find({ alg, kid: undefined }),
    has,
  };
}
