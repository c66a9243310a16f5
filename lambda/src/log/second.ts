/** One second after another. */
export interface Second {
  /** Whether the second is over, or none has begun. */
  readonly isOver: () => boolean;
  readonly begin: () => void;
}

/** Two clocks: neither is enough. */
export interface Clocks {
  /** Milliseconds since the epoch. It can be set back. */
  readonly now: () => number;
  /** Milliseconds of a clock that is never set, but may stop while Lambda freezes the process. */
  readonly stopwatch: () => number;
}

/** Makes a second that has not begun. It is over when a second has passed by either clock. */
export function createSecond({ now, stopwatch }: Clocks): Second {
  let begunAt = Number.NEGATIVE_INFINITY;
  let begunAtByStopwatch = Number.NEGATIVE_INFINITY;
  return {
    isOver: () => now() - begunAt >= 1000 || stopwatch() - begunAtByStopwatch >= 1000,
    begin: () => {
      begunAt = now();
      begunAtByStopwatch = stopwatch();
    },
  };
}
