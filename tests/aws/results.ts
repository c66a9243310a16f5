import { readFile, writeFile } from "node:fs/promises";
import type { Observations } from "./run-probes.ts";

/** The last run on a target. */
export interface Run {
  readonly date: string;
  /** The command, without profile and account. */
  readonly command: string;
  readonly observations: Observations;
}

/** The last run on each target; null if there was none. */
export type Results = Readonly<Record<"aws" | "emulator", Run | null>>;

const FILE = new URL("results.json", import.meta.url);

/** Reads the results that are committed. */
export async function readResults(): Promise<Results> {
  return JSON.parse(await readFile(FILE, "utf8"));
}

/** Replaces the results of one target. */
export async function writeResults(target: "aws" | "emulator", run: Run): Promise<void> {
  const results = await readResults();
  await writeFile(FILE, `${JSON.stringify({ ...results, [target]: run }, null, 2)}\n`);
}
