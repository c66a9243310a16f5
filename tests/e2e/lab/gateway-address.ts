/** Where APIs are called: on the emulator, or in a region of AWS. */
export type Gateway = { readonly emulator: { readonly port: number } } | { readonly region: string };

/** One API. */
export type ApiAddress = Gateway & {
  readonly apiId: string;
  /** The stage's name; leave it out for an HTTP API's `$default` stage, which does not appear in URLs. */
  readonly stage?: string;
};

/** Header names to values; an array sends the header more than once. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[]>>;

/** Query parameters; an array repeats the parameter. */
export type Query = Readonly<Record<string, string | readonly string[]>>;

/** @returns the Host header that tells which API is called. Not every system can resolve the emulator's names. */
export function hostHeader(address: ApiAddress): string {
  const { apiId } = address;
  return "region" in address
    ? `${apiId}.execute-api.${address.region}.${dnsSuffix(address.region)}`
    : `${apiId}.execute-api.localhost:${address.emulator.port}`;
}

/**
 * @param scheme `ws` for a WebSocket
 * @returns the URL to connect to, without a path: `http://127.0.0.1:PORT`, or https and the API's own name on AWS
 */
export function originOf(address: ApiAddress, scheme: "http" | "ws" = "http"): string {
  return "region" in address
    ? `${scheme}s://${hostHeader(address)}`
    : `${scheme}://127.0.0.1:${address.emulator.port}`;
}

function dnsSuffix(region: string): string {
  return region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
}

/**
 * @param path is sent without normalization, so that `/a/../b` arrives unchanged; it begins with a slash
 * @returns path and query with the stage in front
 */
export function requestTarget({ stage }: ApiAddress, path: string, query: Query = {}): string {
  const prefix = stage === undefined || stage === "$default" ? "" : `/${stage}`;
  const parameters = new URLSearchParams();
  for (const [name, values] of Object.entries(query)) {
    for (const value of [values].flat()) parameters.append(name, value);
  }
  const search = parameters.toString();
  return `${prefix}${path}${search === "" ? "" : `?${search}`}`;
}
