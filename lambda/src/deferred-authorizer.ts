import type { Authorizer } from "./authorizer.js";
import { ConfigError } from "./config/configuration.js";
import { failure } from "./failure.js";
import { INTERNAL_ERROR } from "./gateway/thrown-errors.js";
import { lambdaRequestIdOf } from "./invocation.js";
import type { DecisionLog } from "./log/decision-log.js";
import { errorName } from "./thrown-error.js";

/** A request that waited longer than this does not retry. */
const MAX_WAIT_MS = 300;

/**
 * Makes an authorizer whose configuration is loaded from elsewhere. Loading starts immediately, and requests wait for
 * it. If it fails, they are refused, and the next request loads again.
 *
 * @param load loads the configuration and makes the authorizer
 * @param now milliseconds since the epoch
 * @param stopwatch milliseconds of a clock that is never set
 * @param log for refusals before the configuration is known
 */
export function createDeferredAuthorizer(
  load: () => Promise<Authorizer>,
  now: () => number,
  stopwatch: () => number,
  log: Pick<DecisionLog, "refused" | "writeHeldBack">,
): Omit<Authorizer, "prefetchKeys"> {
  let loading: Promise<Authorizer> | undefined = load();
  // The first request reports a failure; until then it must not count as an unhandled rejection.
  loading.catch(() => undefined);

  async function loaded(): Promise<Authorizer> {
    const begun = loading;
    if (begun !== undefined) {
      const arrivedAt = now();
      try {
        return await begun;
      } catch (error) {
        // The failed load may have started long before this request, even before a freeze: try again if there is time.
        if (now() - arrivedAt > MAX_WAIT_MS) {
          throw error;
        }
      }
    }
    loading = loading === begun || loading === undefined ? load() : loading;
    return loading;
  }

  async function loadedFor(context: unknown): Promise<Authorizer> {
    const begunAt = stopwatch();
    try {
      return await loaded();
    } catch (error) {
      const reason = reasonOf(error);
      const lambdaRequestId = lambdaRequestIdOf(context);
      const durationMicroseconds = Math.round((stopwatch() - begunAt) * 1000);
      log.refused(failure("configuration_unavailable", reason), { lambdaRequestId, durationMicroseconds });
      throw INTERNAL_ERROR;
    }
  }

  return {
    authorize: async (event, context) => {
      const authorizer = await loadedFor(context);
      log.writeHeldBack();
      return authorizer.authorize(event, context);
    },
    // Nobody called the API, so that there is no refusal to count: whoever asked for the self-check gets the reason.
    checkKeys: async (context) => {
      const authorizer = await loaded().catch((error: unknown) => {
        throw new Error(`configuration_unavailable: ${reasonOf(error)}`);
      });
      return authorizer.checkKeys(context);
    },
    checkRevocation: async () => (await loaded()).checkRevocation(),
  };
}

function reasonOf(error: unknown): string {
  return error instanceof ConfigError ? error.message : errorName(error, "it could not be read");
}
