import { type ClaimReference, readClaim } from "../claim-reference.js";
import { type Failure, failure } from "../failure.js";
import { type JsonObject, own } from "../json.js";

/** What a token has to say to be for this API, now. */
export interface ClaimRequirements {
  /** Of these, the audience claim must hold at least one. */
  readonly audience: readonly string[];
  /** Where the audience is: `aud`, unless the issuer's tokens have it elsewhere. */
  readonly audienceClaim: ClaimReference;
  /** How long after `iat` a token is good for at most, in seconds; undefined for as long as `exp` says. */
  readonly maxTokenAgeSeconds: number | undefined;
  /** How far the issuer's clock may be from ours, in seconds. */
  readonly clockSkewSeconds: number;
}

/**
 * Checks the registered claims of a token whose signature has been verified (RFC 7519 section 4.1), more strictly
 * than a JWT library does by itself: `exp` is required, a time must be a number whose value is exact, `iat` may
 * not be in the future, and a token that isn't a plain bearer token is refused.
 *
 * @param nowSeconds the time of the decision, in seconds since the epoch
 * @returns the refusal, or undefined if all hold
 */
export function checkClaims(
  claims: JsonObject,
  requirements: ClaimRequirements,
  nowSeconds: number,
): Failure | undefined {
  return (
    checkKind(claims) ??
    checkIdentity(claims) ??
    checkAudience(claims, requirements) ??
    checkTimes(claims, requirements, nowSeconds)
  );
}

/** Proof-of-possession tokens (RFC 7800) are no bearer tokens; `events` marks RFC 8417 and logout tokens. */
function checkKind(claims: JsonObject): Failure | undefined {
  if (Object.hasOwn(claims, "cnf")) {
    return failure("sender_constrained");
  }
  return Object.hasOwn(claims, "events") ? failure("token_type_wrong", "events") : undefined;
}

/**
 * The claims that say who the caller is. One that is not a text (RFC 7519 section 4.1.2), is empty, or holds control
 * characters is no identity: it must neither fall through to the next claim, nor become equal to another by cleaning.
 */
function checkIdentity(claims: JsonObject): Failure | undefined {
  for (const name of IDENTITY_CLAIMS) {
    const value = own(claims, name);
    if (value !== undefined && !(typeof value === "string" && IDENTITY.test(value))) {
      return failure("token_malformed", name);
    }
  }
  return undefined;
}

const IDENTITY_CLAIMS = ["sub", "client_id", "azp"];

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const IDENTITY = /^[^\u0000-\u001f\u007f-\u009f]+$/;

function checkAudience(
  claims: JsonObject,
  { audience, audienceClaim }: ClaimRequirements,
): Failure | undefined {
  const value = readClaim(claims, audienceClaim);
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.some((item) => typeof item === "string" && audience.includes(item))
    ? undefined
    : failure("audience_mismatch");
}

/**
 * The checks of {@link checkClaims} that come out otherwise at another time.
 *
 * @param nowSeconds the time of the decision, in seconds since the epoch
 */
export function checkTimes(
  claims: JsonObject,
  { clockSkewSeconds, maxTokenAgeSeconds }: ClaimRequirements,
  nowSeconds: number,
): Failure | undefined {
  const exp = own(claims, "exp");
  const nbf = own(claims, "nbf");
  const iat = own(claims, "iat");
  if (!isNumericDate(exp)) {
    return failure("token_malformed", "exp");
  }
  if (nbf !== undefined && !isNumericDate(nbf)) {
    return failure("token_malformed", "nbf");
  }
  if (iat !== undefined && !isNumericDate(iat)) {
    return failure("token_malformed", "iat");
  }
  if (exp <= nowSeconds - clockSkewSeconds) {
    return failure("token_expired");
  }
  const latestStart = nowSeconds + clockSkewSeconds;
  if (nbf !== undefined && nbf > latestStart) {
    return failure("token_not_yet_valid", "nbf");
  }
  if (iat !== undefined && iat > latestStart) {
    return failure("token_not_yet_valid", "iat");
  }
  if (maxTokenAgeSeconds === undefined) {
    return undefined;
  }
  if (iat === undefined) {
    return failure("token_malformed", "iat");
  }
  return iat + maxTokenAgeSeconds <= nowSeconds - clockSkewSeconds ? failure("token_too_old") : undefined;
}

/** Seconds, perhaps with a fraction; beyond 2^53 - 1 two different times would compare equal. */
function isNumericDate(value: unknown): value is number {
  return typeof value === "number" && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}
