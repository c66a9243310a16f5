import type { FetchedKeys } from "./fetched-keys.js";
import type { KeySet, KeySource } from "./key-source.js";

/**
 * Makes the key source of an endpoint with seed keys. They verify while the endpoint has never answered, so that a
 * caller waits neither for a cold start's fetch nor for a provider that is down. They stop with the first successful
 * fetch, which the first request starts without waiting for it, and at `useUntil` at the latest. A key that is not
 * among them is waited for.
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
  const { source, haveBeenFetched, keepTrying } = endpoint;
  return {
    ...source,
    find: async (request) => {
      const keys = haveBeenFetched() || now() >= useUntil ? [] : seeds.find(request);
      if (keys.length > 0) {
        await keepTrying();
        if (!haveBeenFetched()) {
          return keys;
        }
      }
      return source.find(request);
    },
    // While the seeds serve, init need not pay for a fetch.
    prefetch: () => {
      if (now() >= useUntil) {
        source.prefetch();
      }
    },
    check: async () => {
      const status = await source.check();
      return haveBeenFetched() || now() >= useUntil ? status : { ...status, state: "seed", keySet: seeds };
    },
  };
}
