import { createAuthentication, type Progress, type VerifiedToken } from "./authentication.js";
import type { Configuration } from "./config/configuration.js";
import type { Authorize } from "./extension/contract.js";
import { type AskExtension, createExtension, type ExtensionSettings } from "./extension/extension.js";
import type { Verdict } from "./extension/result.js";
import { type Failure, failure, isFailure, isLasting, outcomeOf } from "./failure.js";
import { INTERNAL, UNAUTHORIZED } from "./gateway/errors.js";
import { type AuthorizationRequest, createRequestParser } from "./gateway/request.js";
import {
  type AuthorizerResponse,
  createAnonymousResponse,
  createResponder,
  keepingResponse,
} from "./gateway/response.js";
import type { FetchJson } from "./keys/fetch-json.js";
import type { ReadSecret } from "./keys/shared-secret.js";
import { createPolicyCompiler, type TokenPolicy } from "./policy/compile.js";
import { denyAll, type Policy } from "./policy/policy.js";
import { type Ready, whenReady } from "./ready.js";
import { createDecisionLog, type RefusalContext } from "./telemetry/decision-log.js";
import { createTokenExtractor, type TokenSource } from "./token/extract.js";

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

type Answer = AuthorizerResponse<Policy> | Failure;

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
  const parseRequest = createRequestParser();
  const compilePolicy = createPolicyCompiler(configuration);
  const createResponse = createResponder(configuration);
  const askExtension =
    dependencies.extension &&
    createExtension(dependencies.extension, configuration.extension ?? DEFAULT_EXTENSION_SETTINGS);
  const { createAuthenticator, prefetchKeys } = createAuthentication(
    configuration,
    dependencies,
    log,
    (claims, isReturning): Consequences => {
      const policy = compilePolicy(claims);
      return isReturning
        ? { policy, respond: keepingResponse<Policy>(createResponse) }
        : { policy, respond: createResponse };
    },
  );

  const authenticateAt = (source: TokenSource) => {
    const extractor = createTokenExtractor(source);
    const authenticate = createAuthenticator(extractor);
    return (request: AuthorizationRequest, progress: Progress) => {
      const credentials = extractor.credentialsOf(request);
      return isFailure(credentials) ? credentials : authenticate(credentials, progress);
    };
  };
  const authenticate = authenticateAt(configuration.tokenSource);
  const authenticateWebSocket = authenticateAt(configuration.websocketTokenSource);

  function decide(request: AuthorizationRequest, progress: Progress): Ready<Answer> {
    const isWebSocket = request.apiKind === "websocket";
    const authenticated = (isWebSocket ? authenticateWebSocket : authenticate)(request, progress);
    return whenReady(authenticated, (verified): Ready<Answer> => {
      if (isFailure(verified)) {
        return verified;
      }
      return askExtension === undefined
        ? answerOf(request, verified, NO_CHANGE, progress)
        : answerWithExtension(askExtension, request, verified, progress);
    });
  }

  async function answerWithExtension(
    ask: AskExtension,
    request: AuthorizationRequest,
    verified: VerifiedToken<Consequences>,
    progress: Progress,
  ): Promise<Answer> {
    const verdict = await ask(verified.decoded.claims, verified.consequences.policy, request);
    return isFailure(verdict) ? verdict : answerOf(request, verified, verdict, progress);
  }

  function answerOf(
    request: AuthorizationRequest,
    { decoded: { claims }, consequences }: VerifiedToken<Consequences>,
    verdict: Verdict,
    progress: Progress,
  ): Answer {
    const { stageArn, resource, apiKind } = request;
    const { isDenied, rules, context } = verdict;
    const isWebSocket = apiKind === "websocket";
    const { policy: ofRules, respond } = consequences;
    const tokenPolicy = rules.length === 0 ? ofRules : ofRules.withRules(rules, claims);
    const policy = isDenied ? denyAll(stageArn, isWebSocket) : tokenPolicy.forStage(stageArn, isWebSocket);
    if (isFailure(policy)) {
      return policy;
    }
    const response =
      verdict === NO_CHANGE
        ? respond(claims, policy, apiKind)
        : createResponse(claims, policy, apiKind, context);
    if (isFailure(response)) {
      return response;
    }
    const refusal = isDenied ? EXTENSION_DENIES : tokenPolicy.refusalOf(resource, isWebSocket);
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
    const progress: Progress = { trustedIssuer: undefined, isKeyCurrent: NOT_CHECKED };
    const decided = decide(request, progress);
    const answer = decided instanceof Promise ? await decided : decided;
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

const NO_CHANGE: Verdict = { isDenied: false, rules: [], context: {} };
const NOT_CHECKED = (): boolean => false;
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
  return { stageArn, requestId: requestId(), trustedIssuer };
}
