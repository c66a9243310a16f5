import { type Failure, failure } from "../failure.js";
import type { AuthorizationRequest } from "../gateway/request.js";
import type { JsonObject } from "../json.js";
import type { Authorize, ExtensionDecision, ExtensionRequest } from "./contract.js";
import { readResult, type Verdict } from "./result.js";

/** The part of the configuration that says how custom logic is run. */
export interface ExtensionSettings {
  /** The package that has it, in a Lambda layer; undefined where the zip brings it along. */
  readonly module: string | undefined;
  /** Whether it is told the request, which only an API whose answers aren't kept allows. */
  readonly perRequest: boolean;
  /** The keys of the context that it may fill. */
  readonly contextKeys: readonly string[];
  /** For one answer; what it does without awaiting anything can't be interrupted. */
  readonly timeoutMilliseconds: number;
}

/** Asks custom logic about one token, and one request. */
export type AskExtension = (
  claims: JsonObject,
  decision: ExtensionDecision,
  request: AuthorizationRequest,
) => Promise<Verdict | Failure>;

/**
 * Makes the function that asks custom logic, in time and with nothing of ours in its hands.
 *
 * @returns `extension_failed` if it throws, takes too long, or returns something else than a result
 */
export function createExtension(authorize: Authorize, settings: ExtensionSettings): AskExtension {
  const { perRequest, contextKeys, timeoutMilliseconds } = settings;
  return async (claims, { satisfiedRules, allowed, denied }, request) => {
    const controller = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<Failure>((resolve) => {
      timer = setTimeout(() => {
        controller.abort();
        resolve(failure("extension_failed", "it took longer than timeout_milliseconds"));
      }, timeoutMilliseconds);
    });
    const answer = async (): Promise<Verdict | Failure> => {
      const result = await authorize({
        // Ours are remembered for later requests.
        claims: structuredClone(claims),
        decision: structuredClone({ satisfiedRules, allowed, denied }),
        request: perRequest ? requestOf(request) : undefined,
        signal: controller.signal,
      });
      const verdict = readResult(result, contextKeys);
      return isFaulty(verdict) ? failure("extension_failed", verdict.join("; ")) : verdict;
    };
    try {
      return await Promise.race([answer(), timeUp]);
    } catch (error) {
      return failure("extension_failed", `it threw ${nameOf(error)}`);
    } finally {
      clearTimeout(timer);
    }
  };
}

function requestOf(request: AuthorizationRequest): ExtensionRequest {
  const { apiKind, stageArn, resource, requestId, header, queryParameter } = request;
  const slash = resource.indexOf("/");
  const isPath = apiKind !== "websocket" && slash >= 0;
  return {
    ...{ apiKind, stageArn, requestId, header, queryParameter },
    method: isPath ? resource.slice(0, slash) : "",
    path: isPath ? resource.slice(slash) : resource,
  };
}

function isFaulty(verdict: Verdict | readonly string[]): verdict is readonly string[] {
  return Array.isArray(verdict);
}

/** The message may hold a claim; the class of an error does not. */
function nameOf(error: unknown): string {
  const name = error instanceof Error ? error.constructor.name : "";
  return /^[A-Za-z]{1,64}$/.test(name) ? name : "something that is no error";
}
