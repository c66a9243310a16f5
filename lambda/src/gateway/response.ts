import { type ClaimReference, readClaim } from "../claim-reference.js";
import { CONTRACT } from "../config/contract.js";
import { type Failure, failure } from "../failure.js";
import { type JsonObject, own } from "../json.js";
import { type Policy, policyBytes } from "../policy-document.js";
import {
  type ClaimsToContext,
  type ContextValue,
  clientIdOf,
  createContext,
  type IdentityContext,
  textOf,
} from "./context.js";
import type { ApiKind } from "./request.js";

/**
 * What API Gateway expects from a Lambda authorizer that answers with an IAM policy. All of it is frozen, because it can
 * be the answer to more than one request.
 */
export interface AuthorizerResponse {
  readonly principalId: string;
  readonly policyDocument: Policy;
  /** Empty for an unknown caller. */
  readonly context: IdentityContext | Readonly<Record<string, never>>;
  /** The API key of the caller's usage plan, for REST APIs whose `api_key_source` is `AUTHORIZER`. */
  readonly usageIdentifierKey?: string;
}

/** The part of the configuration that decides which claims go into the response. */
export interface ResponseOptions {
  readonly claimsToContext: ClaimsToContext;
  readonly principalClaim: ClaimReference | undefined;
  readonly usagePlanKeyClaim: ClaimReference | undefined;
}

/**
 * Makes a response from the claims of a verified token and the policy for the whole stage. `added` is context in addition
 * to that of the claims, under keys of its own.
 */
export type CreateResponse = (
  claims: JsonObject,
  policyDocument: Policy,
  apiKind: ApiKind,
  added?: Readonly<Record<string, ContextValue>>,
) => AuthorizerResponse | Failure;

/** API Gateway answers 500 without an explanation to a larger response. */
const MAX_RESPONSE_BYTES = CONTRACT.sizes.response_bytes;

/** No UTF-16 unit takes more bytes than this in JSON without control characters. */
const MAX_CHARACTER_BYTES = 3;

/** Names and punctuation of a response, rounded up. */
const FIXED_BYTES = 100;

/** Two quotes and a comma or colon; the longest number and a comma. */
const ITEM_BYTES = 3;
const NUMBER_BYTES = 26;

/** The longest API key. */
const MAX_USAGE_PLAN_KEY_LENGTH = 128;

/** The principal of an unknown caller. */
const UNKNOWN_PRINCIPAL = "unknown";

/**
 * Makes the function that adds the caller's identity to a policy. Nothing in a response depends on the request, because
 * API Gateway uses one response for every request that its cache serves.
 */
export function createResponder(options: ResponseOptions): CreateResponse {
  return (claims, policyDocument, apiKind, added) => {
    const principalId = principalOf(claims, options);
    const identity = createContext(claims, options.claimsToContext, apiKind === "http");
    const context = Object.freeze(added === undefined ? identity : { ...added, ...identity });
    const usageIdentifierKey = apiKind === "rest" ? usagePlanKeyOf(claims, options) : undefined;
    const response =
      usageIdentifierKey === undefined
        ? { principalId, policyDocument, context }
        : { principalId, policyDocument, context, usageIdentifierKey };
    return isTooLarge(response) ? failure("response_too_large") : Object.freeze(response);
  };
}

/** Makes the response to an invalid token. */
export function createAnonymousResponse(policyDocument: Policy): AuthorizerResponse {
  return Object.freeze({ principalId: UNKNOWN_PRINCIPAL, policyDocument, context: Object.freeze({}) });
}

/** `sub`. Some providers issue client tokens without one; then it is the client (RFC 9068 section 2.2). */
function principalOf(claims: JsonObject, { principalClaim }: ResponseOptions): string {
  const principal =
    principalClaim === undefined
      ? textOf(own(claims, "sub")) || clientIdOf(claims)
      : principalText(readClaim(claims, principalClaim));
  return principal || UNKNOWN_PRINCIPAL;
}

/** A value with control characters does not count: without them it could equal another caller's. */
function principalText(value: unknown): string {
  const text = Number.isSafeInteger(value) ? String(value) : textOf(value);
  return text === value || typeof value === "number" ? text : "";
}

function usagePlanKeyOf(claims: JsonObject, { usagePlanKeyClaim }: ResponseOptions): string | undefined {
  const value = usagePlanKeyClaim && readClaim(claims, usagePlanKeyClaim);
  const isKey = typeof value === "string" && value.length <= MAX_USAGE_PLAN_KEY_LENGTH;
  return isKey && value !== "" && textOf(value) === value ? value : undefined;
}

/** Writes the JSON only if the response may be too large, because writing it takes 2 µs. */
function isTooLarge(response: AuthorizerResponse): boolean {
  return (
    mostBytesOf(response) > MAX_RESPONSE_BYTES &&
    Buffer.byteLength(JSON.stringify(response)) > MAX_RESPONSE_BYTES
  );
}

function mostBytesOf(response: AuthorizerResponse): number {
  const { principalId, policyDocument, context, usageIdentifierKey = "" } = response;
  let bytes = FIXED_BYTES + policyBytes(policyDocument);
  bytes += mostBytesOfValue(principalId) + mostBytesOfValue(usageIdentifierKey);
  for (const key in context) {
    bytes += key.length + ITEM_BYTES + mostBytesOfValue(context[key] ?? "");
  }
  return bytes;
}

function mostBytesOfValue(value: ContextValue | readonly ContextValue[]): number {
  if (typeof value === "string") {
    return value.length * MAX_CHARACTER_BYTES + ITEM_BYTES;
  }
  return Array.isArray(value)
    ? value.reduce((sum: number, item) => sum + mostBytesOfValue(item), ITEM_BYTES)
    : NUMBER_BYTES;
}
