import { basename, delimiter, isAbsolute, resolve } from "node:path";
import { execa } from "execa";
import { inheritedEnvironment } from "../support/process-environment.ts";
import { buildProgram } from "./build.ts";
import { type Engine, READY_PROGRAMS } from "./engine.ts";

/**
 * Finds the program of an engine: among the ones that the variable names, then on the PATH. If neither has the
 * version, it is built from the Go module proxy into `.cache/`, which takes several minutes, once.
 *
 * @returns its path, or its name if it is on the PATH
 */
export async function programOf({ program, version }: Engine): Promise<string> {
  if (version === undefined) return program;
  const candidates = [...readyPrograms().filter((path) => basename(path) === program), program];
  for (const candidate of candidates) {
    if ((await versionOf(candidate)) === version) return candidate;
  }
  return buildProgram(program, version);
}

function readyPrograms(): readonly string[] {
  const named = (process.env[READY_PROGRAMS] ?? "").split(delimiter).filter((path) => path !== "");
  return named.map((path) => (isAbsolute(path) ? path : resolve(path)));
}

/** @returns the version, without the mark of a build from source; undefined if the program does not start */
async function versionOf(program: string): Promise<string | undefined> {
  const { stdout } = await execa(program, ["version", "-json"], {
    reject: false,
    extendEnv: false,
    env: { ...inheritedEnvironment(), CHECKPOINT_DISABLE: "1" },
  });
  return /"terraform_version":\s*"(\d+\.\d+\.\d+)(?:-dev)?"/.exec(String(stdout))?.[1];
}
