/**
 * Every way in which a request can be refused. The union is closed: a new refusal is a new entry here, with the outcome
 * that the caller sees and the sentence that the operator reads.
 *
 * `unauthorized`: the token is at fault. API Gateway answers 401 and does not cache.
 * `forbidden`: the token is valid, but the policy does not allow the request. API Gateway answers 403 and caches the
 * policy.
 * `internal`: no decision could be made. API Gateway answers 500; the request is never let through.
 *
 * `isLasting`: the same token can never be accepted later, so its refusal may be cached.
 */
const FAILURES = {
  token_missing: {
    outcome: "unauthorized",
    explanation: "there is no token at the configured token source",
  },
  token_ambiguous: {
    outcome: "unauthorized",
    explanation:
      "there is more than one token at the token source, or the token is not at the authorizer's identity source",
  },
  token_malformed: {
    outcome: "unauthorized",
    isLasting: true,
    explanation: "the token is not one well-formed JWT in compact serialization",
  },
  algorithm_not_allowed: {
    outcome: "unauthorized",
    isLasting: true,
    explanation: "the token's alg is not among the algorithms of its issuer",
  },
  issuer_unknown: {
    outcome: "unauthorized",
    isLasting: true,
    explanation: "the token's iss equals no configured issuer, character by character",
  },
  key_unknown: {
    outcome: "unauthorized",
    explanation: "the issuer's key set has no usable key for the token's kid and alg",
  },
  signature_invalid: {
    outcome: "unauthorized",
    isLasting: true,
    explanation: "the signature does not verify with the issuer's key",
  },
  token_expired: {
    outcome: "unauthorized",
    explanation: "exp is more than the clock skew in the past",
  },
  token_not_yet_valid: {
    outcome: "unauthorized",
    explanation: "nbf or iat is more than the clock skew in the future",
  },
  audience_mismatch: {
    outcome: "unauthorized",
    isLasting: true,
    explanation: "the audience claim holds none of the configured audiences",
  },
  token_type_wrong: {
    outcome: "unauthorized",
    isLasting: true,
    explanation:
      "typ is not the type of an access token, or not token_type, or the token is a security event",
  },
  token_too_old: {
    outcome: "unauthorized",
    explanation: "iat is more than max_token_age_seconds and the clock skew in the past",
  },
  required_claims_not_met: {
    outcome: "unauthorized",
    isLasting: true,
    explanation: "a condition of required_claims does not hold for the token",
  },
  sender_constrained: {
    outcome: "unauthorized",
    explanation: "the token is bound to a key (cnf), but was sent as a bearer token",
  },
  rules_not_satisfied: {
    outcome: "forbidden",
    explanation: "no rule that the token satisfies allows this method and path",
  },
  rule_denies: {
    outcome: "forbidden",
    explanation: "a deny rule that the token satisfies covers this method and path",
  },
  path_not_strict: {
    outcome: "forbidden",
    explanation: "the path has a form that a backend might resolve to another path (strict_paths)",
  },
  extension_denies: {
    outcome: "forbidden",
    explanation: "custom logic (extension) refuses the token",
  },
  extension_failed: {
    outcome: "internal",
    explanation: "custom logic (extension) threw, took too long, or returned an invalid result",
  },
  keys_unavailable: {
    outcome: "internal",
    explanation: "the issuer's keys could not be fetched, and no cached key may still be used",
  },
  configuration_unavailable: {
    outcome: "internal",
    explanation: "the configuration could not be fetched, or its hash is not the one in the environment",
  },
  event_unrecognized: {
    outcome: "internal",
    explanation: "the event is not one that an API Gateway authorizer receives",
  },
  response_too_large: {
    outcome: "internal",
    explanation: "policy and context are larger than API Gateway accepts from an authorizer",
  },
} as const satisfies Record<string, Refusal>;

interface Refusal {
  readonly outcome: Outcome;
  readonly isLasting?: true;
  readonly explanation: string;
}

/** What the caller of the API sees of a refusal: `unauthorized` is a 401, `forbidden` a 403, `internal` a 500. */
export type Outcome = "unauthorized" | "forbidden" | "internal";

/** The stable name of a refusal, as it stands in the log. */
export type FailureCode = keyof typeof FAILURES;

/** All failure codes, for tests and documentation. */
export const FAILURE_CODES = Object.keys(FAILURES) as readonly FailureCode[];

/** A refusal, returned as a value by every step of the pipeline. */
export interface Failure {
  readonly failure: FailureCode;
  /** Constant text that narrows the code down, such as the name of a claim; never a value from the token. */
  readonly detail?: string;
  /** The key of the token's issuer in the configuration, once it is known. */
  readonly trustedIssuer?: string;
  /** Whether no later decision can accept the same token, where the code alone does not tell. */
  readonly isLasting?: boolean;
}

/**
 * Makes a refusal.
 *
 * @param code which one
 * @param detail constant text for the operator: the claim, header parameter or limit that failed
 */
export function failure(code: FailureCode, detail?: string): Failure {
  return detail === undefined ? { failure: code } : { failure: code, detail };
}

/** Tells a refusal from the value that a step returns when it succeeds. */
export function isFailure(value: unknown): value is Failure {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "failure");
}

/** Whether no later decision can accept the same token, so that the gateway may cache the refusal. */
export function isLasting({ failure: code, isLasting = "isLasting" in FAILURES[code] }: Failure): boolean {
  return isLasting;
}

/** What the caller sees of this refusal. */
export function outcomeOf(code: FailureCode): Outcome {
  return FAILURES[code].outcome;
}

/** The sentence that tells an operator what the code means. */
export function explanationOf(code: FailureCode): string {
  return FAILURES[code].explanation;
}
