import { NOW_SECONDS } from "./tokens.ts";

/** A clock that only the test advances. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly advanceSeconds: (seconds: number) => void;
}

/** Creates a clock that starts at {@link NOW_SECONDS}. */
export function createClock(): Clock {
  let time = NOW_SECONDS * 1000;
  return {
    now: () => time,
    advanceSeconds: (seconds) => {
      time += seconds * 1000;
    },
  };
}
