import { isSigningAlgorithm } from "./algorithms.js";
import type { Configuration, TrustedIssuer } from "./config.js";
import { type Failure, failure, isFailure, outcomeOf } from "./failure.js";
import { type AuthorizationRequest, parseRequest } from "./gateway/request.js";
import { type AuthorizerResponse, createResponse } from "./gateway/response.js";
import type { FetchJson } from "./keys/fetch-json.js";
import { createIssuerKeys } from "./keys/issuer-keys.js";
import type { KeySource } from "./keys/key-source.js";
import { compilePolicy, type Policy } from "./policy/compile.js";
import { createDecisionLog } from "./telemetry/decision-log.js";
import { checkClaims } from "./token/claims.js";
import { decodeToken } from "./token/decode.js";
import { createTokenExtractor } from "./token/extract.js";
import { verifySignature } from "./token/verify.js";

/** All that the authorizer needs of the world, so that a test can stand in for any of it. */
export interface AuthorizerDependencies {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** At least 0, less than 1. */
  readonly random: () => number;
  readonly fetchJson: FetchJson;
  /** Takes a log line that ends with a line feed. */
  readonly write: (line: string) => void;
}

/** Decides whether a request may reach the API. */
export interface Authorizer {
  /**
   * @param event the event of an API Gateway authorizer, of any of the four shapes
   * @returns the policy of a token that verifies
   * @throws Error `Unauthorized`, which the gateway answers with a 401, or another error, which it answers with a 500
   */
  readonly authorize: (event: unknown) => Promise<AuthorizerResponse<Policy>>;
  /** Starts to fetch the keys, without waiting for them. */
  readonly prefetchKeys: () => void;
}

interface Issuer extends TrustedIssuer {
  readonly keys: KeySource;
}

interface Decision {
  /** Set as the pipeline gets to know it, for the log. */
  trustedIssuer: string | undefined;
}

/** API Gateway answers 401 to exactly this message and 500 to any other. */
const UNAUTHORIZED = errorWithoutTrace("Unauthorized");
const INTERNAL = errorWithoutTrace("The authorizer could not decide; its log says why");

/**
 * Makes the authorizer. It fetches nothing by itself.
 *
 * @param configuration as {@link Configuration} describes it, already validated
 */
export function createAuthorizer(
  configuration: Configuration,
  dependencies: AuthorizerDependencies,
): Authorizer {
  const { now, random, fetchJson, write } = dependencies;
  const log = createDecisionLog(write);
  const extractToken = createTokenExtractor(configuration.tokenSource);
  const extractWebSocketToken = createTokenExtractor(configuration.websocketTokenSource);
  const issuers = new Map<unknown, Issuer>(
    configuration.trustedIssuers.map((trusted) => {
      const onFetchFailure = (reason: string): void => log.fetchFailed(trusted.key, reason);
      const keys = createIssuerKeys(trusted, { now, random, fetchJson, onFetchFailure });
      return [trusted.issuer, { ...trusted, keys }];
    }),
  );

  async function decide(
    request: AuthorizationRequest,
    decision: Decision,
  ): Promise<AuthorizerResponse<Policy> | Failure> {
    const token = (request.isWebSocket ? extractWebSocketToken : extractToken)(request);
    if (isFailure(token)) {
      return token;
    }
    const decoded = decodeToken(token);
    if (isFailure(decoded)) {
      return decoded;
    }
    const issuer = issuers.get(decoded.iss);
    if (issuer === undefined) {
      return failure("issuer_unknown");
    }
    decision.trustedIssuer = issuer.key;
    const { alg, kid, claims } = decoded;
    if (!isSigningAlgorithm(alg) || !issuer.algorithms.includes(alg)) {
      return failure("algorithm_not_allowed");
    }
    const keys = await issuer.keys.find({ alg, kid });
    if (isFailure(keys)) {
      return keys;
    }
    const refusal =
      (await verifySignature(token, alg, keys)) ??
      checkClaims(claims, {
        audience: issuer.audience,
        clockSkewSeconds: configuration.clockSkewSeconds,
        nowSeconds: Math.floor(now() / 1000),
      });
    return refusal ?? createResponse(claims, compilePolicy(request.stageArn, request.isWebSocket));
  }

  async function authorize(event: unknown): Promise<AuthorizerResponse<Policy>> {
    const request = parseRequest(event);
    const decision: Decision = { trustedIssuer: undefined };
    const answer = isFailure(request) ? request : await decide(request, decision);
    if (!isFailure(answer)) {
      return answer;
    }
    log.refused(answer, {
      stageArn: isFailure(request) ? undefined : request.stageArn,
      requestId: isFailure(request) ? undefined : request.requestId,
      trustedIssuer: decision.trustedIssuer,
    });
    throw outcomeOf(answer.failure) === "unauthorized" ? UNAUTHORIZED : INTERNAL;
  }

  function prefetchKeys(): void {
    for (const { keys } of issuers.values()) {
      keys.prefetch();
    }
  }

  return { authorize, prefetchKeys };
}

/**
 * An error made once: an attacker's garbage should not cost us a stack trace each. The trace stays a string,
 * because the Lambda runtime splits it and reports another message when it can't.
 */
function errorWithoutTrace(message: string): Error {
  const error = new Error(message);
  error.stack = `Error: ${message}`;
  return error;
}
