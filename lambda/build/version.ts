import { readFile } from "node:fs/promises";
import { repositoryPath } from "./archives.ts";

/** The content of `lambda/src/version.ts`: the version in package.json, which the bundle does not contain. A test compares both. */
export async function versionSource(): Promise<string> {
  const { version }: { version: string } = JSON.parse(await readFile(repositoryPath("package.json"), "utf8"));
  return `/** The version of the package. Generated from package.json by \`npm run build\`. */\nexport const VERSION = ${JSON.stringify(version)};\n`;
}
