import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { repositoryRoot } from "../../tests/support/repository.ts";
import { CHANGELOG, releaseNotes } from "./changelog.ts";

/** `npm run -s release-notes -- TAG`: prints what the changelog says about a release. The release workflow publishes it. */
const version = process.argv[2]?.replace(/^v/, "") ?? "";
const notes = releaseNotes(await readFile(join(repositoryRoot, CHANGELOG), "utf8"), version);

if (notes === undefined) {
  console.error(`${CHANGELOG} has no section for version "${version}".`);
  process.exitCode = 1;
} else {
  console.log(notes);
}
