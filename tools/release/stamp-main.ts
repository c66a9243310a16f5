import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { repositoryRoot } from "../../tests/support/repository.ts";
import { OWNER_FILE, OWNER_NAMES, openNames } from "./owner-names.ts";
import { outdatedFiles, readFacts } from "./stamp.ts";

/** `npm run stamp`: writes the owner's names and the version into every file that mentions them. */
const facts = await readFacts(repositoryRoot);

for (const { path, text } of await outdatedFiles(repositoryRoot, facts)) {
  await writeFile(join(repositoryRoot, path), text);
  console.log(`wrote ${path}`);
}

const open = openNames(facts.owner);
console.log(open.length === 0 ? `No name in ${OWNER_FILE} is open.` : `Open in ${OWNER_FILE}:`);
for (const key of open) {
  console.log(`  ${key}: ${OWNER_NAMES[key]?.meaning}, such as "${OWNER_NAMES[key]?.example}"`);
}
