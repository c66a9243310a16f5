/** How long a process has been awake. */
export interface AwakeTime {
  /** Milliseconds since the start, within one tick; less if the process was too busy to count. */
  readonly milliseconds: () => number;
  readonly stop: () => void;
}

const TICK_MS = 100;

/**
 * Counts the time in which the process runs. Lambda freezes the process between invocations while the clock goes on. Only
 * a timer that must run itself can tell an endpoint that did not answer from a process that could not hear it.
 */
export function countAwakeTime(): AwakeTime {
  let milliseconds = 0;
  const ticking = setInterval(() => {
    milliseconds += TICK_MS;
  }, TICK_MS);
  return { milliseconds: () => milliseconds, stop: () => clearInterval(ticking) };
}
