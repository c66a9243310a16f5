import { createEventQueue } from "./event-queue.ts";

/** A process that Lambda freezes between invocations. */
export interface Process {
  isAwake: boolean;
  /** What became due while it was frozen, oldest first. */
  readonly due: (() => void)[];
}

/** A world with its own clock, in which events happen one after the other and every run is the same. */
export interface World {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Something outside of all processes, which happens whatever is frozen. */
  readonly at: (time: number, run: () => void) => void;
  /** Something that a process notices: when it is due, or when the process thaws. */
  readonly noticeAt: (process: Process, time: number, run: () => void) => void;
  /** Runs code of a process. What it starts, such as timers, belongs to this process. */
  readonly runIn: (process: Process, run: () => void) => void;
  /** Thaws a process. What became due in the meantime happens before anything else. */
  readonly thaw: (process: Process) => void;
  /** Runs all events up to a time. */
  readonly runUntil: (time: number) => Promise<void>;
}

/** Makes a world, which begins at this time. Until `restore` is called, the timers of Node are those of the world. */
export function createWorld(begin: number): World & { readonly restore: () => void } {
  const queue = createEventQueue();
  const { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate } = globalThis;
  const { stackTraceLimit } = Error;
  // Each fetch that is given up makes an error, and a stack would take longer than all the rest.
  Error.stackTraceLimit = 0;
  let time = begin;
  let current: Process | undefined;
  let hasRunCode = false;

  function runIn(process: Process, run: () => void): void {
    current = process;
    hasRunCode = true;
    run();
  }

  function notice(process: Process, run: () => void): void {
    if (process.isAwake) {
      runIn(process, run);
    } else {
      process.due.push(run);
    }
  }

  const at: World["at"] = (when, run) => queue.add({ time: Math.max(when, time), run });
  const noticeAt: World["noticeAt"] = (process, when, run) => at(when, () => notice(process, run));

  function startTimer(run: () => void, milliseconds: number, isRepeated: boolean): Timer {
    const owner = current;
    const timer: Timer = { isActive: true, unref: () => timer };
    if (owner === undefined) {
      throw new Error("a timer was started outside of all processes");
    }
    const fire = (): void => {
      if (timer.isActive) {
        timer.isActive = isRepeated;
        run();
        if (isRepeated) {
          start();
        }
      }
    };
    const start = (): void =>
      at(time + milliseconds, () => {
        if (timer.isActive) {
          notice(owner, fire);
        }
      });
    start();
    return timer;
  }

  const stopTimer = (timer?: Timer): void => {
    if (timer !== undefined) {
      timer.isActive = false;
    }
  };
  Object.assign(globalThis, {
    setTimeout: (run: () => void, milliseconds = 0) => startTimer(run, milliseconds, false),
    setInterval: (run: () => void, milliseconds = 0) => startTimer(run, milliseconds, true),
    clearTimeout: stopTimer,
    clearInterval: stopTimer,
  });

  async function runUntil(end: number): Promise<void> {
    for (let event = queue.next(end); event !== undefined; event = queue.next(end)) {
      time = event.time;
      event.run();
      if (hasRunCode) {
        // All promises settle before the next event: a macrotask of Node runs after all microtasks.
        await new Promise<void>((resolve) => setImmediate(resolve));
        hasRunCode = false;
      }
      current = undefined;
    }
    time = end;
  }

  return {
    now: () => time,
    at,
    noticeAt,
    runIn,
    thaw: (process) => {
      process.isAwake = true;
      for (const run of process.due.splice(0)) {
        noticeAt(process, time, run);
      }
    },
    runUntil,
    restore: () => {
      Object.assign(globalThis, { setTimeout, clearTimeout, setInterval, clearInterval });
      Error.stackTraceLimit = stackTraceLimit;
    },
  };
}

interface Timer {
  isActive: boolean;
  readonly unref: () => Timer;
}
