import { algorithmsOf } from "../src/config/issuers.js";
import { type Failure, failure, isFailure } from "../src/failure.js";
import { unmetConditions } from "../src/hints/refusal-hint.js";
import { checkHeader, checkVerifiedClaims, type IssuerRequirements } from "../src/issuer-requirements.js";
import type { JsonObject } from "../src/json.js";
import type { DecodedToken } from "../src/token/decode.js";

/** More rounds than there are checks. */
const MAX_ROUNDS = 20;

/**
 * Finds everything that is wrong with a token except its signature, in the order of the authorizer's checks. The
 * authorizer stops at the first fault. So its own checks run repeatedly, each time on a copy without the fault that they
 * found before.
 *
 * @param now milliseconds since the epoch
 */
export function tokenFaults(
  decoded: DecodedToken,
  issuer: IssuerRequirements,
  now: number,
): readonly Failure[] {
  const unmet = unmetConditions(decoded.claims, issuer);
  return [
    ...headerFaults(decoded, issuer),
    ...claimFaults(decoded.claims, { ...issuer, requiredClaims: [] }, now),
    // On the token's own claims: a claim that a repair removed may be the one that a condition reads.
    ...(unmet.length === 0 ? [] : [failure("required_claims_not_met")]),
  ];
}

function headerFaults(decoded: DecodedToken, issuer: IssuerRequirements): readonly Failure[] {
  return faultsOf(decoded, (token) => {
    const alg = checkHeader(token, issuer);
    if (!isFailure(alg)) {
      return undefined;
    }
    const [accepted = ""] = algorithmsOf(issuer);
    const isType = alg.failure === "token_type_wrong";
    return {
      fault: alg,
      repaired: isType ? { ...token, type: issuer.tokenType } : { ...token, alg: accepted },
    };
  });
}

/** Has no dots or slashes, and no provider has a claim of this name. */
const REPAIRED_AUDIENCE = " repaired audience";

function claimFaults(claims: JsonObject, issuer: IssuerRequirements, now: number): readonly Failure[] {
  return faultsOf({ claims, issuer }, (token) => {
    const fault = checkVerifiedClaims(token.claims, token.issuer, now);
    if (fault === undefined) {
      return undefined;
    }
    if (fault.failure === "audience_mismatch") {
      const accepted = { audience: [REPAIRED_AUDIENCE], audienceClaim: [REPAIRED_AUDIENCE] };
      const repaired = { ...token.claims, [REPAIRED_AUDIENCE]: REPAIRED_AUDIENCE };
      return { fault, repaired: { claims: repaired, issuer: { ...token.issuer, ...accepted } } };
    }
    return { fault, repaired: { ...token, claims: repairedClaims(token.claims, fault, now) } };
  });
}

/** The same claims without the one that was refused, or with a right value if it is required. */
function repairedClaims(
  claims: JsonObject,
  { failure: code, detail = "" }: Failure,
  now: number,
): JsonObject {
  const nowSeconds = Math.floor(now / 1000);
  const name = CLAIM_OF[code] ?? detail;
  const { [name]: _, ...others } = claims;
  return name === "exp"
    ? { ...others, exp: nowSeconds + 1 }
    : name === "iat"
      ? { ...others, iat: nowSeconds }
      : others;
}

const CLAIM_OF: Readonly<Partial<Record<Failure["failure"], string>>> = {
  sender_constrained: "cnf",
  token_expired: "exp",
  token_too_old: "iat",
};

/** @param check finds a fault in a subject, and repairs it in a copy */
function faultsOf<Subject>(
  subject: Subject,
  check: (subject: Subject) => { readonly fault: Failure; readonly repaired: Subject } | undefined,
): readonly Failure[] {
  const faults: Failure[] = [];
  let found = check(subject);
  while (found !== undefined && faults.length < MAX_ROUNDS && !isAmong(faults, found.fault)) {
    faults.push(found.fault);
    found = check(found.repaired);
  }
  return faults;
}

/** Whether the same fault is already known: a repair that did not help must not be repeated forever. */
export function isAmong(faults: readonly Failure[], fault: Failure): boolean {
  return faults.some(({ failure: code, detail }) => code === fault.failure && detail === fault.detail);
}
