import { createHash } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { copyFile, mkdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { onCleanup } from "../../support/cleanup.ts";
import { inheritedEnvironment } from "../../support/process-environment.ts";
import { cacheDirectory, repositoryRoot } from "../../support/repository.ts";

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
  if (!existsSync(directory)) {
    await install(directory);
  }
  return join(directory, "node_modules");
}

/** Installs into a separate directory and renames it, so that no interrupted or concurrent installation looks complete. */
async function install(directory: string): Promise<void> {
  const staging = `${directory}.${process.pid}`;
  const discard = (): void => rmSync(staging, { recursive: true, force: true, maxRetries: 5 });
  const removeStaging = onCleanup(discard, discard);
  await mkdir(staging, { recursive: true });
  await Promise.all(FILES.map((name) => copyFile(join(PACKAGES, name), join(staging, name))));
  await execa("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: staging,
    extendEnv: false,
    env: inheritedEnvironment((name) => /^npm_config_/i.test(name)),
  });
  await rename(staging, directory).catch((error: unknown) => {
    // Another process was faster.
    if (!existsSync(directory)) {
      throw error;
    }
  });
  await removeStaging();
}
