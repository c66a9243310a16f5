import { type ClaimReference, readClaim } from "../claim-reference.js";
import { type Failure, failure, isFailure } from "../failure.js";
import { type JsonObject, own } from "../json.js";
import {
  type ClaimsToContext,
  type ContextValue,
  createContext,
  type IdentityContext,
  textOf,
} from "./context.js";
import type { ApiKind } from "./request.js";

/** As much of a policy as its size takes. */
interface PolicyDocument {
  readonly Statement: readonly { readonly Resource: readonly string[] }[];
}

/**
 * What API Gateway wants from a Lambda authorizer that answers with an IAM policy; frozen, all of it, for it may be the
 * answer to more than one request.
 */
export interface AuthorizerResponse<Policy extends PolicyDocument = PolicyDocument> {
  readonly principalId: string;
  readonly policyDocument: Policy;
  /** Empty for nobody in particular. */
  readonly context: IdentityContext | Readonly<Record<string, never>>;
  /** The API key of the caller's usage plan, for REST APIs whose `api_key_source` is `AUTHORIZER`. */
  readonly usageIdentifierKey?: string;
}

/** The part of the configuration that says what of a token goes into the response. */
export interface ResponseOptions {
  readonly claimsToContext: ClaimsToContext;
  readonly principalClaim: ClaimReference | undefined;
  readonly usagePlanKeyClaim: ClaimReference | undefined;
}

/**
 * Makes a response from the claims of a token that has been verified, and from what it may do on the whole stage.
 * `added` is context beside that of the claims, under keys of its own.
 */
export type CreateResponse = <Policy extends PolicyDocument>(
  claims: JsonObject,
  policyDocument: Policy,
  apiKind: ApiKind,
  added?: Readonly<Record<string, ContextValue>>,
) => AuthorizerResponse<Policy> | Failure;

/** Documented for WebSocket APIs and kept for all; a larger answer would be a 500 without an explanation. */
const MAX_RESPONSE_BYTES = 8192;

/** No UTF-16 unit takes more bytes than this in JSON without control characters. */
const MAX_CHARACTER_BYTES = 3;

/** Names and punctuation of a response and of the one or two statements of its policy, rounded up. */
const FIXED_BYTES = 400;

/** Quotes and a comma; the longest number, and a comma. */
const ITEM_BYTES = 3;
const NUMBER_BYTES = 26;

/** An API key has no more. */
const MAX_USAGE_PLAN_KEY_LENGTH = 128;

/** Nobody in particular. */
const UNKNOWN_PRINCIPAL = "unknown";

/**
 * Makes the function that puts the caller's identity beside the policy.
 *
 * Nothing in a response depends on the request: API Gateway may hand the same answer to the backend for every request
 * that its cache serves.
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

/**
 * The same, with the response that was made last for as long as it is asked for the same policy again, by one token.
 */
export function keepingResponse<Policy extends PolicyDocument>(
  createResponse: CreateResponse,
): (claims: JsonObject, policy: Policy, apiKind: ApiKind) => AuthorizerResponse<Policy> | Failure {
  let last:
    | { readonly apiKind: ApiKind; readonly policy: Policy; readonly response: AuthorizerResponse<Policy> }
    | undefined;
  return (claims, policy, apiKind) => {
    if (last?.policy === policy && last.apiKind === apiKind) {
      return last.response;
    }
    const response = createResponse(claims, policy, apiKind);
    if (!isFailure(response)) {
      last = { apiKind, policy, response };
    }
    return response;
  };
}

/** The response to a token that nobody vouches for. */
export function createAnonymousResponse<Policy extends PolicyDocument>(
  policyDocument: Policy,
): AuthorizerResponse<Policy> {
  return Object.freeze({ principalId: UNKNOWN_PRINCIPAL, policyDocument, context: Object.freeze({}) });
}

/** `sub`; a token of a client has none with some providers, and then it is the client (RFC 9068 section 2.2). */
function principalOf(claims: JsonObject, { principalClaim }: ResponseOptions): string {
  const principal =
    principalClaim === undefined
      ? textOf(own(claims, "sub")) || textOf(own(claims, "client_id")) || textOf(own(claims, "azp"))
      : principalText(readClaim(claims, principalClaim));
  return principal || UNKNOWN_PRINCIPAL;
}

/** One with control characters is none: without them it might be another's. */
function principalText(value: unknown): string {
  const text = Number.isSafeInteger(value) ? String(value) : textOf(value);
  return text === value || typeof value === "number" ? text : "";
}

function usagePlanKeyOf(claims: JsonObject, { usagePlanKeyClaim }: ResponseOptions): string | undefined {
  const value = usagePlanKeyClaim && readClaim(claims, usagePlanKeyClaim);
  const isKey = typeof value === "string" && value.length <= MAX_USAGE_PLAN_KEY_LENGTH;
  return isKey && value !== "" && textOf(value) === value ? value : undefined;
}

/** Measured only when it is long: writing the JSON takes a tenth as long as the signature check. */
function isTooLarge(response: AuthorizerResponse): boolean {
  return (
    mostBytesOf(response) > MAX_RESPONSE_BYTES &&
    Buffer.byteLength(JSON.stringify(response)) > MAX_RESPONSE_BYTES
  );
}

function mostBytesOf(response: AuthorizerResponse): number {
  const { principalId, policyDocument, context, usageIdentifierKey = "" } = response;
  let bytes = FIXED_BYTES + mostBytesOfValue(principalId) + mostBytesOfValue(usageIdentifierKey);
  for (const { Resource } of policyDocument.Statement) {
    for (const resource of Resource) {
      bytes += resource.length + ITEM_BYTES;
    }
  }
  for (const key in context) {
    bytes += key.length + ITEM_BYTES + mostBytesOfValue(context[key] ?? "");
  }
  return bytes;
}

function mostBytesOfValue(value: ContextValue): number {
  if (typeof value === "string") {
    return value.length * MAX_CHARACTER_BYTES + ITEM_BYTES;
  }
  return typeof value === "object"
    ? value.reduce((sum: number, item) => sum + mostBytesOfValue(item), ITEM_BYTES)
    : NUMBER_BYTES;
}
