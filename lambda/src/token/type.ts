import { type Failure, failure } from "../failure.js";
import { lowerCase } from "../protocol-text.js";

/**
 * The types of an access token (RFC 7519 section 5.1, RFC 9068 section 2.1). Other JWTs of the same issuer, such as
 * logout tokens, security events and proofs, have types of their own (RFC 8725 section 3.11).
 */
export const ACCEPTED_TYPES: ReadonlySet<string> = new Set(["jwt", "at+jwt"]);

/**
 * Checks a token's `typ` header parameter.
 *
 * @param type as the token decoder returns it
 * @param pinned the one type that the issuer's tokens must have, in lower case; undefined for the type of an access token, or none
 */
export function checkType(type: string | undefined, pinned: string | undefined): Failure | undefined {
  const isAccepted = pinned === undefined ? type === undefined || ACCEPTED_TYPES.has(type) : type === pinned;
  return isAccepted ? undefined : failure("token_type_wrong", "typ");
}

/** Media types compare without regard to case, with or without `application/` (RFC 7515 section 4.1.9). */
export function normalizedType(type: string): string {
  return lowerCase(type).replace(/^application\//, "");
}
