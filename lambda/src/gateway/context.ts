import { type ClaimReference, readClaim } from "../claim-reference.js";
import { type JsonObject, own } from "../json.js";

/** What API Gateway passes on under one key. Lists are for HTTP APIs with payload 2.0 only. */
export type ContextValue = string | number | boolean | readonly (string | number | boolean)[];

/** What the backend learns of the caller. REST and WebSocket APIs deliver every value as a string. */
export type IdentityContext = Readonly<Record<string, ContextValue>> & {
  readonly sub: string;
  readonly iss: string;
  readonly client_id: string;
  /** Separated by spaces. */
  readonly scope: string;
  /** NumericDate, in seconds. */
  readonly exp: number;
};

/** Context keys, each with the claim that goes there. */
export type ClaimsToContext = readonly (readonly [string, ClaimReference])[];

/**
 * Writes the context of a token that has been verified.
 *
 * Every key is always there, a missing claim as the empty string: what API Gateway makes of a mapping of a key that
 * isn't there is not documented.
 *
 * @param takesLists whether the API passes lists on as they are
 */
export function createContext(
  claims: JsonObject,
  claimsToContext: ClaimsToContext,
  takesLists: boolean,
): IdentityContext {
  const context: Record<string, ContextValue> = {
    sub: textOf(own(claims, "sub")),
    iss: textOf(own(claims, "iss")),
    client_id: textOf(own(claims, "client_id")) || textOf(own(claims, "azp")),
    scope: scopeOf(claims),
    exp: Number(own(claims, "exp")),
  };
  for (const [key, claim] of claimsToContext) {
    context[key] = contextValue(readClaim(claims, claim), takesLists);
  }
  return context as IdentityContext;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f-\u009f]/;
const CONTROL_CHARACTERS = new RegExp(CONTROL_CHARACTER, "g");

/** A string without control characters, which could split the header that an integration writes it into; else empty. */
export function textOf(value: unknown): string {
  if (typeof value !== "string") {
    return "";
  }
  // To replace nothing costs several times as much as to find nothing.
  return CONTROL_CHARACTER.test(value) ? value.replace(CONTROL_CHARACTERS, "") : value;
}

/** `scope` is a string in RFC 8693 and RFC 9068; some providers send an array, or call it `scp`. */
function scopeOf(claims: JsonObject): string {
  const scope = own(claims, "scope") ?? own(claims, "scp");
  return Array.isArray(scope) ? joined(scope.map(textOf)) : textOf(scope);
}

function contextValue(claim: unknown, takesLists: boolean): ContextValue {
  if (!Array.isArray(claim)) {
    return scalarOf(claim) ?? "";
  }
  const scalars = claim.map(scalarOf).filter((value) => value !== undefined);
  return takesLists ? Object.freeze(scalars) : joined(scalars.map(String));
}

function scalarOf(value: unknown): string | number | boolean | undefined {
  return typeof value === "number" || typeof value === "boolean"
    ? value
    : typeof value === "string"
      ? textOf(value)
      : undefined;
}

/** An element that holds a space can't be told from two, so that it must not become two. */
function joined(texts: readonly string[]): string {
  return texts.filter((text) => text !== "" && !text.includes(" ")).join(" ");
}
