/** A document could not be fetched. The message is a constant string, a status or an error code, never a URL. */
export class FetchError extends Error {
  override readonly name = "FetchError";
}

/** The code of a system or TLS error says what is wrong without naming a host. */
export function reasonOf(error: Error, signal: AbortSignal): string {
  if (signal.aborted) {
    return "deadline exceeded";
  }
  const code: unknown = "code" in error ? error.code : undefined;
  return typeof code === "string" && /^[A-Z0-9_]{1,64}$/.test(code) ? code : "connection failed";
}
