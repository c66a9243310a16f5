import { createHash } from "node:crypto";
import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { inheritedEnvironment } from "../../support/process-environment.ts";
import { cacheDirectory, repositoryRoot } from "../../support/repository.ts";
import { fillOnce } from "../../support/staged-directory.ts";

const PACKAGES = join(repositoryRoot, "tests/custom-logic/packages");
const FILES = ["package.json", "package-lock.json"];

/**
 * Makes sure that the packages in `tests/custom-logic/packages` are installed below `.cache/`. The first run downloads
 * them with npm, later runs reuse them.
 *
 * @returns the path of their `node_modules`
 */
export async function installPackages(): Promise<string> {
  const lock = await readFile(join(PACKAGES, "package-lock.json"));
  const version = createHash("sha256").update(lock).digest("hex").slice(0, 12);
  const directory = join(cacheDirectory, `custom-logic-${version}`);
  await fillOnce(directory, install);
  return join(directory, "node_modules");
}

async function install(directory: string): Promise<void> {
  await Promise.all(FILES.map((name) => copyFile(join(PACKAGES, name), join(directory, name))));
  await execa("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: directory,
    extendEnv: false,
    env: inheritedEnvironment((name) => /^npm_config_/i.test(name)),
  });
}
