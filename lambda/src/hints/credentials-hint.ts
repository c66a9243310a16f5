import { DPOP_SCHEME, MAX_TOKEN_LENGTH, type TokenSource } from "../token/extract.js";

const ANY_SCHEME = /^[A-Za-z][A-Za-z0-9-]{0,30} +/;

/** Where the token is expected, such as `header Authorization`. */
export function sourceText({ place, name }: TokenSource): string {
  return `${place === "query_parameter" ? "query parameter" : place} ${name}`;
}

/**
 * Hints at why the value at the token source is not a JWT.
 *
 * @param credentials the value, which the extractor refused
 * @param acceptsDpop whether the scheme `DPoP` is accepted, too
 * @returns undefined for a value that is too long
 */
export function credentialsHint(
  credentials: string,
  source: TokenSource,
  acceptsDpop = false,
): string | undefined {
  if (credentials.length > MAX_TOKEN_LENGTH) {
    return undefined;
  }
  const scheme = source.place === "header" ? source.scheme : "";
  const given = ANY_SCHEME.exec(credentials)?.[0] ?? "";
  const rest = credentials.slice(given.length);
  const isDpop = acceptsDpop && given.trim().toLowerCase() === DPOP_SCHEME.toLowerCase();
  if (!isDpop && given.trim().toLowerCase() !== scheme.toLowerCase()) {
    return scheme === ""
      ? `the value has a scheme in front of the token, but ${sourceText(source)} must contain only the token`
      : given === ""
        ? `the value does not begin with the scheme ${scheme}`
        : `the value begins with a scheme other than ${scheme}`;
  }
  return formHint(rest);
}

function formHint(token: string): string {
  if (ANY_SCHEME.test(token)) {
    return "the scheme appears twice";
  }
  if (token.trim() !== token || token.includes(" ")) {
    return "there is white space in or after the token";
  }
  if (token.startsWith('"') || token.startsWith("'")) {
    return "there are quotation marks around the token";
  }
  const parts = token.split(".", 6).length;
  switch (parts) {
    case 1:
      return "the token has no dots, so it is not a JWT: it may be an opaque token";
    case 3:
      return "a part of the token is empty, or has characters other than those of base64url without padding";
    case 5:
      return "the token has five parts: it is encrypted (JWE)";
    default:
      return "the token does not have three parts separated by dots";
  }
}
