import type { Configuration } from "../src/config/configuration.js";
import { type Failure, type FailureCode, isFailure, outcomeOf } from "../src/failure.js";
import { createResponder } from "../src/gateway/response.js";
import type { JsonObject } from "../src/json.js";
import { createPolicyCompiler, type TokenPolicy } from "../src/policy/compile.js";
import type { Policy } from "../src/policy/policy.js";
import type { Rule } from "../src/policy/rule.js";
import { type ApiRequest, parseApiRequest } from "./api-request.js";
import { refusalText } from "./refusal-text.js";
import { covers, explainRule, type RuleExplanation } from "./rule-explanation.js";
import type { TokenExplanation } from "./token-explanation.js";

/** What the caller sees of one request, and why. */
export interface RequestExplanation {
  readonly request: string;
  /** What the caller gets: 200 stands for whatever the API answers. */
  readonly status: 200 | 401 | 403 | 500;
  /** The reason as it stands in the log, and its explanation; null for a request that is allowed. */
  readonly reason: FailureCode | null;
  readonly explanation: string | null;
  /** The rules that decided: those that allow it, or deny it; or those that would allow it, if they were satisfied. */
  readonly rules: readonly number[];
}

/** Everything that `explain` has to say. */
export interface Explanation {
  readonly token: TokenExplanation;
  readonly rules: readonly RuleExplanation[];
  /** For REST and HTTP APIs; null where it would be too large. */
  readonly policy: Policy | null;
  /** As JSON, in UTF-8; API Gateway takes 8192 with the caller's identity beside it. */
  readonly policy_bytes: number | null;
  readonly requests: readonly RequestExplanation[];
  /** What has not been looked at. */
  readonly notes: readonly string[];
}

/** A stage for those who name none; its length counts in the policy's size. */
export const DEFAULT_STAGE_ARN = "arn:aws:execute-api:us-east-1:123456789012:abcdefghij/prod";

const STATUS_OF = { unauthorized: 401, forbidden: 403, internal: 500 } as const;

/**
 * Explains what a token may do.
 *
 * @param claims of the token
 * @param token what is known of the token beside its claims
 * @param requests as `parseApiRequest` reads them
 * @throws InputError if a request is none
 */
export function explain(
  configuration: Configuration,
  claims: JsonObject,
  token: TokenExplanation,
  requests: readonly string[],
  stageArn: string = DEFAULT_STAGE_ARN,
): Explanation {
  const { rules } = configuration;
  const tokenPolicy = createPolicyCompiler(configuration)(claims);
  const policy = tokenPolicy.forStage(stageArn, false);
  const decide = (request: ApiRequest): RequestExplanation =>
    token.refusal === null
      ? explainRequest(configuration, claims, tokenPolicy, request, stageArn)
      : { request: request.text, ...token.refusal, rules: [] };
  return {
    token,
    rules: rules.map((rule, index) => explainRule(rule, index, claims)),
    policy: isFailure(policy) ? null : policy,
    policy_bytes: isFailure(policy) ? null : Buffer.byteLength(JSON.stringify(policy)),
    requests: requests.map(parseApiRequest).map(decide),
    notes: notesOf(configuration),
  };
}

/** What no rule says, and what has not been looked at. */
export function notesOf({ rules, extension }: Configuration): readonly string[] {
  return [
    ...(rules.length === 0 ? ["there are no rules: an accepted token may call everything"] : []),
    ...(extension === undefined
      ? []
      : ["the extension has not been asked: it may refuse the token, and add rules"]),
  ];
}

/**
 * Decides one request as the authorizer does, of an API whose kind is unknown: what one kind can't be answered is a
 * refusal for all.
 *
 * @returns undefined if it is allowed
 */
export function decideRequest(
  configuration: Configuration,
  claims: JsonObject,
  tokenPolicy: TokenPolicy,
  { resource, isWebSocket }: Pick<ApiRequest, "resource" | "isWebSocket">,
  stageArn: string = DEFAULT_STAGE_ARN,
): Failure | undefined {
  const policy = tokenPolicy.forStage(stageArn, isWebSocket);
  if (isFailure(policy)) {
    return policy;
  }
  const createResponse = createResponder(configuration);
  const kinds = isWebSocket ? (["websocket"] as const) : (["rest", "http"] as const);
  const responses = kinds.map((kind) => createResponse(claims, policy, kind));
  return responses.find(isFailure) ?? tokenPolicy.refusalOf(resource, isWebSocket);
}

function explainRequest(
  configuration: Configuration,
  claims: JsonObject,
  tokenPolicy: TokenPolicy,
  request: ApiRequest,
  stageArn: string,
): RequestExplanation {
  const refusal = decideRequest(configuration, claims, tokenPolicy, request, stageArn);
  const isDecider = DECIDERS[refusal?.failure ?? "allowed"] ?? (() => false);
  const rules = configuration.rules.flatMap((rule, index) =>
    isDecider(rule, tokenPolicy.satisfiedRules.includes(index)) && covers(rule, claims, request)
      ? [index]
      : [],
  );
  return { request: request.text, ...describeRefusal(refusal), rules };
}

/** Of what there is to blame a rule for, which rules that are about the request these are. */
const DECIDERS: Partial<Record<FailureCode | "allowed", (rule: Rule, isSatisfied: boolean) => boolean>> = {
  allowed: ({ effect }, isSatisfied) => effect === "allow" && isSatisfied,
  rule_denies: ({ effect }, isSatisfied) => effect === "deny" && isSatisfied,
  rules_not_satisfied: ({ effect }, isSatisfied) => effect === "allow" && !isSatisfied,
};

/** A refusal as the caller and the log see it. */
function describeRefusal(
  refusal: Failure | undefined,
): Pick<RequestExplanation, "status" | "reason" | "explanation"> {
  return refusal === undefined
    ? { status: 200, reason: null, explanation: null }
    : {
        status: STATUS_OF[outcomeOf(refusal.failure)],
        reason: refusal.failure,
        explanation: refusalText(refusal),
      };
}
