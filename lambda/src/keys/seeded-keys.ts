import type { FetchedKeys } from "./fetched-keys.js";
import type { KeySet, KeySource } from "./key-source.js";

/**
 * The key source of an endpoint with seed keys: these verify while the endpoint has never answered, so that neither a
 * cold start nor an outage of the provider at that moment costs a caller anything; not after the first answer, which
 * the first request asks for without waiting, and never after `useUntil`. A key that isn't among them is waited for.
 *
 * @param useUntil milliseconds since the epoch
 * @param now milliseconds since the epoch
 */
export function createSeededKeys(
  endpoint: FetchedKeys,
  seeds: KeySet,
  useUntil: number,
  now: () => number,
): KeySource {
  return {
    find: (request) => {
      const keys = endpoint.haveBeenFetched() || now() >= useUntil ? [] : seeds.find(request);
      return keys.length === 0
        ? endpoint.source.find(request)
        : endpoint
            .keepTrying()
            .then(() => (endpoint.haveBeenFetched() ? endpoint.source.find(request) : keys));
    },
    areCurrent: endpoint.source.areCurrent,
    // What comes in time is worth nothing while the seeds serve, and init would have to pay for it.
    prefetch: () => {
      if (now() >= useUntil) {
        endpoint.source.prefetch();
      }
    },
  };
}
