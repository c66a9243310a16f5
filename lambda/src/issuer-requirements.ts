import type { SigningAlgorithm } from "./algorithms.js";
import type { ApiSettings } from "./config/apis.js";
import type { Configuration } from "./config/configuration.js";
import { algorithmsOf, type TrustedIssuer } from "./config/issuers.js";
import { type Failure, failure } from "./failure.js";
import type { JsonObject } from "./json.js";
import { createCondition, createTokenValues } from "./policy/conditions.js";
import { checkClaims } from "./token/claims.js";
import type { DecodedToken } from "./token/decode.js";
import { checkType } from "./token/type.js";

/** All that a token of one issuer is checked against, but its keys. */
export type IssuerRequirements = TrustedIssuer & Pick<Configuration, "clockSkewSeconds">;

/** All that a token of an issuer is checked against at one API. */
export function requirementsAt(
  api: ApiSettings | undefined,
  trusted: IssuerRequirements,
): IssuerRequirements {
  return api?.audience === undefined ? trusted : { ...trusted, audience: api.audience };
}

/**
 * Checks what a token's header must be for its issuer, before a key is looked for.
 *
 * @returns the algorithm to verify the signature with
 */
export function checkHeader({ type, alg }: DecodedToken, trusted: TrustedIssuer): SigningAlgorithm | Failure {
  return (
    checkType(type, trusted.tokenType) ??
    algorithmsOf(trusted).find((algorithm) => algorithm === alg) ??
    failure("algorithm_not_allowed")
  );
}

/**
 * Checks what a token's claims must be for its issuer.
 *
 * @param now milliseconds since the epoch
 * @returns the refusal, or undefined if all hold
 */
export function checkVerifiedClaims(
  claims: JsonObject,
  trusted: IssuerRequirements,
  now: number,
): Failure | undefined {
  const refusal = checkClaims(claims, trusted, secondsOf(now));
  if (refusal !== undefined || trusted.requiredClaims.length === 0) {
    return refusal;
  }
  const areMet = createCondition({ effect: "allow", scopes: undefined, claims: trusted.requiredClaims });
  return areMet(createTokenValues(claims)) ? undefined : failure("required_claims_not_met");
}

/** Whole seconds since the epoch. */
export function secondsOf(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
