/**
 * A request id, from API Gateway or Lambda, as it may stand in a log line. Clients can choose one (`x-amzn-RequestId`), so
 * anything that does not look like an id is left out.
 */
export function requestIdIn(value: unknown): string | undefined {
  return typeof value === "string" && /^[A-Za-z0-9_=-]{1,64}$/.test(value) ? value : undefined;
}
