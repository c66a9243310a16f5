import { NOW_SECONDS } from "../support/tokens.ts";

/** Stops the clock of this process (`Date.now`) at the time of the tests. */
export function createTestClock(): { readonly restore: () => void } {
  const { now } = Date;
  Date.now = () => NOW_SECONDS * 1000;
  return {
    restore: () => {
      Date.now = now;
    },
  };
}
