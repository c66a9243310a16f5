import { writeSync } from "node:fs";

/**
 * Everything that must not outlive the process (child processes, temporary directories, servers) registers here.
 * Each entry has a task for the orderly end (normal, Ctrl-C, SIGTERM, SIGHUP) and may have a last resort for a sudden
 * one (an uncaught error, process.exit, a second Ctrl-C). The latter is synchronous: it runs in the "exit" event, where
 * nothing can be awaited any more.
 */

interface Entry {
  readonly run: () => Promise<void>;
  readonly lastResort: () => void;
}

const SIGNAL_EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** npm, tsx and the terminal each deliver the same Ctrl-C: what comes this soon after the first is an echo. */
const ECHO_MILLISECONDS = 500;
const TASK_DEADLINE_MILLISECONDS = 15_000;

const pending: Entry[] = [];
let handlersInstalled = false;
let shutdownBegan: number | undefined;

/**
 * Registers a task to run when the process ends, for whatever reason; the latest registered runs first.
 *
 * @param task the orderly way: may be asynchronous, gets 15 seconds
 * @param lastResort the hard way, for when the task did not finish before the process exits
 * @returns runs the task now, unless it ran before, and takes it off the list; rejects with the task's error
 */
export function onCleanup(
  task: () => void | Promise<void>,
  lastResort: () => void = () => {},
): () => Promise<void> {
  installHandlers();
  let outcome: Promise<void> | undefined;
  const run = () => {
    outcome ??= Promise.resolve().then(task);
    return outcome;
  };
  const entry: Entry = { run, lastResort };
  pending.push(entry);
  return () => finish(entry);
}

/** Runs every registered task, latest first. Never rejects: what fails is written to stderr and the rest still runs. */
export async function runCleanups(): Promise<void> {
  const abandoned = new Set<Entry>();
  for (;;) {
    // Looked up anew each time: work that a signal interrupted may still register what it had under way.
    const entry = pending.findLast((candidate) => !abandoned.has(candidate));
    if (entry === undefined) return;
    abandoned.add(entry);
    try {
      await withDeadline(finish(entry));
    } catch (error) {
      process.stderr.write(`cleanup: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
}

/**
 * Runs a script's main function, then the cleanups, also when it throws; the error is thrown on.
 * After Ctrl-C it never settles, so that the failures of interrupted work are not reported on top.
 */
export async function withCleanup<T>(main: () => Promise<T>): Promise<T> {
  try {
    return await main();
  } finally {
    if (shutdownBegan !== undefined) await new Promise<never>(() => {});
    await runCleanups();
  }
}

/** Whether a signal is ending the process: what fails from then on fails because of it. */
export function isInterrupted(): boolean {
  return shutdownBegan !== undefined;
}

async function finish(entry: Entry): Promise<void> {
  await entry.run();
  const position = pending.indexOf(entry);
  if (position >= 0) pending.splice(position, 1);
}

function withDeadline(work: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error(`a task took longer than ${TASK_DEADLINE_MILLISECONDS / 1000} s`));
    const timer = setTimeout(late, TASK_DEADLINE_MILLISECONDS);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function installHandlers(): void {
  if (handlersInstalled) return;
  handlersInstalled = true;
  for (const [signal, code] of Object.entries(SIGNAL_EXIT_CODES)) process.on(signal, () => interrupt(code));
  // An uncaught error needs no handler of its own: Node.js reports it and exits, and the last resorts run.
  process.on("exit", runLastResorts);
}

function interrupt(code: number): void {
  if (shutdownBegan === undefined) {
    shutdownBegan = Date.now();
    void runCleanups().then(() => {
      // Not process.stderr, which a progress display may have taken over.
      writeSync(2, "\ninterrupted; what was started has been stopped and removed\n");
      process.exit(code);
    });
  } else if (Date.now() - shutdownBegan > ECHO_MILLISECONDS) {
    // Impatience: the last resorts do not wait for anything.
    process.exit(code);
  }
}

function runLastResorts(): void {
  for (const entry of pending.splice(0).reverse()) {
    try {
      entry.lastResort();
    } catch {
      // The process is exiting: the remaining entries matter more than this one's report.
    }
  }
}
