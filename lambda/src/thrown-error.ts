/** How many places in the code a description names: enough to find the call that failed. */
const MAX_PLACES = 3;

/** A line of a stack trace, as far as it names a function and a place in a file of JavaScript. */
const PLACE =
  /^ +at (?:async )?(?:([\w.$<>#]{1,80}) )?\(?(?:[^()]{0,300}\/)?([\w.-]{1,80}\.[cm]?[jt]s:\d{1,7}:\d{1,7})\)?$/;

/**
 * The name of a thrown error's class. Its message may contain anything, even a part of a token, so it never goes into the
 * log.
 *
 * @param otherwise the result for what is not an error, or has an unusual name
 */
export function errorName(error: unknown, otherwise: string): string {
  const name = error instanceof Error ? error.name : "";
  return /^[A-Za-z]{1,64}$/.test(name) ? name : otherwise;
}

/** The name of an error with the places in the code where it was thrown, for the log. */
export function placeOf(error: unknown): string {
  const places = traceOf(error)
    .slice(0, 10_000)
    .split("\n")
    .flatMap((line) => PLACE.exec(line)?.slice(1).filter(Boolean).join(" ") ?? []);
  return [errorName(error, "not an Error"), ...places.slice(0, MAX_PLACES)].join(", at ");
}

/** The stack trace after the message, which could contain what looks like a place. Empty if the two can't be told apart. */
function traceOf(error: unknown): string {
  if (!(error instanceof Error) || typeof error.stack !== "string") {
    return "";
  }
  const { stack, message } = error;
  const start = stack.indexOf(message);
  return start >= 0 && start < 100 ? stack.slice(start + message.length) : "";
}
