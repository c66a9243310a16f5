import { type Failure, failure } from "../failure.js";
import type { AuthorizationRequest } from "../gateway/request.js";
import type { JsonObject } from "../json.js";
import type { Authorize, ExtensionDecision, ExtensionRequest } from "./contract.js";
import { NotPlainError } from "./plain-data.js";
import { readResult, type Verdict } from "./result.js";

/** The part of the configuration that says how custom logic is run. */
export interface ExtensionSettings {
  /** The package in a Lambda layer that has it; undefined if it is in the function's own zip. */
  readonly module: string | undefined;
  /** Whether it receives the request. That is correct only for an API whose answers aren't cached. */
  readonly perRequest: boolean;
  /** The context keys that it may fill. */
  readonly contextKeys: readonly string[];
  /** For one answer. Synchronous code can't be interrupted. */
  readonly timeoutMilliseconds: number;
}

const LATE = failure("extension_failed", "it took longer than timeout_milliseconds");

/**
 * Asks custom logic about one token and one request. The logic has limited time, and receives copies only.
 *
 * @param decision what the rules allow the token
 * @param api the key of the API in the configuration; undefined if it is not listed
 * @returns `extension_failed` if the logic throws, takes too long, or returns an invalid result
 */
export async function askExtension(
  authorize: Authorize,
  { perRequest, contextKeys, timeoutMilliseconds }: ExtensionSettings,
  claims: JsonObject,
  { satisfiedRules, allowed, denied }: ExtensionDecision,
  request: AuthorizationRequest,
  api: string | undefined,
): Promise<Verdict | Failure> {
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
      // The originals are kept for later requests.
      claims: structuredClone(claims),
      decision: structuredClone({ satisfiedRules, allowed, denied }),
      api,
      request: perRequest ? requestOf(request) : undefined,
      signal: controller.signal,
    });
    const verdict = readResult(result, contextKeys);
    // The timer doesn't fire while synchronous code runs.
    return performance.now() - began > timeoutMilliseconds ? LATE : verdict;
  };
  try {
    return await Promise.race([answer(), timeUp]);
  } catch (error) {
    return failure("extension_failed", describe(error));
  } finally {
    clearTimeout(timer);
  }
}

function requestOf(request: AuthorizationRequest): ExtensionRequest {
  const { apiKind, stageArn, resource, requestId, header, queryParameter } = request;
  const slash = resource.indexOf("/");
  const isPath = apiKind !== "websocket" && slash >= 0;
  return {
    apiKind,
    stageArn,
    requestId: requestId(),
    // In a TOKEN event, the one value is the token, whatever its header is called.
    header: (name) => (request.isTokenOnly ? [] : [...header(name)]),
    queryParameter: (name) => [...queryParameter(name)],
    method: isPath ? resource.slice(0, slash) : "",
    path: isPath ? resource.slice(slash) : resource,
  };
}

/** The message and other members of an error may contain a claim; its class doesn't. */
function describe(error: unknown): string {
  try {
    if (error instanceof NotPlainError) {
      return "it returned something that is not plain data";
    }
    const { name } = error instanceof Error ? Object.getPrototypeOf(error).constructor : { name: "" };
    return /^[A-Za-z]{1,64}$/.test(name) ? `it threw ${name}` : "it threw";
  } catch {
    return "it threw";
  }
}
