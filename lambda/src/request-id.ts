/** An id that only {@link requestIdIn} makes: 1 to 64 of `A-Z a-z 0-9 _ = -`, so it needs no escaping in JSON. */
export type RequestId = string & { readonly [CHECKED]: true };
declare const CHECKED: unique symbol;

/**
 * A request id, from API Gateway or Lambda, as it may stand in a log line. Clients can choose one (`x-amzn-RequestId`), so
 * anything that does not look like an id is left out.
 */
export function requestIdIn(value: unknown): RequestId | undefined {
  return typeof value === "string" && /^[A-Za-z0-9_=-]{1,64}$/.test(value) ? (value as RequestId) : undefined;
}
