import type { Authorizer } from "./authorizer.js";
import { ConfigError } from "./config/configuration.js";
import { failure } from "./failure.js";
import { INTERNAL } from "./gateway/errors.js";
import { createDecisionLog } from "./telemetry/decision-log.js";

/** Who has waited for longer than this for one answer can't wait for another. */
const PATIENCE_MS = 300;

/**
 * An authorizer whose configuration comes from elsewhere, which is asked for at once. While there is none, requests
 * wait for it; where it can't be had, they are refused, and the next one asks again.
 *
 * @param load gets the configuration, and makes the authorizer
 * @param now milliseconds since the epoch
 * @param write takes a log line that ends with a line feed
 */
export function createLazily(
  load: () => Promise<Authorizer>,
  now: () => number,
  write: (line: string) => void,
): Pick<Authorizer, "authorize"> {
  let loading: Promise<Authorizer> | undefined = load();
  // A request will wait for it, or find it anew; until then nobody hears of a failure.
  loading.catch(() => undefined);

  async function loaded(): Promise<Authorizer> {
    const begun = loading;
    if (begun !== undefined) {
      const arrivedAt = now();
      try {
        return await begun;
      } catch (error) {
        // It was begun before this request, perhaps before the process was frozen. But one request has no time for two.
        if (now() - arrivedAt > PATIENCE_MS) {
          throw error;
        }
      }
    }
    loading = loading === begun || loading === undefined ? load() : loading;
    return loading;
  }

  return {
    authorize: async (event) => {
      const authorizer = await loaded().catch((error: unknown) => {
        const reason = error instanceof ConfigError ? error.message : nameOf(error);
        createDecisionLog(write).refused(failure("configuration_unavailable", reason), {});
        throw INTERNAL;
      });
      return authorizer.authorize(event);
    },
  };
}

function nameOf(error: unknown): string {
  const name = error instanceof Error ? error.name : "";
  return /^[A-Za-z]{1,64}$/.test(name) ? name : "it could not be read";
}
