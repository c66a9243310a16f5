import { type ObjectReader, text } from "../object-reader.js";
import type { TokenSource } from "../token/extract.js";
import { CONTRACT } from "./contract.js";

const { patterns, sentences } = CONTRACT;
const HEADER = text(patterns.header, sentences.header);
const SCHEME = text(patterns.scheme, sentences.scheme);
const COOKIE = text(patterns.cookie, sentences.cookie);
const SUBPROTOCOL = text(patterns.subprotocol, sentences.subprotocol);
const KEY = text(patterns.token_source_key, sentences.token_source_key);
const QUERY_PARAMETER = text(patterns.query_parameter, sentences.query_parameter);

/** Reads where the token is in a request to a REST or HTTP API. */
export function readTokenSource(top: ObjectReader): TokenSource {
  return readSource(top, "token_source", CONTRACT.token_source_places);
}

/** Reads where the token is in the handshake of a WebSocket API. */
export function readWebSocketTokenSource(top: ObjectReader): TokenSource {
  return readSource(top, "websocket_token_source", CONTRACT.websocket_token_source_places);
}

/** Reads the additional places, by key; undefined if there are none. */
export function readTokenSources(top: ObjectReader): ReadonlyMap<string, TokenSource> | undefined {
  if (!top.has("token_sources")) {
    return undefined;
  }
  const places = CONTRACT.websocket_token_source_places;
  const entries = top.objects("token_sources", [...places, "scheme"]);
  if (entries.length > CONTRACT.sizes.token_sources) {
    top.fault("token_sources", `must have at most ${CONTRACT.sizes.token_sources} entries`);
  }
  return new Map(
    entries.map(([key, reader]) => {
      if (KEY.parse(key) === undefined) {
        top.fault(`token_sources.${key}`, `must have a key of ${KEY.rule}`);
      }
      return [key, readPlace(reader, places)];
    }),
  );
}

function readSource(top: ObjectReader, attribute: string, places: readonly string[]): TokenSource {
  return readPlace(top.object(attribute, [...places, "scheme"]), places);
}

function readPlace(reader: ObjectReader, places: readonly string[]): TokenSource {
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
