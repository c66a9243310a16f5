const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** Before 1973, which no token is from: a lifetime, written where a time belongs. */
const LONGEST_DURATION = 100_000_000;
/** A hundred times the present is thousands of years away: milliseconds, written where seconds belong. */
const MILLISECONDS_FROM = 100;

/**
 * Hints at what is wrong with a time of a token. It says the order of magnitude only: a session's exact times can tell
 * who it belongs to.
 *
 * @param name of the claim
 */
export function timeHint(name: string, value: number, nowSeconds: number): string {
  const distance = magnitudeOf(Math.abs(nowSeconds - value));
  return (
    unitFault(name, value, nowSeconds) ??
    (value <= nowSeconds ? `${name} is ${distance} in the past` : `${name} is ${distance} in the future`)
  );
}

/** Says whether a time is probably written in another unit. */
export function unitFault(name: string, value: number, nowSeconds: number): string | undefined {
  if (value >= 0 && value < LONGEST_DURATION) {
    return `${name} is as small as a duration: it must be a time, in seconds since 1970`;
  }
  if (value > nowSeconds * MILLISECONDS_FROM) {
    return `${name} is as large as a time in milliseconds: it must be in seconds`;
  }
  return undefined;
}

function magnitudeOf(seconds: number): string {
  return seconds < MINUTE
    ? "less than a minute"
    : seconds < HOUR
      ? "less than an hour"
      : seconds < DAY
        ? "less than a day"
        : "a day or more";
}
