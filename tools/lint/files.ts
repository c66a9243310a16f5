import { dirname } from "node:path";
import { execa } from "execa";
import { repositoryRoot } from "../../tests/support/repository.ts";

/**
 * The files of the repository, with new ones and without ignored and deleted ones.
 *
 * @param patterns as `git ls-files` takes them; `*` also matches slashes
 */
export async function repositoryFiles(...patterns: readonly string[]): Promise<readonly string[]> {
  const list = async (...options: readonly string[]) => {
    const { stdout } = await execa("git", ["ls-files", ...options, "--", ...patterns], {
      cwd: repositoryRoot,
    });
    return stdout.split("\n").filter((name) => name !== "");
  };
  const deleted = new Set(await list("--deleted"));
  return (await list("--cached", "--others", "--exclude-standard")).filter((name) => !deleted.has(name));
}

/** The root module, the modules and the examples. What tests apply is not part of the product. */
export async function terraformDirectories(): Promise<readonly string[]> {
  const files = (await repositoryFiles("*.tf")).filter((name) => !`/${name}`.includes("/tests/"));
  return [...new Set(files.map((name) => dirname(name)))].toSorted();
}
