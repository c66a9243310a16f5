import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { installEmulator } from "../e2e/lab/emulator-installation.ts";
import { checkPrerequisites } from "../e2e/lab/prerequisites.ts";
import { fillPluginCache } from "../support/plugin-cache.ts";
import { repositoryRoot } from "../support/repository.ts";
import { createTemporaryDirectory } from "../support/temporary-directory.ts";
import { type Counts, type Part, runCommand } from "./part.ts";

/** The scripts `tests/e2e/*.e2e.ts`. Each starts its own emulator; four run at a time, because they wait a lot. */
export const endToEndPart = partOf("e2e", "tests/e2e");

/** The scripts that take too long to run each time. */
export const longEndToEndPart = partOf("e2e-long", "tests/e2e/long");

/** The small examples only: an apply, a request, an empty second plan and a destroy of each kind of API. */
export const smallExamplesPart = partOf("small-examples", "tests/e2e", (name) => name === "examples.e2e.ts");

function partOf(name: string, folder: string, isWanted = (file: string) => file.endsWith(".e2e.ts")): Part {
  return { name, run: () => runScripts(folder, isWanted) };
}

async function runScripts(folder: string, isWanted: (file: string) => boolean): Promise<Counts> {
  const names = (await readdir(join(repositoryRoot, folder))).filter(isWanted);
  await prepare();
  const files = names.sort().map((name) => join(folder, name));
  const directory = createTemporaryDirectory("e2e");
  const report = join(directory.path, "report.tap");
  const reporters = [
    ["--test-reporter=spec", "--test-reporter-destination=stdout"],
    ["--test-reporter=tap", `--test-reporter-destination=${report}`],
  ].flat();
  const command = ["--import", "tsx", "--test", "--test-concurrency=4", ...reporters, ...files];
  const exitCode = await runCommand(process.execPath, command);
  const counts = countsOf(await readFile(report, "utf8"));
  await directory.remove();
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** Checks the machine, installs the emulator and fills Terraform's plugin cache. Two scripts must not do this at the same time. */
async function prepare(): Promise<void> {
  await checkPrerequisites();
  await installEmulator();
  await fillPluginCache();
}

function countsOf(tap: string): Counts {
  const count = (name: string): number => Number(new RegExp(`^# ${name} (\\d+)$`, "m").exec(tap)?.[1] ?? 0);
  const failures = [...tap.matchAll(/^ *not ok \d+ - (.+)$/gm)].map(([, name = ""]) => name);
  return { passed: count("pass"), failed: count("tests") - count("pass"), failures };
}
