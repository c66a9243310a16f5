/** How long a process has been awake. */
export interface AwakeTime {
  /** Milliseconds since the start, within one tick; less if the process was too busy to count. */
  readonly milliseconds: () => number;
  readonly stop: () => void;
}

const TICK_MS = 100;

/**
 * Counts the time in which the process runs. Lambda freezes the process between invocations while the clock goes on. A
 * timer counts only while the process runs, so it tells an endpoint that did not answer from a process that was frozen.
 */
export function countAwakeTime(): AwakeTime {
  let milliseconds = 0;
  const ticking = setInterval(() => {
    milliseconds += TICK_MS;
  }, TICK_MS);
  return { milliseconds: () => milliseconds, stop: () => clearInterval(ticking) };
}
