import { type ClaimReference, readClaim } from "../claim-reference.js";
import { type Failure, failure } from "../failure.js";
import { type JsonObject, own } from "../json.js";
import { type BoundTokens, thumbprintIn } from "./confirmation.js";

/** What the claims of a token must satisfy. */
export interface ClaimRequirements {
  /** The audience claim must hold at least one of these. Without any, no token is accepted. */
  readonly audience: readonly string[];
  /** The claim that holds the audience, usually `aud`. */
  readonly audienceClaim: ClaimReference;
  /** How many seconds after `iat` a token is accepted at most; undefined for no limit but `exp`. */
  readonly maxTokenAgeSeconds: number | undefined;
  /** How many seconds the issuer's clock may differ from ours. */
  readonly clockSkewSeconds: number;
  /** Undefined if a token that is bound to a certificate is refused. */
  readonly certificateBoundTokens: BoundTokens | undefined;
  /** Undefined if a token that is bound to a key (DPoP) is refused. */
  readonly dpopBoundTokens: BoundTokens | undefined;
}

/**
 * Checks the registered claims of a token whose signature has been verified (RFC 7519 section 4.1). It is stricter than
 * a JWT library: `exp` is required, a time must be an exact number, `iat` must not be in the future, and only plain
 * bearer tokens are accepted.
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
    checkKind(claims, requirements) ??
    checkIdentity(claims) ??
    checkAudience(claims, requirements) ??
    checkTimes(claims, requirements, nowSeconds)
  );
}

type BindingRequirements = Pick<ClaimRequirements, "certificateBoundTokens" | "dpopBoundTokens">;

/** Proof-of-possession tokens (RFC 7800) are not bearer tokens; `events` marks security event and logout tokens (RFC 8417). */
function checkKind(claims: JsonObject, requirements: BindingRequirements): Failure | undefined {
  const isBound = Object.hasOwn(claims, "cnf");
  if (isBound && !isBindingAllowed(claims, requirements)) {
    return failure("sender_constrained");
  }
  if (!isBound && requirements.dpopBoundTokens === "required") {
    return failure("sender_constrained", "the token is not bound to a key (DPoP), which its issuer requires");
  }
  if (!isBound && requirements.certificateBoundTokens === "required") {
    return failure(
      "sender_constrained",
      "the token is not bound to a certificate, which its issuer requires",
    );
  }
  return Object.hasOwn(claims, "events") ? failure("token_type_wrong", "events") : undefined;
}

/** Each binding is allowed by itself: an issuer that requires one and allows the other accepts both. */
function isBindingAllowed(
  claims: JsonObject,
  { certificateBoundTokens, dpopBoundTokens }: BindingRequirements,
): boolean {
  return (
    (certificateBoundTokens !== undefined && thumbprintIn(claims, "x5t#S256") !== undefined) ||
    (dpopBoundTokens !== undefined && thumbprintIn(claims, "jkt") !== undefined)
  );
}

/** A claim that identifies the caller, or a time. Some providers write null for one that a token does not have. */
function given(claims: JsonObject, name: string): unknown {
  return own(claims, name) ?? undefined;
}

/**
 * Checks the claims that identify the caller. An empty one is absent: a service token may have its identity in another
 * claim. A value that is not a string (RFC 7519 section 4.1.2) or holds control characters is invalid: it must neither
 * fall through to the next claim, nor become equal to another caller's when the control characters are removed.
 */
function checkIdentity(claims: JsonObject): Failure | undefined {
  for (const name of IDENTITY_CLAIMS) {
    const value = given(claims, name) ?? "";
    if (!(typeof value === "string" && IDENTITY.test(value))) {
      return failure("token_malformed", name);
    }
  }
  return undefined;
}

/** The claims that identify the caller. */
const IDENTITY_CLAIMS: readonly string[] = ["sub", "client_id", "azp"];

/** The registered claims that are times (RFC 7519 section 4.1). */
export const TIME_CLAIMS: ReadonlySet<string> = new Set(["exp", "nbf", "iat"]);

/** The claims that can be malformed. Such a refusal has the claim's name as its detail. */
export const CHECKED_CLAIMS: ReadonlySet<string> = new Set([...TIME_CLAIMS, ...IDENTITY_CLAIMS]);

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const IDENTITY = /^[^\u0000-\u001f\u007f-\u009f]*$/;

/** Makes the check of the audience of {@link checkClaims}. */
export function checkAudience(
  claims: JsonObject,
  { audience, audienceClaim }: Pick<ClaimRequirements, "audience" | "audienceClaim">,
): Failure | undefined {
  const value = readClaim(claims, audienceClaim);
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.some((item) => typeof item === "string" && audience.includes(item))
    ? undefined
    : failure("audience_mismatch");
}

/**
 * Makes the time-dependent checks of {@link checkClaims}.
 *
 * @param nowSeconds the time of the decision, in seconds since the epoch
 */
export function checkTimes(
  claims: JsonObject,
  { clockSkewSeconds, maxTokenAgeSeconds }: ClaimRequirements,
  nowSeconds: number,
): Failure | undefined {
  const exp = given(claims, "exp");
  const nbf = given(claims, "nbf");
  const iat = given(claims, "iat");
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

/** Seconds, with or without a fraction. Beyond 2^53 - 1 two different times would compare equal. */
function isNumericDate(value: unknown): value is number {
  return typeof value === "number" && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}
