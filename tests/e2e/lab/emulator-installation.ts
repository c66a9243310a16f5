import { rmSync } from "node:fs";
import { copyFile, mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { onCleanup } from "../../support/cleanup.ts";
import { startProcessGroup } from "../../support/process-group.ts";
import { cacheDirectory } from "../../support/repository.ts";
import { findPython, pythonEnvironment } from "./python.ts";

const REQUIREMENTS = join(import.meta.dirname, "emulator-requirements.txt");
/** A copy of the requirements inside the installation. It tells whether the installation is up to date. */
const STAMP = "requirements.txt";

/**
 * Makes sure that the emulator is installed, in a virtual environment below `.cache/`. The first run downloads it with
 * pip, later runs reuse it.
 *
 * @returns the path of the Python that runs it with `-m ministack`
 * @throws Error if there is no suitable Python or pip fails
 */
export async function installEmulator(): Promise<string> {
  const requirements = await readFile(REQUIREMENTS, "utf8");
  const version = /^ministack==(\S+)$/m.exec(requirements)?.[1];
  const directory = join(cacheDirectory, `ministack-${version}`);
  if (!(await isInstalled(directory, requirements))) await install(directory);
  return pythonOf(directory);
}

async function isInstalled(directory: string, requirements: string): Promise<boolean> {
  const stamp = await readFile(join(directory, STAMP), "utf8").catch(() => undefined);
  if (stamp !== requirements) return false;
  // The environment uses the system's Python, which an upgrade may have removed.
  const { exitCode } = await execa(pythonOf(directory), ["-c", "import ministack"], {
    reject: false,
    extendEnv: false,
    env: pythonEnvironment(),
  });
  return exitCode === 0;
}

/**
 * Installs into a separate directory and renames it, so that an interrupted or concurrent installation never looks
 * complete. Scripts in a virtual environment contain the original path, so everything runs with `python -m`.
 */
async function install(directory: string): Promise<void> {
  const python = await findPython();
  const staging = `${directory}.${process.pid}`;
  const discard = () => rmSync(staging, { recursive: true, force: true, maxRetries: 5 });
  const removeStaging = onCleanup(discard, discard);
  await mkdir(cacheDirectory, { recursive: true });
  await run(python, ["-m", "venv", staging]);
  await run(pythonOf(staging), ["-m", "pip", "install", "--quiet", "--no-input", "-r", REQUIREMENTS]);
  await copyFile(REQUIREMENTS, join(staging, STAMP));
  await rm(directory, { recursive: true, force: true });
  await rename(staging, directory);
  await removeStaging();
}

async function run(file: string, args: readonly string[]): Promise<void> {
  const group = startProcessGroup(file, args, {
    cwd: cacheDirectory,
    env: pythonEnvironment(),
    graceMilliseconds: 1000,
  });
  const { exitCode, stderr, stdout } = await group.ended;
  await group.stop();
  if (exitCode !== 0) throw new Error(`${file} ${args.join(" ")} failed:\n${stderr || stdout}`);
}

function pythonOf(directory: string): string {
  return join(directory, "bin", "python");
}
