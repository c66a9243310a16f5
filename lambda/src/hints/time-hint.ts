const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** A smaller value would be before 1973, so it is probably a lifetime and not a time. */
const LONGEST_DURATION = 100_000_000;
/** A value of more than a hundred times the present would be thousands of years ahead, so it is probably in milliseconds. */
const MILLISECONDS_FROM = 100;

/**
 * Says what is wrong with a time of a token. It gives only the order of magnitude, because exact times can identify a
 * session.
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

/** Says that a time is probably in another unit; undefined if it is not. */
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
