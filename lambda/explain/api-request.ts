import { CONNECT } from "../src/policy/rule-path.js";
import { InputError } from "./input-error.js";

/** A request to be explained. */
export interface ApiRequest {
  /** As the user wrote it. */
  readonly text: string;
  /** What follows the stage in its ARN: `METHOD/path`, or `$connect`. */
  readonly resource: string;
  readonly isWebSocket: boolean;
}

const REQUEST = /^([A-Z]{1,20}) (\/[!-~]*)$/;

/**
 * Parses a request: `METHOD /path` as the client writes it, without stage and query, or `$connect`.
 *
 * @throws InputError for anything else
 */
export function parseApiRequest(text: string): ApiRequest {
  if (text === CONNECT) {
    return { text, resource: CONNECT, isWebSocket: true };
  }
  const [, method, path] = REQUEST.exec(text) ?? [];
  if (method === undefined || path === undefined || /[?#]/.test(path)) {
    throw new InputError(
      // The argument isn't repeated: it may be a token in the wrong place.
      'an argument is not a request: write METHOD /path, such as "GET /orders/1", without stage and query, or $connect',
    );
  }
  return { text, resource: method + path, isWebSocket: false };
}
