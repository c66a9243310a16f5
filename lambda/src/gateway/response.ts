import { type Failure, failure } from "../failure.js";
import { type JsonObject, own } from "../json.js";

/** What the backend learns of the caller. REST APIs deliver every value as a string. */
export interface IdentityContext {
  readonly sub: string;
  readonly iss: string;
  readonly client_id: string;
  readonly scope: string;
  /** NumericDate, in seconds. */
  readonly exp: number;
}

/** What API Gateway wants from a Lambda authorizer that answers with an IAM policy. */
export interface AuthorizerResponse<Policy = unknown> {
  readonly principalId: string;
  readonly policyDocument: Policy;
  readonly context: IdentityContext;
}

/** Documented for WebSocket APIs and kept for all; a larger answer would be a 500 without an explanation. */
const MAX_RESPONSE_BYTES = 8192;

/** A character takes three bytes at most, so this leaves 2 KB for the policy and the names. */
const SMALL_IDENTITY_CHARACTERS = 2000;

/**
 * Puts the caller's identity beside the policy.
 *
 * Nothing here depends on the request: API Gateway may hand the same answer to the backend for every request
 * that its cache serves. Every key of the context is always there, a missing claim as the empty string: what API
 * Gateway makes of a mapping of a key that isn't there is not documented.
 *
 * @param claims of a token that has been verified
 * @param policyDocument what the token may do on the whole stage
 */
export function createResponse<Policy>(
  claims: JsonObject,
  policyDocument: Policy,
): AuthorizerResponse<Policy> | Failure {
  const response: AuthorizerResponse<Policy> = {
    principalId: principalOf(claims),
    policyDocument,
    context: {
      sub: text(own(claims, "sub")),
      iss: text(own(claims, "iss")),
      client_id: text(own(claims, "client_id")) || text(own(claims, "azp")),
      scope: scopeOf(claims),
      exp: Number(own(claims, "exp")),
    },
  };
  return isTooLarge(response) ? failure("response_too_large") : response;
}

/** Measured only when the claims are long: writing the JSON takes a tenth as long as the signature check. */
function isTooLarge(response: AuthorizerResponse): boolean {
  const { sub, iss, client_id, scope } = response.context;
  const characters = response.principalId.length + sub.length + iss.length + client_id.length + scope.length;
  return (
    characters > SMALL_IDENTITY_CHARACTERS && Buffer.byteLength(JSON.stringify(response)) > MAX_RESPONSE_BYTES
  );
}

/** `sub`; a token of a client has none with some providers, and then it is the client (RFC 9068 section 2.2). */
function principalOf(claims: JsonObject): string {
  return text(own(claims, "sub")) || text(own(claims, "client_id")) || text(own(claims, "azp")) || "unknown";
}

/** `scope` is a string in RFC 8693 and RFC 9068; some providers send an array, or call it `scp`. */
function scopeOf(claims: JsonObject): string {
  const scope = own(claims, "scope") ?? own(claims, "scp");
  return Array.isArray(scope) ? scope.map(text).filter(Boolean).join(" ") : text(scope);
}

/** Control characters could split the header that a backend integration writes the value into. */
function text(value: unknown): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  return typeof value === "string" ? value.replace(/[\u0000-\u001f\u007f-\u009f]/g, "") : "";
}
