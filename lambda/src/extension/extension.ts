import { type Failure, failure } from "../failure.js";
import type { AuthorizationRequest } from "../gateway/request.js";
import type { JsonObject } from "../json.js";
import type { Authorize, ExtensionDecision, ExtensionRequest } from "./contract.js";
import { NotPlainError } from "./plain-data.js";
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

const LATE = failure("extension_failed", "it took longer than timeout_milliseconds");

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
    // A timer doesn't fire while the logic computes.
    const began = performance.now();
    const controller = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<Failure>((resolve) => {
      timer = setTimeout(() => {
        controller.abort();
        resolve(LATE);
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
      if (performance.now() - began > timeoutMilliseconds) {
        return LATE;
      }
      return isFaulty(verdict) ? failure("extension_failed", verdict.join("; ")) : verdict;
    };
    try {
      return await Promise.race([answer(), timeUp]);
    } catch (error) {
      return failure("extension_failed", describe(error));
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
    ...{ apiKind, stageArn, requestId: requestId() },
    // The one value that a TOKEN event shows is the token, whatever the header is called.
    header: (name) => (request.isTokenOnly ? [] : [...header(name)]),
    queryParameter: (name) => [...queryParameter(name)],
    method: isPath ? resource.slice(0, slash) : "",
    path: isPath ? resource.slice(slash) : resource,
  };
}

function isFaulty(verdict: Verdict | readonly string[]): verdict is readonly string[] {
  return Array.isArray(verdict);
}

/** The message may hold a claim, and so may members; the class of an error does not. */
function describe(error: unknown): string {
  try {
    if (error instanceof NotPlainError) {
      return "it returned something else than plain data";
    }
    const { name } = error instanceof Error ? Object.getPrototypeOf(error).constructor : { name: "" };
    return /^[A-Za-z]{1,64}$/.test(name) ? `it threw ${name}` : "it threw";
  } catch {
    return "it threw";
  }
}
