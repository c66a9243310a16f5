import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { cacheDirectory } from "../support/repository.ts";
import type { Engine } from "./engine.ts";

/** Where Go finds the source of a program, and what has to be cut out before it can be built from there. */
const SOURCES = {
  terraform: { module: "github.com/hashicorp/terraform", package: ".", prepare: cutMissingBackends },
  tofu: { module: "github.com/opentofu/opentofu", package: "./cmd/tofu", prepare: async () => {} },
} as const;

/**
 * Builds a version from the Go module proxy, unless `.cache/` has it already.
 *
 * @returns the path of the program
 */
export async function buildProgram(name: Engine["program"], version: string): Promise<string> {
  const directory = join(cacheDirectory, `${name}-${version}`);
  const program = join(directory, name);
  if (existsSync(program)) return program;
  const source = SOURCES[name];
  console.log(`Building ${name} ${version} from the Go module proxy. This takes several minutes.`);
  await mkdir(directory, { recursive: true });
  const copy = join(directory, "source");
  await rm(copy, { recursive: true, force: true });
  // Go builds nothing with a change in its own cache.
  await cp(await download(directory, `${source.module}@v${version}`), copy, { recursive: true });
  await execa("chmod", ["-R", "u+w", copy]);
  await source.prepare(copy);
  const built = join(directory, `${name}.${process.pid}`);
  // Without the mark of a development version, so that the version is the one that a user has.
  const flags = `-s -w -X ${source.module}/version.dev=no`;
  await execa("go", ["build", "-mod=mod", "-trimpath", "-ldflags", flags, "-o", built, source.package], {
    cwd: copy,
    stderr: "inherit",
  });
  await rename(built, program);
  await rm(copy, { recursive: true });
  return program;
}

/** @returns the directory of the module's source in Go's cache */
async function download(cwd: string, module: string): Promise<string> {
  const { stdout } = await execa("go", ["mod", "download", "-json", module], { cwd });
  return (JSON.parse(stdout) as { Dir: string }).Dir;
}

/**
 * In Terraform, the backends that keep a state in a cloud are Go modules of their own, in folders of its repository. A
 * module's zip contains no such folder, so they are nowhere on the proxy. Nothing else is cut: their `require` and
 * `replace` lines, their imports, and their entries in the table of backends. The tests keep their state in a file.
 */
async function cutMissingBackends(source: string): Promise<void> {
  const module = join(source, "go.mod");
  const missing = [...(await readFile(module, "utf8")).matchAll(/^replace (\S+) => \.\/(\S+)$/gm)];
  await edit(module, (text) => text.replaceAll(/^.*\bhashicorp\/terraform\/internal\/.*\n/gm, ""));
  await edit(join(source, "internal/backend/init/init.go"), (text) =>
    missing.reduce((result, [, path = ""]) => withoutPackage(result, path), text),
  );
}

/** Go code without the import of a package, and without the lines that use it. */
export function withoutPackage(code: string, path: string): string {
  const [line, name] = new RegExp(`^\\t(\\w+) "${path}"\\n`, "m").exec(code) ?? [];
  if (line === undefined) return code;
  return code.replace(line, "").replaceAll(new RegExp(`^.*\\b${name}\\.\\w+\\(.*\\n`, "gm"), "");
}

async function edit(file: string, change: (text: string) => string): Promise<void> {
  await writeFile(file, change(await readFile(file, "utf8")));
}
