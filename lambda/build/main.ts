import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { repositoryPath } from "./archives.ts";
import { committedFiles } from "./committed-files.ts";

for (const { path: name, build } of committedFiles) {
  const bytes = await build();
  const file = repositoryPath(name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, bytes);
  console.log(`${name}  ${bytes.length} bytes`);
}
