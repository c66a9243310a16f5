import { writeSync } from "node:fs";

/**
 * Everything that must end with the process (child processes, temporary directories, servers) registers here.
 * Each entry has a task that runs at an orderly end (normal, Ctrl-C, SIGTERM, SIGHUP). It may also have a last resort
 * for a sudden end (an uncaught error, process.exit, a second Ctrl-C). The last resort is synchronous: it runs in the
 * "exit" event, where nothing can be awaited.
 */

interface Entry {
  readonly run: () => Promise<void>;
  readonly lastResort: () => void;
  readonly deadlineMilliseconds: number;
}

const SIGNAL_EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** npm, tsx and the terminal each deliver the same Ctrl-C. A signal this soon after the first is a duplicate. */
const ECHO_MILLISECONDS = 500;
const DEADLINE_MILLISECONDS = 15_000;

const pending: Entry[] = [];
let handlersInstalled = false;
let shutdownBegan: number | undefined;

/**
 * Registers a task that runs when the process ends, whatever the reason. The task registered last runs first.
 *
 * @param task may be asynchronous
 * @param lastResort runs if the task has not finished when the process exits
 * @param deadlineMilliseconds how long the task may take, by default 15 seconds; then the next task begins
 * @returns a function that runs the task now, unless it has run, and unregisters it; it rejects with the task's error
 */
export function onCleanup(
  task: () => void | Promise<void>,
  lastResort: () => void = () => {},
  deadlineMilliseconds: number = DEADLINE_MILLISECONDS,
): () => Promise<void> {
  installHandlers();
  let outcome: Promise<void> | undefined;
  const run = () => {
    outcome ??= Promise.resolve().then(task);
    return outcome;
  };
  const entry: Entry = { run, lastResort, deadlineMilliseconds };
  pending.push(entry);
  return () => finish(entry);
}

/** Runs every registered task, latest first. Never rejects: it writes errors to stderr and runs the other tasks. */
async function runCleanups(): Promise<void> {
  const abandoned = new Set<Entry>();
  for (;;) {
    // The list is searched again each time: interrupted work may still register new entries.
    const entry = pending.findLast((candidate) => !abandoned.has(candidate));
    if (entry === undefined) return;
    abandoned.add(entry);
    try {
      await withDeadline(finish(entry), entry.deadlineMilliseconds);
    } catch (error) {
      process.stderr.write(`cleanup: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
}

/**
 * Runs a script's main function, then the cleanups. If main throws, the cleanups run and the error is rethrown.
 * After Ctrl-C the promise never settles, so that errors of interrupted work are not reported.
 */
export async function withCleanup<T>(main: () => Promise<T>): Promise<T> {
  try {
    return await main();
  } finally {
    if (shutdownBegan !== undefined) await new Promise<never>(() => {});
    await runCleanups();
  }
}

/** Runs a script: its main function, then the cleanups. An error is printed, and the exit code is then 1. */
export function runScript(main: () => Promise<void>): void {
  withCleanup(main).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}

/** Whether a signal is ending the process. Errors that follow are a result of the signal. */
export function isInterrupted(): boolean {
  return shutdownBegan !== undefined;
}

async function finish(entry: Entry): Promise<void> {
  await entry.run();
  const position = pending.indexOf(entry);
  if (position >= 0) pending.splice(position, 1);
}

function withDeadline(work: Promise<void>, milliseconds: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error(`a task took longer than ${milliseconds / 1000} s`));
    const timer = setTimeout(late, milliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function installHandlers(): void {
  if (handlersInstalled) return;
  handlersInstalled = true;
  for (const [signal, code] of Object.entries(SIGNAL_EXIT_CODES)) process.on(signal, () => interrupt(code));
  // An uncaught error needs no separate handler: Node.js reports it and exits, and the last resorts run.
  process.on("exit", runLastResorts);
}

function interrupt(code: number): void {
  if (shutdownBegan === undefined) {
    shutdownBegan = Date.now();
    void runCleanups().then(() => {
      // Only a user presses Ctrl-C: a test runner ends its workers by SIGTERM. Not process.stderr: a progress display may
      // have replaced it.
      if (code === SIGNAL_EXIT_CODES.SIGINT) {
        writeSync(2, "\nInterrupted. All processes have been stopped and all temporary files removed.\n");
      }
      process.exit(code);
    });
  } else if (Date.now() - shutdownBegan > ECHO_MILLISECONDS) {
    // A second Ctrl-C by the user: run only the last resorts, which wait for nothing.
    process.exit(code);
  }
}

function runLastResorts(): void {
  for (const entry of pending.splice(0).reverse()) {
    try {
      entry.lastResort();
    } catch {
      // The process is exiting: the remaining entries still have to run.
    }
  }
}
