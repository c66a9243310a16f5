import { existsSync, rmSync } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { onCleanup } from "./cleanup.ts";

/**
 * Fills a directory once. It is filled under another name and renamed at the end, so that no interrupted or concurrent run
 * leaves one that looks complete.
 *
 * @param directory the path; if it exists, it is complete, and nothing happens
 * @param fill puts the content into the empty directory that it receives
 */
export async function fillOnce(
  directory: string,
  fill: (staging: string) => void | Promise<void>,
): Promise<void> {
  if (existsSync(directory)) {
    return;
  }
  const staging = `${directory}.${process.pid}`;
  const discard = (): void => rmSync(staging, { recursive: true, force: true, maxRetries: 5 });
  const removeStaging = onCleanup(discard, discard);
  await mkdir(staging, { recursive: true });
  await fill(staging);
  await rename(staging, directory).catch((error: unknown) => {
    // Another process was faster.
    if (!existsSync(directory)) {
      throw error;
    }
  });
  await removeStaging();
}
