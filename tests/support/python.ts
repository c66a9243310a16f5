import { execa } from "execa";
import { inheritedEnvironment } from "./process-environment.ts";

/** Newest first; plain `python3` last, for systems that have only that name. */
const CANDIDATES = ["python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python3"];

/** Debian has ensurepip in a separate package. Without it, a virtual environment has no pip. */
const CHECK =
  "import sys; assert sys.version_info >= (3, 10), 'old'; import venv, ensurepip; print(sys.executable)";

/**
 * @param purpose the part of the project that needs it, for the message
 * @returns the path of a Python 3.10 or later that can make virtual environments
 * @throws Error with a one-line message that says what to install
 */
export async function findPython(purpose: string): Promise<string> {
  for (const name of CANDIDATES) {
    // Each candidate is run: version managers put programs on the PATH that only print an error.
    const { stdout, exitCode } = await execa(name, ["-c", CHECK], {
      reject: false,
      extendEnv: false,
      env: pythonEnvironment(),
    });
    if (exitCode === 0) return String(stdout).trim();
  }
  throw new Error(
    `${purpose} needs Python 3.10 or later with venv: install python3 (on Debian and Ubuntu: python3 and python3-venv)`,
  );
}

/** @returns the environment for Python tools, including the machine's settings for pip (index, proxy, wheels) */
export function pythonEnvironment(): Readonly<Record<string, string>> {
  return {
    ...inheritedEnvironment((name) => name.startsWith("PIP_") || name.startsWith("PYENV_")),
    PYTHONNOUSERSITE: "1",
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
  };
}
