import { NOW_SECONDS } from "./tokens.ts";

/** A clock that stands still until it is told otherwise. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly advanceSeconds: (seconds: number) => void;
}

/** Starts at {@link NOW_SECONDS}. */
export function createClock(): Clock {
  let time = NOW_SECONDS * 1000;
  return {
    now: () => time,
    advanceSeconds: (seconds) => {
      time += seconds * 1000;
    },
  };
}
