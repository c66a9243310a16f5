import { isJsonObject, type JsonObject, own } from "../json.js";

/** Whether an issuer's tokens may, or must, be bound to something that only the client has. */
export type BoundTokens = "optional" | "required";

/** SHA-256 in base64url. */
const THUMBPRINT = /^[A-Za-z0-9_-]{43}$/;

/**
 * Reads what a token is bound to (RFC 7800 section 3.1): the client's certificate (`x5t#S256`, RFC 8705 section 3.1) or a
 * key of the client (`jkt`, RFC 9449 section 6.1).
 *
 * @returns the thumbprint; undefined if the token is not bound, or bound in another or an additional way, which nothing
 * here could check
 */
export function thumbprintIn(claims: JsonObject, member: "x5t#S256" | "jkt"): string | undefined {
  const confirmation = own(claims, "cnf");
  if (!isJsonObject(confirmation) || Object.keys(confirmation).length !== 1) {
    return undefined;
  }
  const thumbprint = own(confirmation, member);
  return typeof thumbprint === "string" && THUMBPRINT.test(thumbprint) ? thumbprint : undefined;
}
