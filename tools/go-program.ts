import { existsSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { isMissing } from "../tests/support/missing-program.ts";

/** A program that is built from the Go module proxy, in one version. */
export interface GoProgram {
  readonly name: string;
  readonly module: string;
  readonly version: string;
  /** The package with the program's main function, if it is not the module itself. */
  readonly package?: string;
}

/**
 * Builds a Go program, unless the cache has it already.
 *
 * @param cache the directory for downloads; the program is NAME-VERSION/NAME in it
 * @returns the path of the program, or undefined if Go is not installed
 * @throws Error if Go cannot build it
 */
export async function findGoProgram(cache: string, program: GoProgram): Promise<string | undefined> {
  const { name, module, version } = program;
  const directory = join(cache, `${name}-${version}`);
  const path = join(directory, name);
  if (existsSync(path)) {
    return path;
  }
  if (isMissing(await execa("go", ["version"], { reject: false }))) {
    return undefined;
  }
  await mkdir(directory, { recursive: true });
  // A module of our own, because `go install MODULE@VERSION` also asks the proxy for the list of versions. The line `go`
  // makes Go leave out what the program does not need; Go replaces it by the version that the program needs.
  const lines = [`module ${name}`, "go 1.21", `require ${module} v${version}`];
  await writeFile(join(directory, "go.mod"), `${lines.join("\n\n")}\n`);
  // Renamed at the end, so that an interrupted build never looks complete.
  const staging = `${path}.${process.pid}`;
  await execa("go", ["build", "-mod=mod", "-o", staging, program.package ?? module], { cwd: directory });
  await rename(staging, path);
  return path;
}
