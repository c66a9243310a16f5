import { type ClaimReference, readClaim } from "../claim-reference.js";
import { type JsonObject, own } from "../json.js";

/**
 * What API Gateway passes on under one key. HTTP APIs with payload 2.0 take lists too, which `@types/aws-lambda` does
 * not know, so that {@link listOf} types them as one of these.
 */
export type ContextValue = string | number | boolean;

/** What the backend learns about the caller. REST and WebSocket APIs deliver every value as a string. */
export type IdentityContext = Readonly<Record<string, ContextValue>> & {
  readonly sub: string;
  readonly iss: string;
  readonly client_id: string;
  /** Separated by spaces. */
  readonly scope: string;
  /** NumericDate, in seconds. */
  readonly exp: number;
};

/** Context keys, each with the claim whose value it carries. */
export type ClaimsToContext = readonly (readonly [string, ClaimReference])[];

/**
 * Makes the context of a verified token. Every key is always present, with the empty string for a missing claim: AWS
 * does not document what API Gateway does with a mapping of a missing key.
 *
 * @param takesLists whether the API passes lists on unchanged
 */
export function createContext(
  claims: JsonObject,
  claimsToContext: ClaimsToContext,
  takesLists: boolean,
): IdentityContext {
  const context: Record<string, ContextValue> = {
    sub: textOf(own(claims, "sub")),
    iss: textOf(own(claims, "iss")),
    client_id: clientIdOf(claims),
    scope: scopeForBackend(claims),
    exp: Number(own(claims, "exp")),
  };
  for (const [key, claim] of claimsToContext) {
    context[key] = contextValue(readClaim(claims, claim), takesLists);
  }
  return context as IdentityContext;
}

/** The client that the token was issued to: `client_id` (RFC 9068), or else `azp` (OpenID Connect). Empty if it has neither. */
export function clientIdOf(claims: JsonObject): string {
  return textOf(own(claims, "client_id")) || textOf(own(claims, "azp"));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f-\u009f]/;
const CONTROL_CHARACTERS = new RegExp(CONTROL_CHARACTER, "g");

/** Removes control characters, which could split a header that an integration writes. Anything but a string becomes empty. */
export function textOf(value: unknown): string {
  if (typeof value !== "string") {
    return "";
  }
  // Testing first, because a replace that finds nothing costs several times as much.
  return CONTROL_CHARACTER.test(value) ? value.replace(CONTROL_CHARACTERS, "") : value;
}

/** `scope`, a string in RFC 8693 and RFC 9068, or else `scp`; some providers send an array. Rules read both. */
function scopeForBackend(claims: JsonObject): string {
  const scope = own(claims, "scope") || own(claims, "scp");
  return Array.isArray(scope) ? joined(scope.map(textOf)) : textOf(scope);
}

function contextValue(claim: unknown, takesLists: boolean): ContextValue {
  if (!Array.isArray(claim)) {
    return scalarOf(claim) ?? "";
  }
  const scalars = claim.map(scalarOf).filter((value) => value !== undefined);
  return takesLists ? listOf(scalars) : joined(scalars.map(String));
}

function listOf(scalars: readonly ContextValue[]): ContextValue {
  return Object.freeze(scalars) as unknown as ContextValue;
}

function scalarOf(value: unknown): string | number | boolean | undefined {
  return typeof value === "number" || typeof value === "boolean"
    ? value
    : typeof value === "string"
      ? textOf(value)
      : undefined;
}

/** Drops an element that contains a space: joined, it would look like two. */
function joined(texts: readonly string[]): string {
  return texts.filter((text) => text !== "" && !text.includes(" ")).join(" ");
}
