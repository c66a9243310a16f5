import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  CHANGELOG,
  recordedSha256,
  releasedVersions,
  releaseNotes,
  unreleasedChanges,
  withRelease,
} from "../../tools/release/changelog.ts";
import { isNewer, isVersion } from "../../tools/release/semver.ts";
import { repositoryRoot } from "../support/repository.ts";

const SHA256 = "0123456789abcdef".repeat(4);
const before = `# Changelog

Newest first.

## Unreleased

### Added

- Something with \`$&\`.

### Fixed

- A fault.

## 1.9.0 - 2027-01-31

SHA-256 of \`lambda/dist/authorizer.zip\`: \`${"f".repeat(64)}\`

- Something else.
`;
const release = { version: "1.10.0", date: "2027-02-28", sha256: SHA256 };

describe("a release in the changelog", () => {
  const after = withRelease(before, release);

  test("takes over what is unreleased, with its date and the SHA-256 of the zip", () => {
    expect(after).toBe(
      before.replace(
        "## Unreleased\n",
        () =>
          `## Unreleased\n\n## 1.10.0 - 2027-02-28\n\nSHA-256 of \`lambda/dist/authorizer.zip\`: \`${SHA256}\`\n`,
      ),
    );
  });

  test("leaves nothing unreleased, so that it can't be released twice", () => {
    expect(unreleasedChanges(after)).toBe("");
    expect(() => withRelease(after, release)).toThrow('CHANGELOG.md has no changes under "## Unreleased"');
  });

  test("can be read again", () => {
    expect(releasedVersions(after)).toEqual(["1.10.0", "1.9.0"]);
    expect(recordedSha256(after, "1.10.0")).toBe(SHA256);
    expect(recordedSha256(after, "1.9.0")).toBe("f".repeat(64));
    expect(releaseNotes(after, "1.10.0")).toMatch(/^SHA-256 of [\s\S]+\n- A fault\.$/);
  });

  test("of a version that is not there has no notes and no SHA-256", () => {
    expect(releaseNotes(after, "1.1.0")).toBeUndefined();
    expect(recordedSha256(after, "1.1.0")).toBeUndefined();
  });

  test("keeps everything that follows, also a heading of a lower level with the same name", () => {
    const older = "## 1.9.0 - 2027-01-01\n\n### Unreleased\n\n- A part.\n\n## 1.8.0 - 2026-12-01\n\n- All.\n";
    const released = withRelease(`# Changelog\n\n## Unreleased\n\n- New.\n\n${older}`, release);
    expect(released.endsWith(`- New.\n\n${older}`)).toBe(true);
  });

  test("can be the first one", () => {
    const first = withRelease("# Changelog\n\n## Unreleased\n\n- All.\n", release);
    expect(first).toMatch(
      /^# Changelog\n\n## Unreleased\n\n## 1\.10\.0 - 2027-02-28\n\nSHA-256 .*\n\n- All\.\n$/,
    );
  });
});

describe("the changelog of this repository", () => {
  test("has released versions in order, none newer than the one in package.json", async () => {
    const read = (path: string): Promise<string> => readFile(join(repositoryRoot, path), "utf8");
    const { version } = JSON.parse(await read("package.json"));
    const changelog = await read(CHANGELOG);
    const headings = [...changelog.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    const released = releasedVersions(changelog);
    expect(isVersion(version)).toBe(true);
    expect(headings).toHaveLength(released.length + 1);
    expect(headings[0]).toBe("Unreleased");
    for (const [index, older] of released.entries()) {
      expect(isNewer(older, released[index - 1] ?? version)).toBe(false);
      expect(recordedSha256(changelog, older)).toMatch(/^[0-9a-f]{64}$/);
    }
  });
});

describe("versions", () => {
  test.each([
    ["1.10.0", "1.9.9", true],
    ["0.2.0", "0.1.9", true],
    ["1.0.0", "0.99.99", true],
    ["1.0.0", "1.0.0", false],
    ["1.2.3", "1.3.0", false],
  ])("%s is newer than %s: %s", (version, other, expected) => {
    expect(isNewer(version, other)).toBe(expected);
  });

  test.each(["1.2", "v1.2.3", "1.2.3-rc.1", "01.2.3"])("%s is none", (version) => {
    expect(isVersion(version)).toBe(false);
  });
});
