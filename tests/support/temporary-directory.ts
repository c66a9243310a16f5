import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onCleanup } from "./cleanup.ts";

/** A temporary directory, and a function that removes it before the process ends. */
export interface TemporaryDirectory {
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * Makes a directory under the system's temporary directory; it is removed when the process ends.
 *
 * @param purpose a few letters that tell a person what the directory is for. Keep it short: Terraform's plugins put
 *   Unix sockets into the directory, and a socket's path is limited to 104 bytes on macOS
 * @returns its path without symbolic links (`/tmp` is one on macOS, and some tools print the link, others the target)
 */
export function createTemporaryDirectory(purpose: string): TemporaryDirectory {
  const path = mkdtempSync(join(realpathSync(tmpdir()), `jwta-${purpose}-`));
  // Retries, because a killed process may still be writing.
  const remove = () => rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  return { path, remove: onCleanup(remove, remove) };
}
