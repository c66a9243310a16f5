import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { documentedModules, upToDateReadme } from "./readme.ts";

const repository = dirname(dirname(fileURLToPath(import.meta.url)));

for (const module of documentedModules) {
  await writeFile(join(repository, module, "README.md"), await upToDateReadme(repository, module));
}
