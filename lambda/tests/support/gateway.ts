import type { AuthorizerResponse } from "../../src/gateway/response.ts";
import type { Policy } from "../../src/policy-document.ts";
import { arnOf } from "./events.ts";
import { isAllowed } from "./policy-matcher.ts";

/** The status that a client sees if the backend answers 200. */
export type GatewayStatus = 200 | 401 | 403 | 500;

/** An authorizer's function, as the gateway invokes it. */
export type Authorize = (event: unknown) => Promise<AuthorizerResponse>;

/** The part of API Gateway in front of a stage: the authorizer's result cache and the evaluation of policies. */
export interface Gateway {
  /**
   * @param cacheKey the value at the identity source
   * @param event the event for the function, which is used if the cache has no policy for the key
   */
  readonly call: (cacheKey: string, event: unknown) => Promise<GatewayStatus>;
  /** Number of invocations of the function. */
  readonly invocations: () => number;
}

/**
 * Makes the gateway of a stage. It caches a policy for the result TTL, by the identity source alone and not by method
 * and path. It evaluates the policy for each request, and does not cache errors.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization-with-console.html
 * @param now milliseconds since the epoch
 */
export function createGateway(
  authorize: Authorize,
  resultCacheTtlSeconds: number,
  now: () => number,
): Gateway {
  const cache = new Map<string, { readonly policy: Policy; readonly madeAt: number }>();
  let invocations = 0;

  async function policyFor(cacheKey: string, event: unknown): Promise<Policy> {
    const kept = cache.get(cacheKey);
    if (kept !== undefined && now() - kept.madeAt < resultCacheTtlSeconds * 1000) {
      return kept.policy;
    }
    invocations++;
    const { policyDocument } = await authorize(event);
    cache.set(cacheKey, { policy: policyDocument, madeAt: now() });
    return policyDocument;
  }

  return {
    call: async (cacheKey, event) => {
      try {
        return isAllowed(await policyFor(cacheKey, event), arnOf(event)) ? 200 : 403;
      } catch (error) {
        return error instanceof Error && error.message === "Unauthorized" ? 401 : 500;
      }
    },
    invocations: () => invocations,
  };
}
