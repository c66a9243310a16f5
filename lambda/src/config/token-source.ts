import { type ObjectReader, text } from "../object-reader.js";
import type { TokenSource } from "../token/extract.js";
import { CONTRACT } from "./contract.js";

const { patterns, sentences } = CONTRACT;
const HEADER = text(patterns.header, sentences.header);
const SCHEME = text(patterns.scheme, sentences.scheme);
const COOKIE = text(patterns.cookie, sentences.cookie);
const SUBPROTOCOL = text(patterns.subprotocol, sentences.subprotocol);
const QUERY_PARAMETER = text(patterns.query_parameter, sentences.query_parameter);

/** Reads where the token is in a request to a REST or HTTP API. */
export function readTokenSource(top: ObjectReader): TokenSource {
  return readSource(top, "token_source", CONTRACT.token_source_places);
}

/** Reads where the token is in the handshake of a WebSocket API. */
export function readWebSocketTokenSource(top: ObjectReader): TokenSource {
  return readSource(top, "websocket_token_source", CONTRACT.websocket_token_source_places);
}

function readSource(top: ObjectReader, attribute: string, places: readonly string[]): TokenSource {
  const reader = top.object(attribute, [...places, "scheme"]);
  const header = reader.optional("header", HEADER);
  const scheme = reader.optional("scheme", SCHEME);
  const cookie = reader.optional("cookie", COOKIE);
  const parameter = reader.optional("query_parameter", QUERY_PARAMETER);
  const subprotocol = reader.optional("subprotocol", SUBPROTOCOL);
  if (places.filter((place) => reader.has(place)).length !== 1) {
    reader.fault("header", `is missing, or is not the only place: set exactly one of ${places.join(", ")}`);
  } else if (scheme !== undefined && header === undefined) {
    reader.fault("scheme", "must be set only together with header: in other places the token stands alone");
  }
  if (header !== undefined) {
    return { place: "header", name: header, scheme: scheme ?? "" };
  }
  if (cookie !== undefined) {
    return { place: "cookie", name: cookie };
  }
  return subprotocol !== undefined
    ? { place: "subprotocol", name: subprotocol }
    : { place: "query_parameter", name: parameter ?? "" };
}
