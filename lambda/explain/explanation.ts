import type { ApiSettings } from "../src/config/apis.js";
import type { Configuration } from "../src/config/configuration.js";
import { type Failure, type FailureCode, isFailure, outcomeOf } from "../src/failure.js";
import type { JsonObject } from "../src/json.js";
import { appliesTo, type Rule } from "../src/policy/rule.js";
import { type Policy, policyBytes } from "../src/policy-document.js";
import { thumbprintIn } from "../src/token/confirmation.js";
import { type ApiRequest, parseApiRequest } from "./api-request.js";
import { createTokenDecider, type TokenDecisions } from "./decision.js";
import { apiNotes, type ExplainedApi, findExplainedApi } from "./explained-api.js";
import { refusalText } from "./refusal-text.js";
import { revocationNotes } from "./revocation-notes.js";
import { covers, explainRule, type RuleExplanation } from "./rule-explanation.js";
import type { TokenExplanation } from "./token-explanation.js";

/** The answer to one request, and the reason. */
export interface Answer {
  /** What the caller receives; 200 stands for the answer of the API. */
  readonly status: 200 | 401 | 403 | 500;
  /** The reason as in the log, and its explanation; null for an allowed request. */
  readonly reason: FailureCode | null;
  readonly explanation: string | null;
  /** The rules that allow or deny the request; if none does, those that would allow it if they were satisfied. */
  readonly rules: readonly number[];
}

/** One request and its answer. */
export interface RequestExplanation extends Answer {
  readonly request: string;
  /** If the token is refused regardless of the rules: the answer of the rules. Otherwise null. */
  readonly if_accepted: Answer | null;
}

/** The whole output of `explain`. */
export interface Explanation {
  readonly token: TokenExplanation;
  /** The key of the API for which it holds; null for an API that the configuration does not list. */
  readonly api: string | null;
  readonly rules: readonly RuleExplanation[];
  /** For REST and HTTP APIs; null if it would be too large. */
  readonly policy: Policy | null;
  /** The size of its JSON in UTF-8. API Gateway accepts 8192 bytes, including the caller's identity. */
  readonly policy_bytes: number | null;
  readonly requests: readonly RequestExplanation[];
  /** Limits of the explanation. */
  readonly notes: readonly string[];
}

/** What else an explanation can take into account. */
export interface ExplainOptions {
  /** By default, an API that the configuration does not list. */
  readonly api?: ExplainedApi;
  /** What is already known about the issuer's keys, such as keys that can't be used. */
  readonly notes?: readonly string[];
}

const STATUS_OF = { unauthorized: 401, forbidden: 403, internal: 500 } as const;

/**
 * Explains what a token may do.
 *
 * @param claims of the token
 * @param token what else is known about the token
 * @param requests in the format of `parseApiRequest`
 * @throws InputError if a request is invalid
 */
export function explain(
  configuration: Configuration,
  claims: JsonObject,
  token: TokenExplanation,
  requests: readonly string[],
  { api = findExplainedApi(configuration), notes = [] }: ExplainOptions = {},
): Explanation {
  const { rules } = configuration;
  const key = api.settings?.key;
  const decisions = createTokenDecider(configuration, api)(claims);
  const { policy } = decisions;
  const isBoundToKey = thumbprintIn(claims, "jkt") !== undefined;
  const explainRequest = (request: ApiRequest): RequestExplanation => {
    const answer = answerOf(configuration, claims, decisions, request, key);
    return token.refusal === null
      ? { request: request.text, ...answer, if_accepted: null }
      : { request: request.text, ...token.refusal, rules: [], if_accepted: answer };
  };
  return {
    token,
    api: key ?? null,
    rules: rules.map((rule, index) => explainRule(rule, index, claims, key)),
    policy: isFailure(policy) ? null : policy,
    policy_bytes: isFailure(policy) ? null : policyBytes(policy),
    requests: requests.map(parseApiRequest).map(explainRequest),
    notes: [
      ...notes,
      ...(isBoundToKey ? [BOUND_TO_KEY] : []),
      ...notesOf(configuration, api.settings),
      ...revocationNotes(configuration, claims),
    ],
  };
}

const BOUND_TO_KEY = "the token is bound to a key of its client (DPoP, cnf.jkt)";

/** What the rules alone don't show. */
export function notesOf(configuration: Configuration, api: ApiSettings | undefined): readonly string[] {
  const { rules, extension, trustedIssuers } = configuration;
  const isCertificateChecked = trustedIssuers.some(
    ({ certificateBoundTokens }) => certificateBoundTokens !== undefined,
  );
  const isProofChecked = trustedIssuers.some(({ dpopBoundTokens }) => dpopBoundTokens !== undefined);
  return [
    ...apiNotes(configuration, api),
    ...(rules.length === 0 ? ["there are no rules: an accepted token may call everything"] : []),
    ...(extension === undefined ? [] : ["the extension was not run: it may refuse the token or add rules"]),
    ...(isCertificateChecked
      ? [
          "the client's certificate was not checked: without the certificate that a token is bound to, and on WebSocket APIs, it gets a 401",
        ]
      : []),
    ...(isProofChecked
      ? [
          "no proof (DPoP) was checked: without the scheme DPoP and a new proof of the key that a token is bound to, and on WebSocket APIs, it gets a 401",
        ]
      : []),
  ];
}

function answerOf(
  configuration: Configuration,
  claims: JsonObject,
  { refusalOf, satisfiedRules }: TokenDecisions,
  request: ApiRequest,
  api: string | undefined,
): Answer {
  const refusal = refusalOf(request);
  const isDecider = DECIDERS[refusal?.failure ?? "allowed"] ?? (() => false);
  const rules = configuration.rules.flatMap((rule, index) =>
    appliesTo(rule, api) && isDecider(rule, satisfiedRules.includes(index)) && covers(rule, claims, request)
      ? [index]
      : [],
  );
  return { ...describeRefusal(refusal), rules };
}

/** For each answer that rules cause: which of the rules that cover the request are the cause. */
const DECIDERS: Partial<Record<FailureCode | "allowed", (rule: Rule, isSatisfied: boolean) => boolean>> = {
  allowed: ({ effect }, isSatisfied) => effect === "allow" && isSatisfied,
  rule_denies: ({ effect }, isSatisfied) => effect === "deny" && isSatisfied,
  rules_not_satisfied: ({ effect }, isSatisfied) => effect === "allow" && !isSatisfied,
};

/** A refusal as the caller and the log see it. */
function describeRefusal(refusal: Failure | undefined): Pick<Answer, "status" | "reason" | "explanation"> {
  return refusal === undefined
    ? { status: 200, reason: null, explanation: null }
    : {
        status: STATUS_OF[outcomeOf(refusal.failure)],
        reason: refusal.failure,
        explanation: refusalText(refusal),
      };
}
