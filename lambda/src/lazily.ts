import type { Authorizer } from "./authorizer.js";
import { ConfigError } from "./config/configuration.js";
import { failure } from "./failure.js";
import { INTERNAL } from "./gateway/errors.js";
import { createDecisionLog } from "./telemetry/decision-log.js";

/**
 * An authorizer whose configuration comes from elsewhere, which is asked for at once. While there is none, requests
 * wait for it; where it can't be had, they are refused, and the next one asks again.
 *
 * @param load gets the configuration, and makes the authorizer
 * @param write takes a log line that ends with a line feed
 */
export function createLazily(
  load: () => Promise<Authorizer>,
  write: (line: string) => void,
): Pick<Authorizer, "authorize"> {
  let loading: Promise<Authorizer> | undefined = load();
  // A request will wait for it, or find it anew; until then nobody hears of a failure.
  loading.catch(() => undefined);

  async function loaded(): Promise<Authorizer> {
    const begun = loading;
    if (begun !== undefined) {
      try {
        return await begun;
      } catch {
        // It was begun before this request, perhaps before the process was frozen.
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
