import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { installNodes, type NodeBinaries } from "../../lambda/bench/install.ts";
import { repositoryRoot } from "../support/repository.ts";
import { createTemporaryDirectory } from "../support/temporary-directory.ts";
import { type Counts, type Part, runCommand } from "./part.ts";

/** The tests of one project of vitest.config.ts. */
export function vitestPart(project: string): Part {
  return partUnder(project, project, async () => process.execPath);
}

/** The same tests with another Node.js version that Lambda offers. It is installed first. */
export function vitestPartUnder(major: keyof NodeBinaries, project: string): Part {
  return partUnder(`${project}-node${major}`, project, async () => (await installNodes())[major]);
}

function partUnder(name: string, project: string, nodeOf: () => Promise<string>): Part {
  return {
    name,
    run: async () => {
      const directory = createTemporaryDirectory("vitest");
      const report = join(directory.path, "report.json");
      const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
      const vitest = join(repositoryRoot, "node_modules/vitest/vitest.mjs");
      const args = ["run", "--project", project, ...reporters];
      const exitCode = await runCommand(await nodeOf(), [vitest, ...args]);
      const counts = countsOf(await readFile(report, "utf8"));
      await directory.remove();
      // The report counts no failed test if a file can't be loaded or an error occurs outside of a test.
      return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
    },
  };
}

/** The JSON report of Vitest, as far as it is read here. */
interface VitestReport {
  readonly numPassedTests: number;
  readonly numTotalTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly TestResult[];
  }[];
}

interface TestResult {
  readonly fullName: string;
  readonly status: string;
  readonly failureMessages: readonly string[] | null;
}

function countsOf(text: string): Counts {
  const { numPassedTests, numTotalTests, testResults }: VitestReport = JSON.parse(text);
  const failures = testResults.flatMap(({ name, message, assertionResults }) => {
    const file = relative(repositoryRoot, name);
    const unloaded = message === "" ? [] : [`${file}: ${message}`];
    const failed = assertionResults.filter(({ status }) => status === "failed");
    return [...unloaded, ...failed.map((test) => `${file}: ${test.fullName}\n${firstLinesOf(test)}`)];
  });
  return { passed: numPassedTests, failed: numTotalTests - numPassedTests, failures };
}

const SHOWN_LINES = 20;

function firstLinesOf({ failureMessages }: TestResult): string {
  const lines = (failureMessages ?? []).join("\n").split("\n", SHOWN_LINES);
  return lines.map((line) => `  ${line}`).join("\n");
}
