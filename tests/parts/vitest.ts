import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createTemporaryDirectory } from "../support/temporary-directory.ts";
import { type Counts, type Part, runCommand } from "./part.ts";

/** The tests of one project of vitest.config.ts. */
export function vitestPart(project: string): Part {
  return {
    name: project,
    run: async () => {
      const directory = createTemporaryDirectory("vitest");
      const report = join(directory.path, "report.json");
      const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
      const exitCode = await runCommand("vitest", ["run", "--project", project, ...reporters]);
      const counts = countsOf(await readFile(report, "utf8"));
      await directory.remove();
      // A file that can't be loaded has no tests to fail, and an error outside of a test belongs to none.
      return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
    },
  };
}

function countsOf(report: string): Counts {
  const { numPassedTests, numTotalTests } = JSON.parse(report);
  return { passed: numPassedTests, failed: numTotalTests - numPassedTests };
}
