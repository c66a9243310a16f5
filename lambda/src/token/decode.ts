import { isUtf8 } from "node:buffer";
import { type Failure, failure, isFailure } from "../failure.js";
import { type JsonObject, own, parseJsonObject } from "../json.js";
import { remember } from "../remember.js";
import { normalizedType } from "./type.js";

/** A decoded token, nothing of it verified: it may serve to choose an issuer and a key, and for nothing else. */
export interface DecodedToken {
  readonly alg: string;
  readonly kid: string | undefined;
  /** `typ`, normalized; undefined if there is none. */
  readonly type: string | undefined;
  /** Undefined if it is missing, null or empty. */
  readonly iss: unknown;
  readonly claims: JsonObject;
}

/** Key ids of real providers are far shorter. */
const MAX_KID_LENGTH = 512;

/** Final characters whose unused bits are zero, by `length % 4`. */
const CANONICAL_END: Readonly<Record<number, string>> = { 2: "AQgw", 3: "AEIMQUYcgkosw048" };

/** Enough for every key of every issuer. The cache is emptied when it is full, so that made-up headers cannot fill the memory. */
const MAX_HEADERS = 100;

/** What every header of a JWS has here. */
export type DecodedHeader = Pick<DecodedToken, "alg" | "kid" | "type">;

/**
 * Makes the function that decodes a compact JWS. It remembers headers, which all tokens of a key share: to read one costs
 * 2 µs.
 *
 * @returns a function that takes a token as the token extractor returns it: three non-empty parts of the base64url
 * alphabet without padding. It returns header parameters and claims, or `token_malformed` or `token_type_wrong`.
 */
export function createTokenDecoder(): (token: string) => DecodedToken | Failure {
  const known = new Map<string, DecodedHeader>();

  function headerOf(part: string): DecodedHeader | Failure {
    const remembered = known.get(part);
    if (remembered !== undefined) {
      return remembered;
    }
    const header = decodeHeader(part);
    if (!isFailure(header)) {
      remember(known, MAX_HEADERS, part, header);
    }
    return header;
  }

  return (token) => {
    const [headerPart = "", claimsPart = "", signaturePart = ""] = token.split(".");
    const header = headerOf(headerPart);
    if (isFailure(header)) {
      return header;
    }
    const claims = decodePart(claimsPart);
    if (claims === undefined) {
      return failure("token_malformed", "payload");
    }
    if (!isCanonical(signaturePart)) {
      return failure("token_malformed", "signature");
    }
    return { alg: header.alg, kid: header.kid, type: header.type, iss: issuerOf(claims), claims };
  };
}

function decodeHeader(part: string): DecodedHeader | Failure {
  const header = decodePart(part);
  return header === undefined ? failure("token_malformed", "header") : readHeader(header);
}

/** Reads the header parameters of a JWS. A failure is about a token; other JWSs have failures of their own. */
export function readHeader(header: JsonObject): DecodedHeader | Failure {
  const alg = own(header, "alg");
  if (typeof alg !== "string") {
    return failure("token_malformed", "alg");
  }
  const kid = own(header, "kid");
  if (kid !== undefined && (typeof kid !== "string" || kid.length > MAX_KID_LENGTH)) {
    return failure("token_malformed", "kid");
  }
  // No critical extension is supported, and `b64` is one (RFC 7515 section 4.1.11, RFC 7797 section 6).
  if (Object.hasOwn(header, "crit") || Object.hasOwn(header, "b64")) {
    return failure("token_malformed", "crit");
  }
  const typ = own(header, "typ");
  if (typ !== undefined && typeof typ !== "string") {
    return failure("token_type_wrong", "typ");
  }
  return { alg, kid, type: typ === undefined ? undefined : normalizedType(typ) };
}

/** Some issuers write null or an empty string for a claim that a token does not have. */
function issuerOf(claims: JsonObject): unknown {
  const iss = own(claims, "iss");
  return iss === null || iss === "" ? undefined : iss;
}

/**
 * Decodes header or payload of a JWS.
 *
 * @param part of the base64url alphabet
 * @returns undefined unless it is canonical base64url of an unambiguous JSON object in UTF-8
 */
export function decodePart(part: string): JsonObject | undefined {
  if (!isCanonical(part)) {
    return undefined;
  }
  const bytes = Buffer.from(part, "base64url");
  return isUtf8(bytes) ? parseJsonObject(bytes.toString()) : undefined;
}

/**
 * Whether the unused bits of the last character are zero. Otherwise one signature would have several spellings, each a
 * new entry in every cache whose key is the token.
 */
export function isCanonical(part: string): boolean {
  const spare = part.length % 4;
  return spare === 0 || (CANONICAL_END[spare]?.includes(part.slice(-1)) ?? false);
}
