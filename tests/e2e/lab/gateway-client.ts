import { Client } from "undici";
import {
  type ApiAddress,
  hostHeader,
  originOf,
  type Query,
  type RequestHeaders,
  requestTarget,
} from "./gateway-address.ts";
import { shellQuote } from "./shell-quote.ts";

/** A request to an API. */
export type ApiCall = ApiAddress & {
  /** Default `GET`. */
  readonly method?: string;
  /** Begins with a slash and is sent without normalization. */
  readonly path: string;
  readonly headers?: RequestHeaders;
  readonly query?: Query;
  readonly body?: string;
};

/** The API's answer. */
export interface ApiAnswer {
  readonly status: number;
  /** Names are in lower case; several values of one name are joined with a comma and a space. */
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed body if it is JSON, otherwise a string; the empty string if there is no body. */
  readonly body: unknown;
}

/** Longer than any authorizer or integration may take in these tests. */
const TIMEOUT_MILLISECONDS = 35_000;

/**
 * Calls an API.
 *
 * @throws undici's error if there is no answer within 35 seconds
 */
export async function callApi(call: ApiCall): Promise<ApiAnswer> {
  // A client, because undici would normalize a URL, and tests send `//` and `/../`. Each call has its own client, so
  // that no connection stays open.
  const client = new Client(originOf(call));
  try {
    const { statusCode, headers, body } = await client.request({
      method: call.method ?? "GET",
      path: requestTarget(call, call.path, call.query),
      headers: { ...mutable(call.headers), host: hostHeader(call) },
      body: call.body ?? null,
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    });
    return { status: statusCode, headers: joined(headers), body: parsed(await body.text()) };
  } finally {
    await client.destroy();
  }
}

/**
 * @param variables shell variables that replace their values, such as `{ TOKEN: token }`
 * @returns the same call as a curl command that people can paste into a shell
 */
export function curlCommand(call: ApiCall, variables: Readonly<Record<string, string>> = {}): string {
  const quote = (text: string) => shellQuote(text, variables);
  const headers = [["Host", hostHeader(call)] as const, ...repeated(call.headers)];
  return [
    "curl -i",
    ...(call.method === undefined || call.method === "GET" ? [] : [`-X ${quote(call.method)}`]),
    // Only if the path needs it, so that the other commands stay simple.
    ...(/\/\.|\/\//.test(call.path) ? ["--path-as-is"] : []),
    ...headers.map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...(call.body === undefined ? [] : [`--data-raw ${quote(call.body)}`]),
    quote(`${originOf(call)}${requestTarget(call, call.path, call.query)}`),
  ].join(" ");
}

function repeated(headers: RequestHeaders = {}): (readonly [string, string])[] {
  return Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map((value) => [name, value] as const),
  );
}

function mutable(headers: RequestHeaders = {}): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === "string" ? value : [...value]]),
  );
}

function joined(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value = ""]) => [name, [value].flat().join(", ")]),
  );
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
