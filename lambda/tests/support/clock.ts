import { NOW_SECONDS } from "./tokens.ts";

/** A clock that only the test advances. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly advanceSeconds: (seconds: number) => void;
}

/**
 * Creates a stopwatch on which a second passes with each reading. A decision that reads it twice takes a second, and no
 * refusal is over the log's cap.
 */
export function createStopwatch(): () => number {
  let time = 0;
  return () => {
    time += 1000;
    return time;
  };
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
