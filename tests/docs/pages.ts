import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { repositoryRoot } from "../support/repository.ts";

/** The paths of all pages of the documentation, relative to the repository. */
export async function documentationPages(): Promise<readonly string[]> {
  const namesIn = async (folder: string, recursive: boolean): Promise<readonly string[]> =>
    (await readdir(join(repositoryRoot, folder), { recursive })).map((name) => join(folder, name));
  const names = await Promise.all([
    namesIn(".", false),
    ...["docs", "examples", "modules"].map((folder) => namesIn(folder, true)),
  ]);
  return names.flat().filter((name) => name.endsWith(".md") && !name.includes(".terraform"));
}
