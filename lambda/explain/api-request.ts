import { CONNECT } from "../src/policy/rule.js";
import { InputError } from "./input-error.js";

/** A request that the rules are asked about. */
export interface ApiRequest {
  /** As the user wrote it. */
  readonly text: string;
  /** What follows the stage in its ARN: `METHOD/path`, or `$connect`. */
  readonly resource: string;
  readonly isWebSocket: boolean;
}

const REQUEST = /^([A-Z]{1,20}) (\/[!-~]*)$/;

/**
 * Reads a request: `METHOD /path` as the client writes it, without stage and query, or `$connect`.
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
      // Not what was given, which may be a token in the wrong place.
      'what is given as a request is none: write METHOD /path, such as "GET /orders/1", without stage and query, or $connect',
    );
  }
  return { text, resource: method + path, isWebSocket: false };
}
