import { CONTRACT } from "../config/contract.js";
import { type Failure, failure } from "../failure.js";

/**
 * The one place where a token is read. The gateway's cache key is derived from the same place, so a token
 * anywhere else must not exist for us: with two places, a junk header beside a valid cookie would cache an Allow
 * under a value that anyone can send.
 */
export type TokenSource =
  | { readonly place: "header"; readonly name: string; readonly scheme: string }
  | { readonly place: "cookie"; readonly name: string }
  | { readonly place: "query_parameter"; readonly name: string };

/** The parts of a request that can carry a token. */
export interface TokenCarrier {
  /** What the gateway read at the identity sources, if it says so. */
  readonly identitySource: readonly string[] | undefined;
  readonly header: (name: string) => readonly string[];
  readonly cookieHeaders: () => readonly string[];
  readonly queryParameter: (name: string) => readonly string[];
}

/** API Gateway passes on headers of 10,240 bytes in all; no token can be longer. */
export const MAX_TOKEN_LENGTH = CONTRACT.sizes.token_characters;

/** Room for the scheme, and for spaces after it. */
const MAX_CREDENTIALS_LENGTH = MAX_TOKEN_LENGTH + 64;

/** A JWS in compact serialization: three base64url parts, none of them empty (RFC 7515 section 7.1). */
const COMPACT_JWS = "[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+";

/** Reads the token of a request, in two steps, of which a token that has been here before needs the first only. */
export interface TokenExtractor {
  /** @returns the one value at the token source, or `token_missing` or `token_ambiguous` */
  readonly credentialsOf: (carrier: TokenCarrier) => string | Failure;
  /** @returns the compact JWS in such a value, or `token_malformed` */
  readonly tokenIn: (credentials: string) => string | Failure;
}

/**
 * Makes what reads the token from a request.
 *
 * More than one value is refused rather than chosen from: whichever we took, the gateway or the backend might
 * take the other.
 *
 * @param source where the token is
 */
export function createTokenExtractor(source: TokenSource): TokenExtractor {
  const pattern = new RegExp(`^${schemePattern(source)}${COMPACT_JWS}$`);
  return {
    credentialsOf: (carrier) => {
      const values = valuesAt(carrier, source);
      const [value] = values;
      // HTTP APIs join repeated headers and parameters by commas.
      if (values.length > 1 || value?.includes(",")) {
        return failure("token_ambiguous", "more than one value at the token source");
      }
      if (value === undefined || value === "") {
        return failure("token_missing");
      }
      // Before anything is held against the value: the refusal may be cached, and under another's.
      return isCacheKey(carrier, value) ? value : failure("token_ambiguous", "not at the identity source");
    },
    tokenIn: (credentials) => {
      if (credentials.length > MAX_CREDENTIALS_LENGTH) {
        return failure("token_malformed", "too long");
      }
      if (!pattern.test(credentials)) {
        return failure("token_malformed");
      }
      const token = credentials.slice(startOfToken(credentials));
      return token.length <= MAX_TOKEN_LENGTH ? token : failure("token_malformed");
    },
  };
}

/** Behind the scheme and its spaces, where there is one; no token has a space. */
function startOfToken(credentials: string): number {
  const firstSpace = credentials.indexOf(" ");
  let start = firstSpace === -1 ? 0 : firstSpace;
  while (credentials[start] === " ") {
    start++;
  }
  return start;
}

function valuesAt(carrier: TokenCarrier, source: TokenSource): readonly string[] {
  switch (source.place) {
    case "header":
      return carrier.header(source.name);
    case "cookie":
      return cookieValues(carrier.cookieHeaders(), source.name);
    case "query_parameter":
      return carrier.queryParameter(source.name);
  }
}

/**
 * The gateway's cache key is the `Cookie` header. Of two such headers we don't know which is the key, so that all
 * of them are returned, which is one too many.
 */
function cookieValues(headers: readonly string[], name: string): readonly string[] {
  const [header, ...others] = headers;
  if (header === undefined || others.length > 0) {
    return headers;
  }
  const prefix = `${name}=`;
  const cookies = header.split(";").map((cookie) => cookie.trim());
  return cookies.filter((cookie) => cookie.startsWith(prefix)).map((cookie) => cookie.slice(prefix.length));
}

/** An authorizer whose identity source isn't our token source would cache this answer under another value. */
function isCacheKey({ identitySource }: TokenCarrier, value: string): boolean {
  const isShown = identitySource !== undefined && identitySource.length > 0;
  // The search alone, of a text as long as the other, costs as much as all else that a known token does.
  return !isShown || identitySource.some((source) => source === value || source.includes(value));
}

/**
 * The scheme in any case and one or more spaces (RFC 9110 section 11.4). Written out as character classes, not
 * with a flag, because the REST API's identity validation expression has to be the same.
 */
function schemePattern(source: TokenSource): string {
  if (source.place !== "header" || source.scheme === "") {
    return "";
  }
  const letters = [...source.scheme].map((character) => {
    const lower = character.toLowerCase();
    const upper = character.toUpperCase();
    return lower === upper ? character : `[${upper}${lower}]`;
  });
  return `${letters.join("")} +`;
}
