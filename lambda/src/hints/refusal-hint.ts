import { isSymmetric } from "../algorithms.js";
import { algorithmsOf, type TrustedIssuer } from "../config/issuers.js";
import type { Failure } from "../failure.js";
import { isJsonObject, type JsonObject, own } from "../json.js";
import { createCondition, createTokenValues } from "../policy/conditions.js";
import { CHECKED_CLAIMS, TIME_CLAIMS } from "../token/claims.js";
import type { DecodedToken } from "../token/decode.js";
import { ACCEPTED_TYPES } from "../token/type.js";
import { type AudiencePlaces, audienceHint } from "./audience-hint.js";
import { kindOf } from "./kind.js";
import { timeHint } from "./time-hint.js";

/**
 * Says what differs between a refused token and what its issuer requires. The text contains no value of the token: only
 * constant words, orders of magnitude, and values of the configuration.
 *
 * @param refusal of a token whose issuer is known
 * @param issuer what a token of this issuer must have at the API
 * @returns undefined if there is nothing to add to the explanation
 */
export function refusalHint(
  { failure: code, detail = "" }: Failure,
  { alg, type, kid, claims }: Omit<DecodedToken, "iss">,
  issuer: TrustedIssuer,
  nowSeconds: number,
  places: AudiencePlaces,
): string | undefined {
  switch (code) {
    case "algorithm_not_allowed":
      return `${algorithmKind(alg, issuer)}; accepted for this issuer: ${algorithmsOf(issuer).join(", ")}`;
    case "token_type_wrong":
      return detail === "typ"
        ? `typ is ${type === undefined ? "missing" : "a different type"}; accepted for this issuer: ${acceptedTypes(issuer)}`
        : undefined;
    case "token_malformed":
      return faultyClaimHint(claims, detail);
    case "audience_mismatch":
      return audienceHint(claims, issuer, places);
    case "token_expired":
      return claimTimeHint("exp", claims, nowSeconds);
    case "token_not_yet_valid":
      return claimTimeHint(detail, claims, nowSeconds);
    case "token_too_old":
      return claimTimeHint("iat", claims, nowSeconds);
    case "required_claims_not_met":
      return `not met: ${unmetConditions(claims, issuer).join(", ")}`;
    case "sender_constrained":
      return detail === "" ? constraintHint(own(claims, "cnf")) : undefined;
    case "key_unknown":
      return kid === undefined ? "the token has no kid" : undefined;
    default:
      return undefined;
  }
}

function algorithmKind(alg: string, issuer: TrustedIssuer): string {
  const near = algorithmsOf(issuer).find((algorithm) => algorithm.toLowerCase() === alg.toLowerCase());
  if (near !== undefined) {
    return `alg differs from ${near} by upper and lower case`;
  }
  if (alg.toLowerCase() === "none") {
    return "the token is not signed (alg none)";
  }
  return isSymmetric(alg) ? "alg is an HMAC algorithm, for a shared secret" : "alg is a different algorithm";
}

/** The values of `typ` that an issuer's tokens may have, in words. */
export function acceptedTypes({ tokenType }: Pick<TrustedIssuer, "tokenType">): string {
  return tokenType ?? `${[...ACCEPTED_TYPES].join(", ")} or none`;
}

/** @param name the detail of the refusal: a claim, or what else is malformed */
function faultyClaimHint(claims: JsonObject, name: string): string | undefined {
  if (!CHECKED_CLAIMS.has(name)) {
    return undefined;
  }
  const value = own(claims, name);
  return typeof value === "string" && value !== "" && !TIME_CLAIMS.has(name)
    ? `${name} contains control characters`
    : typeof value === "number" && TIME_CLAIMS.has(name)
      ? `${name} is a number that is too large`
      : `${name} is ${kindOf(value)}`;
}

function claimTimeHint(name: string, claims: JsonObject, nowSeconds: number): string | undefined {
  const value = own(claims, name);
  return typeof value === "number" ? timeHint(name, value, nowSeconds) : undefined;
}

/** The conditions that a token does not meet, by their place in the configuration. */
export function unmetConditions(
  claims: JsonObject,
  { requiredClaims }: Pick<TrustedIssuer, "requiredClaims">,
): readonly string[] {
  const values = createTokenValues(claims);
  return requiredClaims.flatMap((condition, index) => {
    const isMet = createCondition({ effect: "allow", scopes: undefined, claims: [condition] })(values);
    return isMet ? [] : [`required_claims[${index}]`];
  });
}

/** RFC 9449 section 6.1, RFC 8705 section 3.1. */
function constraintHint(cnf: unknown): string | undefined {
  if (!isJsonObject(cnf)) {
    return undefined;
  }
  return Object.hasOwn(cnf, "jkt")
    ? "cnf has jkt: the token is for DPoP"
    : Object.hasOwn(cnf, "x5t#S256")
      ? "cnf has x5t#S256: the token is for mutual TLS"
      : undefined;
}
