import { type ObjectReader, text } from "../object-reader.js";
import type { TokenSource } from "../token/extract.js";
import { CONTRACT } from "./contract.js";

const { patterns, sentences } = CONTRACT;
const PLACES = CONTRACT.token_source_places;
const HEADER = text(patterns.header, sentences.header);
const SCHEME = text(patterns.scheme, sentences.scheme);
const COOKIE = text(patterns.cookie, sentences.cookie);
const QUERY_PARAMETER = text(patterns.query_parameter, sentences.query_parameter);

/** Reads where the token is in a request. */
export function readTokenSource(top: ObjectReader, attribute: string): TokenSource {
  const reader = top.object(attribute, [...PLACES, "scheme"]);
  const header = reader.optional("header", HEADER);
  const scheme = reader.optional("scheme", SCHEME);
  const cookie = reader.optional("cookie", COOKIE);
  const parameter = reader.optional("query_parameter", QUERY_PARAMETER);
  if (PLACES.filter((place) => reader.has(place)).length !== 1) {
    reader.fault(
      "header",
      "must be the only token source: set exactly one of header, cookie and query_parameter",
    );
  } else if (scheme !== undefined && header === undefined) {
    reader.fault("scheme", "can't be combined with cookie or query_parameter: only a header has a scheme");
  }
  if (header !== undefined) {
    return { place: "header", name: header, scheme: scheme ?? "" };
  }
  return cookie !== undefined
    ? { place: "cookie", name: cookie }
    : { place: "query_parameter", name: parameter ?? "" };
}
