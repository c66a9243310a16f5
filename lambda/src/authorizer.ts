import { createAuthentication, type VerifiedToken } from "./authentication.js";
import { type ApiSettings, createApiSettings } from "./config/apis.js";
import type { Configuration } from "./config/configuration.js";
import type { Authorize } from "./extension/contract.js";
import { askExtension, type ExtensionSettings } from "./extension/extension.js";
import type { Verdict } from "./extension/result.js";
import { type Failure, failure, isFailure, isLasting, outcomeOf } from "./failure.js";
import { type ApiKind, type AuthorizationRequest, parseRequest } from "./gateway/request.js";
import { methodOf } from "./gateway/request-arn.js";
import { type AuthorizerResponse, createAnonymousResponse, createResponder } from "./gateway/response.js";
import { INTERNAL_ERROR, UNAUTHORIZED_ERROR } from "./gateway/thrown-errors.js";
import { createInvocations, lambdaRequestIdOf } from "./invocation.js";
import type { KeysReport } from "./keys/check-keys.js";
import type { FetchJson } from "./keys/fetch-json.js";
import type { TraceFetch } from "./keys/key-source.js";
import type { ReadSecret } from "./keys/shared-secret.js";
import type { DecisionFacts } from "./log/decision-facts.js";
import { createDecisionLog } from "./log/decision-log.js";
import { createPolicyCompiler, type TokenPolicy } from "./policy/compile.js";
import { denyAll } from "./policy/create-policy.js";
import type { RevocationReport } from "./revocation/check.js";
import { placeOf } from "./thrown-error.js";
import { createTokenChecks, type TokenChecksDependencies } from "./token-checks.js";
import { createTokenReaders } from "./token-readers.js";

/** Everything the authorizer needs from outside, so that a test can replace any of it. */
export interface AuthorizerDependencies extends TokenChecksDependencies {
  /** Milliseconds, with fractions, of a clock that is never set: it measures how long a decision takes. */
  readonly stopwatch: () => number;
  /** At least 0, less than 1. */
  readonly random: () => number;
  readonly fetchJson: FetchJson;
  readonly readSecret: ReadSecret;
  /** Undefined if fetches of keys are not traced. */
  readonly traceFetch?: TraceFetch | undefined;
  /** Custom logic, if there is any. */
  readonly extension?: Authorize | undefined;
  /** Writes a log line, which ends with a line feed. */
  readonly write: (line: string) => void;
  /** The name of the Lambda function, for its log lines. */
  readonly functionName: string;
}

/** Decides whether a request may reach the API. */
export interface Authorizer {
  /**
   * @param event the event of an API Gateway authorizer, in any of the four shapes
   * @param context the context of the Lambda invocation, the handler's second argument
   * @returns what the token may do on the stage, as a policy. It holds for every request that API Gateway's cache may
   * serve with it, and need not allow the request of this event.
   * @throws Error `Unauthorized`, which the gateway answers with a 401, or another error, which it answers with a 500
   */
  readonly authorize: (event: unknown, context?: unknown) => Promise<AuthorizerResponse>;
  /** Starts to fetch the keys, and opens a connection to the table of `revocation`, without waiting for them. */
  readonly prefetchKeys: () => void;
  /**
   * Fetches the keys that are missing or due, waits for that, and describes all key sources.
   *
   * @param context the context of the Lambda invocation
   */
  readonly checkKeys: (context: unknown) => Promise<KeysReport>;
  /** Reads the table of `revocation`. Undefined without one. */
  readonly checkRevocation: () => Promise<RevocationReport | undefined>;
}

/** A decision, as far as it has come. */
interface Decision {
  /** By the stopwatch. */
  readonly begunAt: number;
  /** The handler's second argument. */
  readonly context: unknown;
  readonly request?: AuthorizationRequest;
  readonly token?: VerifiedToken;
  /** Undefined until a token is looked for among those that were verified before. */
  readonly isTokenCached?: boolean;
}

/** The last answer to a kept token. The same stage and the same verdict give the same answer. */
interface KeptAnswer {
  /** The API that the policy is for. At another one, other rules may apply. */
  readonly api: ApiSettings | undefined;
  readonly rulesPolicy: TokenPolicy;
  readonly stageArn: string;
  readonly apiKind: ApiKind;
  /** Compared by identity, so that the verdict of custom logic, a new object each time, is never the same. */
  readonly verdict: Verdict;
  readonly response: AuthorizerResponse;
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
  const invocations = createInvocations();
  const log = createDecisionLog(configuration, dependencies, invocations.lambdaRequestId);
  const { recall, verify, prefetchKeys, checkKeys } = createAuthentication(configuration, dependencies, log);
  const findTokenReader = createTokenReaders(configuration);
  const apiSettings = createApiSettings(configuration.apis);
  const compilePolicy = createPolicyCompiler(configuration);
  const { extension, stopwatch } = dependencies;
  const extensionSettings = configuration.extension ?? DEFAULT_EXTENSION_SETTINGS;
  const createResponse = createResponder(configuration);
  const tokenChecks = createTokenChecks(configuration, dependencies, log);
  const keptAnswers = new WeakMap<VerifiedToken, KeptAnswer>();

  async function authorize(event: unknown, context: unknown): Promise<AuthorizerResponse> {
    const begunAt = stopwatch();
    invocations.begin(context);
    try {
      return await decide(event, context, begunAt);
    } catch (error) {
      if (error === UNAUTHORIZED_ERROR || error === INTERNAL_ERROR) {
        throw error;
      }
      log.refused(failure("unexpected_error", placeOf(error)), factsOf({ begunAt, context }));
      throw INTERNAL_ERROR;
    } finally {
      invocations.end();
    }
  }

  async function checkKeysIn(context: unknown): Promise<KeysReport> {
    invocations.begin(context);
    try {
      return await checkKeys();
    } finally {
      invocations.end();
    }
  }

  async function decide(event: unknown, context: unknown, begunAt: number): Promise<AuthorizerResponse> {
    const request = parseRequest(event);
    if (isFailure(request)) {
      log.refused(request, factsOf({ begunAt, context }));
      throw INTERNAL_ERROR;
    }

    const reader = findTokenReader(request.apiKind, context);
    if (isFailure(reader)) {
      return refuse(reader, request, { begunAt, context, request });
    }
    const credentials = reader.credentialsOf(request);
    if (isFailure(credentials)) {
      return refuse(credentials, request, { begunAt, context, request });
    }

    const api = apiSettings(request.stageArn);
    const recalled = recall(reader, credentials, api);
    const token = recalled ?? (await verify(reader, credentials, api));
    if (isFailure(token)) {
      return refuse(token, request, { begunAt, context, request, isTokenCached: recalled !== undefined });
    }

    const kept = keptAnswers.get(token);
    // Stale keys have to be asked for each time, so that a token which they verified is not recalled, but is kept.
    const isTokenCached = recalled !== undefined || kept !== undefined;
    const decision = { begunAt, context, request, token, isTokenCached };

    const checked = tokenChecks.check(token, credentials, request, api);
    const refusal = checked instanceof Promise ? await checked : checked;
    if (refusal !== undefined) {
      return refuse(withIssuer(refusal, token), request, decision);
    }
    const rulesPolicy =
      kept !== undefined && kept.api === api ? kept.rulesPolicy : compilePolicy(token.claims, api?.key);

    const verdict =
      extension === undefined
        ? NO_CHANGE
        : await askExtension(extension, extensionSettings, token.claims, rulesPolicy, request, api?.key);
    if (isFailure(verdict)) {
      return refuse(withIssuer(verdict, token), request, decision);
    }
    const policy =
      verdict.rules.length === 0 ? rulesPolicy : rulesPolicy.withRules(verdict.rules, token.claims);

    const { stageArn, apiKind } = request;
    const isAsBefore = kept?.verdict === verdict && kept.stageArn === stageArn && kept.apiKind === apiKind;
    const response = isAsBefore ? kept.response : respond(request, token, policy, verdict);
    if (isFailure(response)) {
      return refuse(withIssuer(response, token), request, decision);
    }
    if (token.isKept && !isAsBefore) {
      keptAnswers.set(token, { api, rulesPolicy, stageArn, apiKind, verdict, response });
    }
    logAccepted(request, decision, token, policy, verdict);
    return response;
  }

  /** Makes the answer for the whole stage. Nothing in it depends on the request but the stage and the kind of API. */
  function respond(
    { stageArn, apiKind }: AuthorizationRequest,
    { claims }: VerifiedToken,
    policy: TokenPolicy,
    verdict: Verdict,
  ): AuthorizerResponse | Failure {
    const isWebSocket = apiKind === "websocket";
    const document = verdict.isDenied
      ? denyAll(stageArn, isWebSocket)
      : policy.forStage(stageArn, isWebSocket);
    return isFailure(document) ? document : createResponse(claims, document, apiKind, verdict.context);
  }

  /** Answers 401 or 500, or a 403 that the gateway caches if `invalid_token_response` says so. */
  function refuse(refusal: Failure, request: AuthorizationRequest, decision: Decision): AuthorizerResponse {
    const isDenied = configuration.invalidTokenResponse === "deny" && isLasting(refusal);
    const outcome = isDenied ? "forbidden" : outcomeOf(refusal.failure);
    log.refused(refusal, { ...factsOf(decision), outcome });
    if (isDenied) {
      return createAnonymousResponse(denyAll(request.stageArn, request.apiKind === "websocket"));
    }
    throw outcome === "unauthorized" ? UNAUTHORIZED_ERROR : INTERNAL_ERROR;
  }

  /** The response is for the whole stage. This tells the operator whether it allows the request that asked. */
  function logAccepted(
    request: AuthorizationRequest,
    decision: Decision,
    token: VerifiedToken,
    policy: TokenPolicy,
    { isDenied }: Verdict,
  ): void {
    const isWebSocket = request.apiKind === "websocket";
    const refusal = isDenied ? EXTENSION_DENIES : policy.refusalOf(request.resource, isWebSocket);
    if (refusal === undefined) {
      const { claims, issuer } = token;
      log.allowed(issuer.trusted.key, claims, () => factsOf(decision));
    } else {
      const { satisfiedRules } = policy;
      log.refused(withIssuer(refusal, token), { ...factsOf(decision), satisfiedRules });
    }
  }

  /** What the log tells about a decision, whatever it is. */
  function factsOf({ begunAt, context, request, token, isTokenCached }: Decision): DecisionFacts {
    return {
      stageArn: request?.stageArn,
      method: request && methodOf(request),
      requestId: request?.requestId(),
      lambdaRequestId: lambdaRequestIdOf(context),
      durationMicroseconds: Math.round((stopwatch() - begunAt) * 1000),
      isTokenCached,
      keyAge: token?.keySource.ageOf(token.keys),
    };
  }

  function prefetch(): void {
    prefetchKeys();
    tokenChecks.prefetch();
  }

  return {
    authorize,
    prefetchKeys: prefetch,
    checkKeys: checkKeysIn,
    checkRevocation: tokenChecks.checkRevocation,
  };
}

const NO_CHANGE: Verdict = { isDenied: false, rules: [], context: {} };
const EXTENSION_DENIES = failure("extension_denies");

/** For a zip that contains custom logic while the configuration does not mention any. */
const DEFAULT_EXTENSION_SETTINGS: ExtensionSettings = {
  module: undefined,
  perRequest: false,
  contextKeys: [],
  timeoutMilliseconds: 500,
};

function withIssuer(refusal: Failure, token: VerifiedToken): Failure {
  return { ...refusal, trustedIssuer: token.issuer.trusted.key };
}
