/** For how long a process has been awake. */
export interface AwakeTime {
  /** Milliseconds since it was started, to within a tick; less where the process was too busy to count. */
  readonly milliseconds: () => number;
  readonly stop: () => void;
}

const TICK_MS = 100;

/**
 * Counts the time in which the process runs. Lambda freezes it between invocations, and the clock goes on: only what
 * has to run itself tells an endpoint that did not answer from a process that could not hear it.
 */
export function countAwakeTime(): AwakeTime {
  let milliseconds = 0;
  const ticking = setInterval(() => {
    milliseconds += TICK_MS;
  }, TICK_MS);
  return { milliseconds: () => milliseconds, stop: () => clearInterval(ticking) };
}
