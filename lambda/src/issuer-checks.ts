import type { SigningAlgorithm } from "./algorithms.js";
import type { TrustedIssuer } from "./config/issuers.js";
import { type Failure, failure } from "./failure.js";
import type { JsonObject } from "./json.js";
import { createCondition, createTokenValues } from "./policy/conditions.js";
import { checkClaims, checkTimes } from "./token/claims.js";
import type { DecodedToken } from "./token/decode.js";
import { checkType } from "./token/type.js";

/** All that a token of one issuer has to be, but for its signature. */
export interface IssuerChecks {
  /** Before a key is looked for. @returns the algorithm to verify the signature with */
  readonly checkHeader: (token: DecodedToken) => SigningAlgorithm | Failure;
  /**
   * @param now milliseconds since the epoch
   * @returns undefined if the claims are in order
   */
  readonly checkClaims: (claims: JsonObject, now: number) => Failure | undefined;
  /** The part of {@link checkClaims} that comes out otherwise at another time. */
  readonly checkTimes: (claims: JsonObject, now: number) => Failure | undefined;
}

/** Makes the checks of one issuer's tokens. */
export function createIssuerChecks(issuer: TrustedIssuer, clockSkewSeconds: number): IssuerChecks {
  const { audience, audienceClaim, maxTokenAgeSeconds, requiredClaims, tokenType } = issuer;
  const requirements = { audience, audienceClaim, maxTokenAgeSeconds, clockSkewSeconds };
  const algorithms: readonly SigningAlgorithm[] = issuer.keysFrom.algorithms;
  const areRequirementsMet = createCondition({ effect: "allow", scopes: undefined, claims: requiredClaims });
  return {
    checkHeader: ({ type, alg }) =>
      checkType(type, tokenType) ??
      algorithms.find((algorithm) => algorithm === alg) ??
      failure("algorithm_not_allowed"),
    checkClaims: (claims, now) => {
      const refusal = checkClaims(claims, requirements, secondsOf(now));
      if (refusal !== undefined || requiredClaims.length === 0) {
        return refusal;
      }
      return areRequirementsMet(createTokenValues(claims)) ? undefined : failure("required_claims_not_met");
    },
    checkTimes: (claims, now) => checkTimes(claims, requirements, secondsOf(now)),
  };
}

function secondsOf(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
