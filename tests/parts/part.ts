import { execa } from "execa";
import { isMissing, missingProgram } from "../support/missing-program.ts";
import { repositoryRoot } from "../support/repository.ts";

/** How many tests of a part passed and failed. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** The names of the failed tests, as far as they are known. They are printed again at the end of a long output. */
  readonly failures?: readonly string[];
}

/** One part of `npm test`. It prints its results and returns their number. It throws only if it could not run. */
export interface Part {
  /** `npm test -- NAME` runs only this part. */
  readonly name: string;
  readonly run: () => Promise<Counts>;
}

/**
 * Runs a command in the repository and shows its output on the terminal.
 *
 * @returns its exit code
 * @throws Error with one line that says what to install, if the program is missing
 */
export async function runCommand(file: string, args: readonly string[]): Promise<number> {
  const result = await execa(file, args, {
    cwd: repositoryRoot,
    stdio: ["ignore", "inherit", "inherit"],
    preferLocal: true,
    reject: false,
  });
  if (isMissing(result)) {
    throw missingProgram(file);
  }
  return result.exitCode ?? 1;
}

/** Prints the result of a check that counts as one test. */
export function reportCheck(title: string, isPassed: boolean): Counts {
  console.log(`${isPassed ? "✔" : "✘"} ${title}`);
  return isPassed ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, failures: [title] };
}

/** The total of several counts. */
export function sum(counts: readonly Counts[]): Counts {
  return {
    passed: counts.reduce((total, { passed }) => total + passed, 0),
    failed: counts.reduce((total, { failed }) => total + failed, 0),
    failures: counts.flatMap(({ failures = [] }) => failures),
  };
}
