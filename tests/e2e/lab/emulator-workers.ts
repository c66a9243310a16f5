import { execa } from "execa";

/**
 * Ends the processes in which the emulator keeps a function warm, so that its next invocation is a cold start.
 * Only members of the emulator's own process group are touched.
 *
 * @param group the emulator's process group
 * @returns how many there were
 */
export async function endWorkers(group: number, functionName: string): Promise<number> {
  const { stdout } = await execa("ps", ["-A", "-ww", "-o", "pid=,pgid=,args="]);
  const pids = stdout.split("\n").flatMap((line) => workerPid(line, group, functionName));
  for (const pid of pids) kill(pid);
  return pids.length;
}

/** The emulator runs `node TMPDIR/ministack-lambda-NAME-RANDOM/_worker.js`, RANDOM being Python's eight characters. */
function workerPid(line: string, group: number, functionName: string): number[] {
  const [, pid, pgid, args = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
  const name = /\/ministack-lambda-(.+)-[a-z0-9_]{8}\/_worker\.js$/.exec(args)?.[1];
  return Number(pgid) === group && name === functionName ? [Number(pid)] : [];
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself in the meantime.
  }
}
