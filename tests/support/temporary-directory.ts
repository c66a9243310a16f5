import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onCleanup } from "./cleanup.ts";

/** A directory of our own, and the way to remove it before the process ends. */
export interface TemporaryDirectory {
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * Makes a directory under the system's temporary directory; it is removed when the process ends.
 *
 * @param purpose a few letters for people who find it; short, because Terraform's plugins put Unix sockets
 *   below it, whose paths may have 104 bytes on macOS
 * @returns its path without symbolic links (`/tmp` is one on macOS, and tools disagree on which name to print)
 */
export function createTemporaryDirectory(purpose: string): TemporaryDirectory {
  const path = mkdtempSync(join(realpathSync(tmpdir()), `jwta-${purpose}-`));
  // Retries: a process that has just been killed may still be writing.
  const remove = () => rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  return { path, remove: onCleanup(remove, remove) };
}
