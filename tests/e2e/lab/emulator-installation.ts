import { join } from "node:path";
import { installPythonPackages } from "../../support/python-installation.ts";

/** The name of the emulator in messages about missing programs. */
export const EMULATOR = "the local AWS emulator";

/** @returns the path of the Python that runs the emulator with `-m ministack`. The first run installs it. */
export function installEmulator(): Promise<string> {
  return installPythonPackages({
    name: "ministack",
    requirements: join(import.meta.dirname, "emulator-requirements.txt"),
    purpose: EMULATOR,
  });
}
