import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { onCleanup } from "../../support/cleanup.ts";

/**
 * Ends a process of the run by SIGKILL, and then what belongs to it: at the latest with the run.
 *
 * @returns does so earlier
 */
export function killOnCleanup(child: ChildProcess, afterwards: () => Promise<void>): () => Promise<void> {
  const kill = (): void => void child.kill("SIGKILL");
  return onCleanup(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, "exit");
      kill();
      await ended;
    }
    await afterwards();
  }, kill);
}
