import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";

const POLL_MILLISECONDS = 20;

/**
 * Ends the processes in which the emulator keeps a function warm, so that its next invocation is a cold start.
 * Only processes in the emulator's own process group are ended.
 *
 * @param group the emulator's process group
 * @returns the number of ended processes
 */
export async function endWorkers(group: number, functionName: string): Promise<number> {
  const pids = await workersOf(group, functionName);
  for (const pid of pids) kill(pid);
  // Wait until they have ended: the emulator would send the next event to an ending process and answer 500.
  while ((await workersOf(group, functionName)).some((pid) => pids.includes(pid)))
    await sleep(POLL_MILLISECONDS);
  return pids.length;
}

async function workersOf(group: number, functionName: string): Promise<number[]> {
  const { stdout } = await execa("ps", ["-A", "-ww", "-o", "pid=,pgid=,args="]);
  return stdout.split("\n").flatMap((line) => workerPid(line, group, functionName));
}

/** The emulator runs `node TMPDIR/ministack-lambda-NAME-RANDOM/_worker.js`. Python makes RANDOM, eight characters. */
function workerPid(line: string, group: number, functionName: string): number[] {
  const [, pid, pgid, args = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
  const name = /\/ministack-lambda-(.+)-[a-z0-9_]{8}\/_worker\.js$/.exec(args)?.[1];
  return Number(pgid) === group && name === functionName ? [Number(pid)] : [];
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // The process has already ended.
  }
}
