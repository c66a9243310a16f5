import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { committedArchives, repositoryPath } from "./archives.ts";
import { contractJson, modulesContractJson, modulesNearMissesJson } from "./contract.ts";
import { noticesText } from "./notices.ts";
import { versionSource } from "./version.ts";

await writeFile(repositoryPath("contract.json"), contractJson());
await writeFile(repositoryPath("modules/contract.json"), modulesContractJson());
await writeFile(repositoryPath("lambda/src/version.ts"), await versionSource());
await writeFile(repositoryPath("modules/near-misses.json"), modulesNearMissesJson());
await writeFile(repositoryPath("THIRD-PARTY-NOTICES.md"), await noticesText());

for (const archive of committedArchives) {
  const bytes = await archive.build();
  const file = repositoryPath(archive.path);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, bytes);
  console.log(`${archive.path}  ${bytes.length} bytes`);
}
