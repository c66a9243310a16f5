import type { Configuration } from "./config/configuration.js";
import type { Authorize } from "./extension/contract.js";
import { createExtension, type ExtensionSettings } from "./extension/extension.js";
import { type Failure, failure, isFailure, isLasting, outcomeOf } from "./failure.js";
import { INTERNAL, UNAUTHORIZED } from "./gateway/errors.js";
import { type AuthorizationRequest, parseRequest } from "./gateway/request.js";
import { type AuthorizerResponse, createAnonymousResponse, createResponder } from "./gateway/response.js";
import { createIssuerChecks, type IssuerChecks } from "./issuer-checks.js";
import type { JsonObject } from "./json.js";
import type { FetchJson } from "./keys/fetch-json.js";
import { createKeySources } from "./keys/issuer-keys.js";
import type { ArrivedKeyRequest, KeySource } from "./keys/key-source.js";
import type { ReadSecret } from "./keys/shared-secret.js";
import { createPolicyCompiler } from "./policy/compile.js";
import { createPolicyMemo, type PolicyOf } from "./policy/memo.js";
import { denyAll, type Policy } from "./policy/policy.js";
import { createDecisionLog, type RefusalContext } from "./telemetry/decision-log.js";
import { createTokenDecoder } from "./token/decode.js";
import { createTokenExtractor } from "./token/extract.js";
import { verifySignature } from "./token/verify.js";

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

interface Issuer extends IssuerChecks {
  /** Its key in the configuration. */
  readonly key: string;
  readonly keys: KeySource;
}

/** An object around the claims, for a token may well have one called `failure`. */
interface VerifiedToken {
  readonly claims: JsonObject;
}

/** What the pipeline gets to know on its way, for the log and for the answer to a refusal. */
interface Progress {
  trustedIssuer: string | undefined;
  /** Whether the signature was checked with the key that the token names, out of a key set within its time. */
  isKeyCurrent: () => boolean;
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
  const { now, write } = dependencies;
  const log = createDecisionLog(write);
  const decodeToken = createTokenDecoder();
  const extractToken = createTokenExtractor(configuration.tokenSource);
  const extractWebSocketToken = createTokenExtractor(configuration.websocketTokenSource);
  const compilePolicy = createPolicyCompiler(configuration);
  const policyOf: PolicyOf =
    configuration.rules.length === 0
      ? (_token, claims) => compilePolicy(claims)
      : createPolicyMemo(compilePolicy);
  const createResponse = createResponder(configuration);
  const askExtension =
    dependencies.extension &&
    createExtension(dependencies.extension, configuration.extension ?? DEFAULT_EXTENSION_SETTINGS);
  const keySources = createKeySources(configuration.trustedIssuers, dependencies, ({ key }) => ({
    fetchFailed: (reason) => log.fetchFailed(key, reason),
    keysSkipped: (reasons) => log.keysSkipped(key, reasons),
  }));
  const issuers = new Map<unknown, Issuer>(
    keySources.map(([trusted, keys]) => [
      trusted.issuer,
      { key: trusted.key, keys, ...createIssuerChecks(trusted, configuration.clockSkewSeconds) },
    ]),
  );

  async function authenticate(token: string, progress: Progress): Promise<VerifiedToken | Failure> {
    const arrivedAt = now();
    const decoded = decodeToken(token);
    if (isFailure(decoded)) {
      return decoded;
    }
    const issuer = issuers.get(decoded.iss);
    if (issuer === undefined) {
      return failure("issuer_unknown");
    }
    progress.trustedIssuer = issuer.key;
    const { kid, claims } = decoded;
    const alg = issuer.checkHeader(decoded);
    if (isFailure(alg)) {
      return alg;
    }
    const refusal =
      (await verify(token, issuer.keys, { alg, kid, arrivedAt }, progress)) ??
      issuer.checkClaims(claims, now());
    return refusal ?? { claims };
  }

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
    const { claims } = verified;
    const ofRules = policyOf(token, claims);
    const verdict = askExtension ? await askExtension(claims, ofRules, request) : NO_CHANGE;
    if (isFailure(verdict)) {
      return verdict;
    }
    const { isDenied, rules, context } = verdict;
    const tokenPolicy = rules.length === 0 ? ofRules : ofRules.withRules(rules, claims);
    const policy = isDenied ? denyAll(stageArn, isWebSocket) : tokenPolicy.forStage(stageArn, isWebSocket);
    const response = isFailure(policy) ? policy : createResponse(claims, policy, apiKind, context);
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

  function prefetchKeys(): void {
    for (const { keys } of issuers.values()) {
      keys.prefetch();
    }
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

/** Verifies a token's signature with the issuer's keys, and with newer ones where it may have such. */
async function verify(
  token: string,
  source: KeySource,
  request: ArrivedKeyRequest,
  progress: Progress,
): Promise<Failure | undefined> {
  const keys = await source.find(request);
  if (isFailure(keys)) {
    return keys;
  }
  // Where keys have no id, a token's `kid` names none of them.
  progress.isKeyCurrent = () =>
    request.kid !== undefined && source.findNewer === undefined && source.areCurrent(keys);
  const refusal = verifySignature(token, keys);
  const newer = refusal && (await source.findNewer?.(request, keys));
  return newer === undefined ? refusal : verifySignature(token, newer);
}

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
