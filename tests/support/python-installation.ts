import { copyFile, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { startProcessGroup } from "./process-group.ts";
import { findPython, pythonEnvironment } from "./python.ts";
import { cacheDirectory } from "./repository.ts";
import { fillOnce } from "./staged-directory.ts";

/** Packages from the Python package index that are installed together, in a virtual environment of their own. */
export interface PythonPackages {
  /** The package that gives the environment its name and version. It is imported to see whether it still works. */
  readonly name: string;
  /** The path of a requirements file that pins every version. */
  readonly requirements: string;
  /** The part of the project that needs them, for messages. */
  readonly purpose: string;
}

/** A copy of the requirements inside the installation. It tells whether the installation is up to date. */
const STAMP = "requirements.txt";

/**
 * Makes sure that packages are installed, in a virtual environment below `.cache/`. The first run downloads them with
 * pip, later runs reuse them.
 *
 * @returns the path of the Python that runs them
 * @throws Error if there is no suitable Python or pip fails
 */
export async function installPythonPackages(packages: PythonPackages): Promise<string> {
  const requirements = await readFile(packages.requirements, "utf8");
  const version = new RegExp(`^${packages.name}==(\\S+)$`, "m").exec(requirements)?.[1];
  const directory = join(cacheDirectory, `${packages.name}-${version}`);
  if (!(await isInstalled(directory, packages.name, requirements))) await install(directory, packages);
  return pythonOf(directory);
}

async function isInstalled(directory: string, name: string, requirements: string): Promise<boolean> {
  const stamp = await readFile(join(directory, STAMP), "utf8").catch(() => undefined);
  if (stamp !== requirements) return false;
  // The environment uses the system's Python, which an upgrade may have removed.
  const { exitCode } = await execa(pythonOf(directory), ["-c", `import ${name}`], {
    reject: false,
    extendEnv: false,
    env: pythonEnvironment(),
  });
  return exitCode === 0;
}

/** Replaces what is there. Scripts in a virtual environment contain its path at first, so everything runs with `python -m`. */
async function install(directory: string, { requirements, purpose }: PythonPackages): Promise<void> {
  const python = await findPython(purpose);
  await rm(directory, { recursive: true, force: true });
  await fillOnce(directory, async (staging) => {
    await run(python, ["-m", "venv", staging]);
    await run(pythonOf(staging), ["-m", "pip", "install", "--quiet", "--no-input", "-r", requirements]);
    await copyFile(requirements, join(staging, STAMP));
  });
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
