/** The machine's clock, put forward by the run: hours pass between two requests. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds by which it is ahead of the machine's clock. */
  readonly offset: () => number;
  readonly advance: (milliseconds: number) => void;
}

/** Makes a clock that starts with the machine's time. */
export function createClock(): Clock {
  let offset = 0;
  return {
    now: () => Date.now() + offset,
    offset: () => offset,
    advance: (milliseconds) => {
      offset += milliseconds;
    },
  };
}
