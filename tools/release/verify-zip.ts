import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { runScript } from "../../tests/support/cleanup.ts";
import { repositoryRoot } from "../../tests/support/repository.ts";
import { createTemporaryDirectory } from "../../tests/support/temporary-directory.ts";
import { CHANGELOG, recordedSha256 } from "./changelog.ts";
import { fileAt, git } from "./git.ts";
import { compareZips, type Record, type ZipPair } from "./zip-comparison.ts";

/**
 * `npm run verify-zip -- TAG`: builds the zips of a release again, from its source and its locked dependencies, in a
 * temporary directory. Compares them with the committed ones and with the SHA-256 in the changelog. Without TAG, it
 * does so for the current commit, and does not read the changelog.
 */
async function main(names: readonly string[]): Promise<void> {
  const [tag] = names;
  if (names.length > 1 || tag?.startsWith("-")) {
    throw new Error("Usage: npm run verify-zip [-- TAG]");
  }
  const commit = await commitOf(tag ?? "HEAD");
  console.log(`${tag ?? "HEAD"} is the commit ${commit}.`);
  const record = tag === undefined ? undefined : await recordOf(tag, commit);

  const directory = createTemporaryDirectory("verify");
  // A clone that uses the repository's objects: nothing is copied, and the repository does not change.
  await git(directory.path, "clone", "--quiet", "--shared", "--no-checkout", repositoryRoot, ".");
  await git(directory.path, "checkout", "--quiet", "--detach", commit);
  const zips = (await git(directory.path, "ls-files", "--", "*.zip")).split("\n");
  // What the build does not make must not be compared with itself.
  await Promise.all(zips.map((zip) => rm(join(directory.path, zip))));

  // Without the scripts of dependencies: the build needs none of them.
  await inDirectory(directory.path, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
  await inDirectory(directory.path, "npm", "run", "build");

  const { lines, isSame } = compareZips(await readPairs(commit, directory.path, zips), record);
  await directory.remove();
  console.log(`\n${lines.join("\n")}\n`);
  console.log(isSame ? "The zips are built from this source." : "The zips are NOT what this source builds.");
  process.exitCode = isSame ? 0 : 1;
}

async function commitOf(name: string): Promise<string> {
  try {
    return await git(repositoryRoot, "rev-parse", "--verify", "--quiet", `${name}^{commit}`);
  } catch {
    throw new Error(`${name} names no commit in this clone. Run git fetch --tags first.`);
  }
}

/** What the changelog says about a release. @throws Error if the tag is not the one of its version */
async function recordOf(tag: string, commit: string): Promise<Record> {
  const read = async (path: string): Promise<string> =>
    Buffer.from(await fileAt(repositoryRoot, commit, path)).toString();
  const { version } = JSON.parse(await read("package.json"));
  if (tag !== `v${version}`) {
    throw new Error(`The tag ${tag} is on a commit with version ${version}: it must be v${version}.`);
  }
  return { version, sha256: recordedSha256(await read(CHANGELOG), version) };
}

/** Runs a command and shows what it prints. */
async function inDirectory(directory: string, file: string, ...args: readonly string[]): Promise<void> {
  console.log(`\n$ ${file} ${args.join(" ")}`);
  await execa(file, args, { cwd: directory, stdio: ["ignore", "inherit", "inherit"] });
}

function readPairs(commit: string, directory: string, paths: readonly string[]): Promise<readonly ZipPair[]> {
  const pairs = paths.map(async (path) => ({
    path,
    committed: await fileAt(repositoryRoot, commit, path),
    built: await readFile(join(directory, path)).catch(() => undefined),
  }));
  return Promise.all(pairs);
}

runScript(() => main(process.argv.slice(2)));
