/** One API on the emulator. */
export interface ApiAddress {
  readonly emulator: { readonly port: number };
  readonly apiId: string;
  /** The stage's name; leave it out for an HTTP API's `$default` stage, which does not appear in URLs. */
  readonly stage?: string;
}

/** Header names to values; an array sends the header more than once. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[]>>;

/** Query parameters; an array repeats the parameter. */
export type Query = Readonly<Record<string, string | readonly string[]>>;

/** @returns the Host header that tells the emulator which API is called. Not every system can resolve this name. */
export function hostHeader({ emulator, apiId }: ApiAddress): string {
  return `${apiId}.execute-api.localhost:${emulator.port}`;
}

/** @returns `127.0.0.1:PORT` */
export function networkAddress({ emulator }: ApiAddress): string {
  return `127.0.0.1:${emulator.port}`;
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
