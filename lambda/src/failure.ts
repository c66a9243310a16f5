/**
 * Every way in which a request can be refused, with the sentence that the operator reads. The lists are closed: a new
 * refusal is a new entry here.
 */

/** The token is invalid. API Gateway answers 401, or a 403 that it caches with `invalid_token_response = "deny"`. */
const LASTING = {
  token_malformed:
    "the token is not one well-formed JWT, or a header parameter or claim is missing or invalid (see detail and hint)",
  algorithm_not_allowed: "the token's alg is not among the algorithms of its issuer",
  issuer_unknown: "the token's iss does not exactly match any configured issuer",
  signature_invalid: "the signature does not verify with the issuer's key",
  audience_mismatch: "the audience claim contains none of the configured audiences",
  token_type_wrong: "typ is not an accepted token type, or the token is a security event token (events)",
  required_claims_not_met: "the token does not meet a condition of required_claims",
};

/** A 401 that is never cached: the decision may change later, or the client should get a new token. */
const UNAUTHORIZED = {
  token_missing: "there is no token at the configured token source",
  token_ambiguous:
    "there is more than one token at the token source, or the token is not at the authorizer's identity source",
  key_unknown: "the issuer's key set has no usable key for the token's kid and alg",
  token_expired: "exp is in the past by more than the clock skew",
  token_not_yet_valid: "nbf or iat is in the future by more than the clock skew",
  token_too_old: "iat is further in the past than max_token_age_seconds plus the clock skew",
  sender_constrained:
    "the token is bound to a key (cnf) in a way that its issuer does not allow or the client does not meet (see detail)",
  dpop_proof_invalid:
    "the token is bound to a key (DPoP), and the request has no valid proof of that key (see detail)",
  token_revoked: "an item in the table of revocation revokes the token (see detail)",
  token_not_revocable: "the token has none of the claims by which tokens are revoked (revocation.claims)",
};

/** The token is valid, but the policy does not allow the request. API Gateway answers 403 and caches the policy. */
const FORBIDDEN = {
  rules_not_satisfied: "no rule that the token satisfies allows this method and path",
  rule_denies: "a deny rule that the token satisfies covers this method and path",
  path_not_strict: "the path has a form that a backend might resolve to another path (strict_paths)",
  extension_denies: "custom logic (extension) refuses the token",
};

/** No decision is possible. API Gateway answers 500; the request is never let through. */
const INTERNAL = {
  extension_failed: "custom logic (extension) threw an error, took too long, or returned an invalid result",
  keys_unavailable: "the issuer's keys could not be fetched, and no usable cached key fits the token",
  revocation_unavailable: "the table of revocation could not be read (see detail)",
  configuration_unavailable:
    "the configuration could not be fetched, is invalid, or does not match the hash in the environment",
  dpop_replay_unavailable:
    "it cannot be recorded that a DPoP proof was used: the record is full, or its table cannot be written (see detail)",
  event_unrecognized:
    "the event is not one that an API Gateway authorizer receives, or was not sent to the alias of a token source (see detail)",
  response_too_large:
    "the policy and context together, or one resource in the policy, are larger than API Gateway accepts",
  unexpected_error: "an unexpected error in the function, most likely a defect of it",
};

const EXPLANATIONS = { ...LASTING, ...UNAUTHORIZED, ...FORBIDDEN, ...INTERNAL };

/** What the caller of the API sees of a refusal: `unauthorized` is a 401, `forbidden` a 403, `internal` a 500. */
export type Outcome = "unauthorized" | "forbidden" | "internal";

/** The stable name of a refusal, as it stands in the log. */
export type FailureCode = keyof typeof EXPLANATIONS;

/** All failure codes, for tests and documentation. */
export const FAILURE_CODES = Object.keys(EXPLANATIONS) as readonly FailureCode[];

/** A refusal, returned as a value by every step of the pipeline. */
export interface Failure {
  readonly failure: FailureCode;
  /** Constant text that narrows the code down, such as the name of a claim; never a value from the token. */
  readonly detail?: string;
  /** How the token differs from the configuration: constant words and values of the configuration, no value of the token. */
  readonly hint?: string | undefined;
  /** The key of the token's issuer in the configuration, once it is known. */
  readonly trustedIssuer?: string;
  /** Whether the refusal of this token may be cached, where the code alone does not tell. */
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

/** Whether the gateway may cache the refusal of this token. */
export function isLasting({ failure: code, isLasting = code in LASTING }: Failure): boolean {
  return isLasting;
}

/** What the caller sees of this refusal. */
export function outcomeOf(code: FailureCode): Outcome {
  if (code in LASTING || code in UNAUTHORIZED) {
    return "unauthorized";
  }
  return code in FORBIDDEN ? "forbidden" : "internal";
}

/** The sentence that tells an operator what the code means. */
export function explanationOf(code: FailureCode): string {
  return EXPLANATIONS[code];
}
