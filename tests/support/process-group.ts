import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { onCleanup } from "./cleanup.ts";
import type { Environment } from "./process-environment.ts";

const POLL_MILLISECONDS = 20;
/** After SIGKILL only zombies can remain, in a container without an init process. Nothing would end a wait for them. */
const KILL_WAIT_MILLISECONDS = 2000;
/** The least time for the cleanup of a group. */
const LEAST_CLEANUP_MILLISECONDS = 15_000;

const GROUP_OPTIONS = {
  detached: true,
  // execa's cleanup would signal only the program, not its group.
  cleanup: false,
  reject: false,
  extendEnv: false,
  stdin: "ignore",
} as const;

/** Where and how to run a program. `env` is its whole environment: nothing else is inherited. */
export interface ProcessGroupOptions {
  readonly cwd: string;
  readonly env: Environment;
  /** How long the group may take to end after the first signal. */
  readonly graceMilliseconds: number;
  /** The signal that asks the group to end. Default SIGTERM. */
  readonly endSignal?: "SIGTERM" | "SIGINT";
  /** The file that receives stdout and stderr. Default: both are returned in `ProcessEnd`. */
  readonly outputFile?: string;
}

/** How a program ended. */
export interface ProcessEnd {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** Why the program could not be started, for example because it is missing; undefined if it started. */
  readonly startError: Error | undefined;
}

/** A program that leads its own process group. The processes that it starts belong to the group and end with it. */
export interface ProcessGroup {
  readonly pid: number | undefined;
  /** Settles when the program itself ends; never rejects. */
  readonly ended: Promise<ProcessEnd>;
  /** Ends the whole group: `endSignal`, then SIGKILL for what remains after the grace time. Safe to repeat. */
  stop(): Promise<void>;
}

/**
 * Starts a program in its own process group. Ctrl-C then reaches it only once, through this process, and `stop` ends
 * exactly the processes that it started. The cleanup ends the group at the latest.
 */
export function startProcessGroup(
  file: string,
  args: readonly string[],
  options: ProcessGroupOptions,
): ProcessGroup {
  const { cwd, env, graceMilliseconds, endSignal = "SIGTERM", outputFile } = options;
  const output = outputFile === undefined ? "pipe" : { file: outputFile };
  const child = execa(file, args, { ...GROUP_OPTIONS, cwd, env, stdout: output, stderr: output });
  const { pid } = child;
  // The system may reuse the number of an empty group for other processes: an empty group gets no more signals.
  let empty = pid === undefined;
  child.once("exit", () => {
    empty ||= !signalGroup(pid, 0);
  });
  const signal = (name: NodeJS.Signals | 0) => {
    empty ||= !signalGroup(pid, name);
    return !empty;
  };
  const stop = onCleanup(
    () => endGroup(signal, endSignal, graceMilliseconds),
    () => signal("SIGKILL"),
    Math.max(LEAST_CLEANUP_MILLISECONDS, graceMilliseconds + 2 * KILL_WAIT_MILLISECONDS),
  );
  const ended = child.then((result) => ({
    exitCode: result.exitCode,
    signal: result.signal,
    stdout: text(result.stdout),
    stderr: text(result.stderr),
    startError: result.exitCode === undefined && result.signal === undefined ? startError(result) : undefined,
  }));
  return { pid, ended, stop };
}

async function endGroup(
  signal: (name: NodeJS.Signals | 0) => boolean,
  endSignal: NodeJS.Signals,
  graceMilliseconds: number,
): Promise<void> {
  if (!signal(endSignal) || (await isEmptyWithin(signal, graceMilliseconds))) return;
  if (signal("SIGKILL")) await isEmptyWithin(signal, KILL_WAIT_MILLISECONDS);
}

async function isEmptyWithin(
  signal: (name: NodeJS.Signals | 0) => boolean,
  milliseconds: number,
): Promise<boolean> {
  const deadline = Date.now() + milliseconds;
  while (Date.now() < deadline) {
    if (!signal(0)) return true;
    await sleep(POLL_MILLISECONDS);
  }
  return !signal(0);
}

/** @returns whether the group has members */
function signalGroup(leader: number | undefined, name: NodeJS.Signals | 0): boolean {
  // Without a pid nothing was started. With 0 or 1, kill would address processes outside of this group.
  if (leader === undefined || leader <= 1) return false;
  try {
    process.kill(-leader, name);
    return true;
  } catch {
    return false;
  }
}

function text(output: unknown): string {
  return typeof output === "string" ? output : "";
}

function startError(result: unknown): Error {
  return result instanceof Error ? result : new Error("the program could not be started");
}
