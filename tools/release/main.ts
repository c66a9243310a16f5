import { committedFiles } from "../../lambda/build/committed-files.ts";
import { repositoryRoot } from "../../tests/support/repository.ts";
import { release } from "./release.ts";

/** `npm run release`: prepares a release. With `-- --dry-run`, it changes nothing. */
const unknown = process.argv.slice(2).filter((argument) => argument !== "--dry-run");

if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(" ")}. Usage: npm run release [-- --dry-run]`);
  process.exitCode = 2;
} else {
  const isReady = await release({
    repository: repositoryRoot,
    builtFiles: committedFiles,
    date: new Date().toISOString().slice(0, 10),
    isDryRun: process.argv.includes("--dry-run"),
    print: (line) => console.log(line),
  });
  process.exitCode = isReady ? 0 : 1;
}
