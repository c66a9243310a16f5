import { execa } from "execa";
import { repositoryRoot } from "../support/repository.ts";

/** How many tests of a part passed and failed. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** One part of `npm test`. It prints what it does and counts; it throws only if it couldn't run at all. */
export interface Part {
  /** By which it can be run alone: `npm test -- NAME`. */
  readonly name: string;
  readonly run: () => Promise<Counts>;
}

/** Runs a command in the repository, its output on the terminal. @returns its exit code */
export async function runCommand(file: string, args: readonly string[]): Promise<number> {
  const { exitCode } = await execa(file, args, {
    cwd: repositoryRoot,
    stdio: ["ignore", "inherit", "inherit"],
    preferLocal: true,
    reject: false,
  });
  return exitCode ?? 1;
}

/** Prints the outcome of a check that is one test by itself. */
export function reportCheck(title: string, isPassed: boolean): Counts {
  console.log(`${isPassed ? "✔" : "✘"} ${title}`);
  return isPassed ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Adds up. */
export function sum(counts: readonly Counts[]): Counts {
  return {
    passed: counts.reduce((total, { passed }) => total + passed, 0),
    failed: counts.reduce((total, { failed }) => total + failed, 0),
  };
}
