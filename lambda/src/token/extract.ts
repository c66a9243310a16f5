import { CONTRACT } from "../config/contract.js";
import { type Failure, failure } from "../failure.js";
import { trimSpace } from "../protocol-text.js";

/**
 * The one place where a token is read. The gateway's cache key is derived from the same place, so a token anywhere else
 * must be ignored: with two places, a junk header together with a valid cookie would cache an Allow under a value that
 * anyone can send.
 */
export type TokenSource =
  | { readonly place: "header"; readonly name: string; readonly scheme: string }
  | { readonly place: "cookie"; readonly name: string }
  /** After this name in `Sec-WebSocket-Protocol`, the one header that a browser lets a page choose for a WebSocket. */
  | { readonly place: "subprotocol"; readonly name: string }
  | { readonly place: "query_parameter"; readonly name: string };

/** The parts of a request that can carry a token. */
export interface TokenCarrier {
  /** What the gateway read at the identity sources, if the event shows it. */
  readonly identitySource: readonly string[] | undefined;
  readonly header: (name: string) => readonly string[];
  readonly cookieHeaders: () => readonly string[];
  readonly queryParameter: (name: string) => readonly string[];
}

/** API Gateway passes on at most 10,240 bytes of headers in total, so no token can be longer. */
export const MAX_TOKEN_LENGTH = CONTRACT.sizes.token_characters;

/** Room for the scheme and the spaces after it. */
const MAX_CREDENTIALS_LENGTH = MAX_TOKEN_LENGTH + 64;

/** Reads the token of a request in two steps. A kept token needs only the first. */
export interface TokenExtractor {
  /** @returns the one value at the token source, or `token_missing` or `token_ambiguous` */
  readonly credentialsOf: (carrier: TokenCarrier) => string | Failure;
  /** @returns the compact JWS in such a value, or `token_malformed` */
  readonly tokenIn: (credentials: string) => string | Failure;
}

/**
 * Makes the extractor of one token source. If there is more than one value, it refuses instead of choosing: the gateway
 * or the backend might choose the other.
 *
 * @param source where the token is
 * @param acceptsDpop whether a token in a header may also have the scheme `DPoP` (RFC 9449 section 7.1)
 */
export function createTokenExtractor(source: TokenSource, acceptsDpop = false): TokenExtractor {
  const pattern = new RegExp(`^${schemesPattern(source, acceptsDpop)}${CONTRACT.patterns.compact_jws}$`);
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
      // Checked first, because a refusal may be cached, and must not be cached under another value.
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
      return token.length <= MAX_TOKEN_LENGTH ? token : failure("token_malformed", "too long");
    },
  };
}

/** The position after the scheme and its spaces, if there is a scheme. No token contains a space. */
export function startOfToken(credentials: string): number {
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
    case "subprotocol":
      return subprotocolValues(carrier.header("sec-websocket-protocol"), source.name);
    case "query_parameter":
      return carrier.queryParameter(source.name);
  }
}

/**
 * A page opens `new WebSocket(url, [NAME, TOKEN])`, and the browser sends `Sec-WebSocket-Protocol: NAME, TOKEN` (RFC 6455
 * section 4.1). The token is the item after the name. It is empty if the name is the last item.
 */
function subprotocolValues(headers: readonly string[], name: string): readonly string[] {
  const items = headers.flatMap((header) => header.split(",")).map(trimSpace);
  return items.flatMap((item, index) => (item === name ? [items[index + 1] ?? ""] : []));
}

/**
 * The gateway's cache key is the `Cookie` header. If there are two, either may be the key, so both are returned, and the
 * request is refused as ambiguous.
 */
function cookieValues(headers: readonly string[], name: string): readonly string[] {
  const [header, ...others] = headers;
  if (header === undefined || others.length > 0) {
    return headers;
  }
  const prefix = `${name}=`;
  const cookies = header.split(";").map(trimSpace);
  return cookies.filter((cookie) => cookie.startsWith(prefix)).map((cookie) => cookie.slice(prefix.length));
}

/** An authorizer whose identity source is not our token source would cache this answer under another value. */
function isCacheKey({ identitySource }: TokenCarrier, value: string): boolean {
  const isShown = identitySource !== undefined && identitySource.length > 0;
  // Compared for equality first, because a substring search costs as much as the rest of the decision for a kept token.
  return !isShown || identitySource.some((source) => source === value || source.includes(value));
}

/** The scheme of a token that is bound to a key of the client (RFC 9449 section 7.1). */
export const DPOP_SCHEME = "DPoP";

function schemesPattern(source: TokenSource, acceptsDpop: boolean): string {
  if (source.place !== "header") {
    return "";
  }
  const configured = schemePattern(source.scheme);
  return acceptsDpop ? `(?:${schemePattern(DPOP_SCHEME)}|${configured})` : configured;
}

/**
 * The scheme in any case, and one or more spaces (RFC 9110 section 11.4); empty for no scheme. It uses character classes
 * instead of a flag, because the REST API's identity validation expression must be the same.
 */
function schemePattern(scheme: string): string {
  if (scheme === "") {
    return "";
  }
  const letters = [...scheme].map((character) => {
    const lower = character.toLowerCase();
    const upper = character.toUpperCase();
    return lower === upper ? character : `[${upper}${lower}]`;
  });
  return `${letters.join("")} +`;
}
