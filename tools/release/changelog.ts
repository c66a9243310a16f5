/** The file with all changes, relative to the repository. */
export const CHANGELOG = "CHANGELOG.md";

/** What a release adds to the changelog. */
export interface Release {
  readonly version: string;
  /** In the form 2027-01-31. */
  readonly date: string;
  /** The SHA-256 of the zip that Terraform deploys, in hexadecimal. */
  readonly sha256: string;
}

const UNRELEASED = "## Unreleased";
const SHA256_LINE = /^SHA-256 of `lambda\/dist\/authorizer\.zip`: `([0-9a-f]{64})`$/m;

/** The released versions, newest first. */
export function releasedVersions(changelog: string): readonly string[] {
  return [...changelog.matchAll(/^## (\d+\.\d+\.\d+) - \d{4}-\d{2}-\d{2}$/gm)].map(
    ([, version = ""]) => version,
  );
}

/** What the changelog says about the next release; empty if it says nothing. */
export function unreleasedChanges(changelog: string): string {
  return sectionAfter(changelog, UNRELEASED) ?? "";
}

/** What the changelog says about a released version, without its heading. Undefined: the version is not in the changelog. */
export function releaseNotes(changelog: string, version: string): string | undefined {
  const heading = changelog.split("\n").find((line) => line.startsWith(`## ${version} - `));
  return heading === undefined ? undefined : sectionAfter(changelog, heading);
}

/** The SHA-256 of a release's zip, as the changelog says it. Undefined: it says none. */
export function recordedSha256(changelog: string, version: string): string | undefined {
  return SHA256_LINE.exec(releaseNotes(changelog, version) ?? "")?.[1];
}

/**
 * Moves what is unreleased into a section of its own.
 *
 * @throws Error if nothing is unreleased
 */
export function withRelease(changelog: string, { version, date, sha256 }: Release): string {
  const changes = unreleasedChanges(changelog);
  if (changes === "") {
    throw new Error(`${CHANGELOG} has no changes under "${UNRELEASED}"`);
  }
  const section = [
    `## ${version} - ${date}`,
    `SHA-256 of \`lambda/dist/authorizer.zip\`: \`${sha256}\``,
    changes,
  ].join("\n\n");
  const start = `\n${changelog}`.indexOf(`\n${UNRELEASED}\n`);
  const before = changelog.slice(0, start);
  const after = changelog.slice(start + UNRELEASED.length + 1);
  const older = after.slice(after.indexOf(changes) + changes.length);
  return `${before}${UNRELEASED}\n\n${section}${older}`;
}

/** The lines between a heading and the next heading of the same level. */
function sectionAfter(changelog: string, heading: string): string | undefined {
  const lines = changelog.split("\n");
  const start = lines.indexOf(heading);
  if (start < 0) {
    return undefined;
  }
  const length = lines.slice(start + 1).findIndex((line) => line.startsWith("## "));
  const end = length < 0 ? lines.length : start + 1 + length;
  return lines
    .slice(start + 1, end)
    .join("\n")
    .trim();
}
