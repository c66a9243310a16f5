import { isJsonObject } from "./json.js";
import { type RequestId, requestIdIn } from "./request-id.js";

/** The invocations that are running, so that a log line that is not about a request can name the one that it belongs to. */
export interface Invocations {
  /** @param context the handler's second argument */
  readonly begin: (context: unknown) => void;
  readonly end: () => void;
  /** Lambda's id of the only invocation that is running; undefined if there are none or several. */
  readonly lambdaRequestId: () => RequestId | undefined;
}

/** Lambda runs one invocation at a time in an instance. A handler in a process of your own may be called concurrently. */
export function createInvocations(): Invocations {
  let running = 0;
  let context: unknown;
  return {
    begin: (begun) => {
      running++;
      context = running === 1 ? begun : undefined;
    },
    end: () => {
      running--;
      context = undefined;
    },
    lambdaRequestId: () => lambdaRequestIdOf(context),
  };
}

/**
 * Lambda's id of an invocation, which its own log lines have, too.
 *
 * @param context the handler's second argument
 */
export function lambdaRequestIdOf(context: unknown): RequestId | undefined {
  // The runtime's context may be an instance of a class, with an accessor for the id.
  return isJsonObject(context) ? requestIdIn(context["awsRequestId"]) : undefined;
}
