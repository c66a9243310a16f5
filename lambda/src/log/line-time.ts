/** The time of a log line, in both of its forms. */
export interface LineTime {
  /** ISO 8601 with milliseconds, in UTC. */
  readonly iso: () => string;
  /** Milliseconds since the epoch, as a JSON number. */
  readonly epochMilliseconds: () => string;
}

/**
 * Makes the clock of the log. It formats each second once and appends the milliseconds: `toISOString` and the conversion
 * of a number with 13 digits add 3 µs to the decision on a new token, a third of what its line costs.
 *
 * @param now milliseconds since the epoch, without fractions
 */
export function createLineTime(now: () => number): LineTime {
  let lastSecond = Number.NaN;
  /** Up to the dot. */
  let lastIso = "";
  return {
    iso: () => {
      const time = now();
      const second = Math.floor(time / 1000);
      if (second !== lastSecond) {
        lastSecond = second;
        lastIso = new Date(second * 1000).toISOString().slice(0, -"000Z".length);
      }
      return `${lastIso}${threeDigits(time - second * 1000)}Z`;
    },
    epochMilliseconds: () => {
      const time = now();
      const second = Math.floor(time / 1000);
      return `${second}${threeDigits(time - second * 1000)}`;
    },
  };
}

function threeDigits(number: number): string {
  return number < 10 ? `00${number}` : number < 100 ? `0${number}` : `${number}`;
}
