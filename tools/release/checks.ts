import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CHANGELOG, releasedVersions, unreleasedChanges } from "./changelog.ts";
import { git } from "./git.ts";
import { OWNER_FILE, openNames } from "./owner-names.ts";
import { isNewer, isVersion } from "./semver.ts";
import { outdatedFiles, readFacts } from "./stamp.ts";

/** The branch from which releases are made. */
export const RELEASE_BRANCH = "main";

/** Something that must hold before a release. */
export interface Check {
  readonly title: string;
  /** What to do; empty if the check passes. */
  readonly faults: readonly string[];
}

/** A file that is built from others and committed. */
export interface BuiltFile {
  /** Relative to the repository. */
  readonly path: string;
  readonly build: () => Promise<Uint8Array>;
}

/**
 * Checks whether the version in package.json can be released from the repository's current commit.
 *
 * @param builtFiles the committed files that a build must reproduce
 */
export async function checkRelease(
  repository: string,
  builtFiles: readonly BuiltFile[],
): Promise<readonly Check[]> {
  const facts = await readFacts(repository);
  const { version, owner } = facts;
  const read = (path: string): Promise<string> => readFile(join(repository, path), "utf8");
  const changelog = await read(CHANGELOG);
  const newest = releasedVersions(changelog)[0];
  const [branch, changed, tag, outdated] = await Promise.all([
    git(repository, "branch", "--show-current"),
    git(repository, "status", "--porcelain"),
    git(repository, "tag", "--list", `v${version}`),
    outdatedFiles(repository, facts),
  ]);

  return [
    check("every change is committed", changed === "", `Commit or remove:\n${changed}`),
    check(`the branch is ${RELEASE_BRANCH}`, branch === RELEASE_BRANCH, `The branch is "${branch}".`),
    check(
      `version ${version} is three numbers, and newer than ${newest ?? "none"}, the newest in ${CHANGELOG}`,
      isVersion(version) && (newest === undefined || isNewer(version, newest)),
      "Raise the version: npm version --no-git-tag-version X.Y.Z && npm run stamp && npm run build",
    ),
    check(`the tag v${version} does not exist`, tag === "", "Raise the version. A tag is never moved."),
    check(
      "package-lock.json and lambda/src/version.ts have the same version",
      await isSameVersion(version, read),
      "Run npm install --package-lock-only && npm run build, and commit.",
    ),
    check(
      `${CHANGELOG} describes the release under "Unreleased"`,
      unreleasedChanges(changelog) !== "",
      "Describe what changed.",
    ),
    {
      title: `no name in ${OWNER_FILE} is open`,
      faults: openNames(owner).map((key) => `${key} is open: fill it in and run npm run stamp.`),
    },
    {
      title: "every file has the names and the version constraint of this release",
      faults: outdated.map(({ path }) => `${path} is not up to date: run npm run stamp and commit.`),
    },
    {
      title: "a build makes the committed files, byte for byte",
      faults: await buildFaults(repository, builtFiles),
    },
  ];
}

function check(title: string, isPassed: boolean, fault: string): Check {
  return { title, faults: isPassed ? [] : [fault] };
}

async function isSameVersion(version: string, read: (path: string) => Promise<string>): Promise<boolean> {
  const lock = JSON.parse(await read("package-lock.json"));
  const source = await read("lambda/src/version.ts");
  const versions = [lock.version, lock.packages[""].version, /VERSION = "(.*)";/.exec(source)?.[1]];
  return versions.every((other) => other === version);
}

async function buildFaults(repository: string, builtFiles: readonly BuiltFile[]): Promise<readonly string[]> {
  const faults = builtFiles.map(async ({ path, build }) => {
    const isSame = Buffer.from(await build()).equals(await readFile(join(repository, path)));
    return isSame
      ? []
      : [`${path} differs from what a build makes: run npm ci && npm run build, and commit.`];
  });
  return (await Promise.all(faults)).flat();
}
