import { createAuthentication, type Progress } from "./authentication.js";
import type { Configuration } from "./config/configuration.js";
import type { Authorize } from "./extension/contract.js";
import { createExtension, type ExtensionSettings } from "./extension/extension.js";
import { type Failure, failure, isFailure, isLasting, outcomeOf } from "./failure.js";
import { INTERNAL, UNAUTHORIZED } from "./gateway/errors.js";
import { type AuthorizationRequest, parseRequest } from "./gateway/request.js";
import {
  type AuthorizerResponse,
  createAnonymousResponse,
  createResponder,
  keepingResponse,
} from "./gateway/response.js";
import type { FetchJson } from "./keys/fetch-json.js";
import type { ReadSecret } from "./keys/shared-secret.js";
import { createPolicyCompiler, type TokenPolicy } from "./policy/compile.js";
import { keepingPolicy } from "./policy/kept-policy.js";
import { denyAll, type Policy } from "./policy/policy.js";
import { createDecisionLog, type RefusalContext } from "./telemetry/decision-log.js";
import { createTokenExtractor } from "./token/extract.js";

/** All that the authorizer needs of the world, so that a test can stand in for any of it. */
export interface AuthorizerDependencies {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** At least 0, less than 1. */
  readonly random: () => number;
  readonly fetchJson: FetchJson;
  readonly readSecret: ReadSecret;
  /** Custom logic, where there is some. */
  readonly extension?: Authorize | undefined;
  /** Takes a log line that ends with a line feed. */
  readonly write: (line: string) => void;
}

/** Decides whether a request may reach the API. */
export interface Authorizer {
  /**
   * @param event the event of an API Gateway authorizer, of any of the four shapes
   * @returns what the token may do on the stage, as a policy; an answer for every request that API Gateway's cache may
   * serve with it, which need not allow the request of this event
   * @throws Error `Unauthorized`, which the gateway answers with a 401, or another error, which it answers with a 500
   */
  readonly authorize: (event: unknown) => Promise<AuthorizerResponse<Policy>>;
  /** Starts to fetch the keys, without waiting for them. */
  readonly prefetchKeys: () => void;
}

/** What follows from a token's claims, found out once. */
interface Consequences {
  readonly policy: TokenPolicy;
  readonly respond: ReturnType<typeof keepingResponse<Policy>>;
}

/**
 * Makes the authorizer. It fetches nothing by itself.
 *
 * @param configuration as {@link Configuration} describes it, already validated
 */
export function createAuthorizer(
  configuration: Configuration,
  dependencies: AuthorizerDependencies,
): Authorizer {
  const log = createDecisionLog(dependencies.write);
  const extractToken = createTokenExtractor(configuration.tokenSource);
  const extractWebSocketToken = createTokenExtractor(configuration.websocketTokenSource);
  const compilePolicy = createPolicyCompiler(configuration);
  const createResponse = createResponder(configuration);
  const askExtension =
    dependencies.extension &&
    createExtension(dependencies.extension, configuration.extension ?? DEFAULT_EXTENSION_SETTINGS);
  const { authenticate, prefetchKeys } = createAuthentication(
    configuration,
    dependencies,
    log,
    (claims): Consequences => ({
      policy: keepingPolicy(compilePolicy(claims)),
      respond: keepingResponse<Policy>(createResponse),
    }),
  );

  async function decide(
    request: AuthorizationRequest,
    progress: Progress,
  ): Promise<AuthorizerResponse<Policy> | Failure> {
    const { stageArn, resource, apiKind } = request;
    const isWebSocket = apiKind === "websocket";
    const token = (isWebSocket ? extractWebSocketToken : extractToken)(request);
    if (isFailure(token)) {
      return token;
    }
    const verified = await authenticate(token, progress);
    if (isFailure(verified)) {
      return verified;
    }
    const { claims } = verified.decoded;
    const { policy: ofRules, respond } = verified.consequences;
    const verdict = askExtension ? await askExtension(claims, ofRules, request) : NO_CHANGE;
    if (isFailure(verdict)) {
      return verdict;
    }
    const { isDenied, rules, context } = verdict;
    const tokenPolicy = rules.length === 0 ? ofRules : ofRules.withRules(rules, claims);
    const policy = isDenied ? denyAll(stageArn, isWebSocket) : tokenPolicy.forStage(stageArn, isWebSocket);
    const respondWith = (document: Policy) =>
      verdict === NO_CHANGE
        ? respond(claims, document, apiKind)
        : createResponse(claims, document, apiKind, context);
    const response = isFailure(policy) ? policy : respondWith(policy);
    const ofRequest = isDenied ? EXTENSION_DENIES : tokenPolicy.refusalOf(resource, isWebSocket);
    const refusal = isFailure(response) ? undefined : ofRequest;
    if (refusal !== undefined) {
      log.refused(refusal, { ...contextOf(request, progress), satisfiedRules: tokenPolicy.satisfiedRules });
    }
    return response;
  }

  async function authorize(event: unknown): Promise<AuthorizerResponse<Policy>> {
    const request = parseRequest(event);
    if (isFailure(request)) {
      log.refused(request, {});
      throw INTERNAL;
    }
    const progress: Progress = { trustedIssuer: undefined, isKeyCurrent: () => false };
    const answer = await decide(request, progress);
    if (!isFailure(answer)) {
      return answer;
    }
    const isDenied = configuration.invalidTokenResponse === "deny" && isFinal(answer, progress);
    const outcome = isDenied ? "forbidden" : outcomeOf(answer.failure);
    log.refused(answer, { ...contextOf(request, progress), outcome });
    if (isDenied) {
      return createAnonymousResponse(denyAll(request.stageArn, request.apiKind === "websocket"));
    }
    throw outcome === "unauthorized" ? UNAUTHORIZED : INTERNAL;
  }

  return { authorize, prefetchKeys };
}

const NO_CHANGE = { isDenied: false, rules: [], context: undefined } as const;
const EXTENSION_DENIES = failure("extension_denies");

/** Of a zip that brings custom logic along while the configuration says nothing of it. */
const DEFAULT_EXTENSION_SETTINGS: ExtensionSettings = {
  module: undefined,
  perRequest: false,
  contextKeys: [],
  timeoutMilliseconds: 500,
};

/**
 * Whether no later decision could accept the same token, so that the gateway may keep the answer. A signature is only
 * refused for good by the very key that the token names: without a key id, or out of a key set that is due for a
 * refresh, the right key may be still to come.
 */
function isFinal({ failure: code }: Failure, { isKeyCurrent }: Progress): boolean {
  return isLasting(code) && (code !== "signature_invalid" || isKeyCurrent());
}

function contextOf(
  { stageArn, requestId }: AuthorizationRequest,
  { trustedIssuer }: Progress,
): RefusalContext {
  return { stageArn, requestId, trustedIssuer };
}
