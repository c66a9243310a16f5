import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CHANGELOG, releaseNotes, withRelease } from "./changelog.ts";
import { type BuiltFile, checkRelease, RELEASE_BRANCH } from "./checks.ts";
import { git } from "./git.ts";
import { readFacts } from "./stamp.ts";

/** The zip that Terraform deploys, relative to the repository. */
export const DEPLOYED_ZIP = "lambda/dist/authorizer.zip";

/** How a release is made. */
export interface ReleaseOptions {
  readonly repository: string;
  /** The committed files that a build must reproduce. */
  readonly builtFiles: readonly BuiltFile[];
  /** The day of the release, in the form 2027-01-31. */
  readonly date: string;
  /** Whether only to show what a release would do. */
  readonly isDryRun: boolean;
  readonly print: (line: string) => void;
}

/**
 * Checks the repository, moves the unreleased changes in the changelog to the version, commits that and tags the
 * commit. It pushes nothing.
 *
 * @returns whether every check passed; if not, nothing was changed
 */
export async function release(options: ReleaseOptions): Promise<boolean> {
  const { repository, builtFiles, date, isDryRun, print } = options;
  const checks = await checkRelease(repository, builtFiles);
  for (const { title, faults } of checks) {
    print(`${faults.length === 0 ? "✔" : "✘"} ${title}`);
    faults.forEach((fault) => {
      print(`  ${fault}`);
    });
  }
  const isReady = checks.every(({ faults }) => faults.length === 0);

  if (isDryRun) {
    await show(options);
    print("\nThis was a dry run: nothing was changed.");
  } else if (isReady) {
    const { version } = await readFacts(repository);
    await writeFile(join(repository, CHANGELOG), await newChangelog(repository, version, date));
    await git(repository, "commit", "--quiet", "--message", `Release ${version}`, "--", CHANGELOG);
    await git(repository, "tag", "--annotate", "--message", `Version ${version}`, `v${version}`);
    print(`\nTagged v${version} on this commit:\n${await git(repository, "log", "-1", "--oneline")}`);
    print("Nothing is pushed yet. To publish the release, push branch and tag together:");
    print(`  git push --atomic origin ${RELEASE_BRANCH} v${version}`);
  }
  if (!isReady) {
    print("\nThe release is not ready: correct what is marked with ✘.");
  }
  return isReady;
}

async function show({ repository, date, print }: ReleaseOptions): Promise<void> {
  const { version } = await readFacts(repository);
  const changelog = await newChangelog(repository, version, date).catch(() => undefined);
  if (changelog !== undefined) {
    print(`\n${CHANGELOG} would have this section:\n\n## ${version} - ${date}\n`);
    print(releaseNotes(changelog, version) ?? "");
  }
  print(`\nThe annotated tag v${version} would name a commit with this change of ${CHANGELOG}.`);
}

async function newChangelog(repository: string, version: string, date: string): Promise<string> {
  const changelog = await readFile(join(repository, CHANGELOG), "utf8");
  const zip = await readFile(join(repository, DEPLOYED_ZIP));
  return withRelease(changelog, { version, date, sha256: sha256(zip) });
}

/** The SHA-256 of bytes, in hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
