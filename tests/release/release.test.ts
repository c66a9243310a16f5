import { appendFile, cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { git } from "../../tools/release/git.ts";
import { OWNER_NAMES } from "../../tools/release/owner-names.ts";
import { release, sha256 } from "../../tools/release/release.ts";
import { createTemporaryDirectory, type TemporaryDirectory } from "../support/temporary-directory.ts";

const ZIP = "lambda/dist/authorizer.zip";
const zip = new TextEncoder().encode("a zip");
const owner = Object.fromEntries(Object.entries(OWNER_NAMES).map(([key, { example }]) => [key, example]));

/** A repository that is ready for its second release. */
const files: Readonly<Record<string, string | Uint8Array>> = {
  "package.json": JSON.stringify({ version: "0.2.0" }),
  "package-lock.json": JSON.stringify({ version: "0.2.0", packages: { "": { version: "0.2.0" } } }),
  "lambda/src/version.ts": 'export const VERSION = "0.2.0";\n',
  [ZIP]: zip,
  ".github/owner.json": JSON.stringify(owner),
  "README.md": 'source = "acme/jwt-authorizer/aws"\nversion = "~> 0.2"\n',
  "CHANGELOG.md": `# Changelog

## Unreleased

- A change.

## 0.1.0 - 2027-01-31

SHA-256 of \`${ZIP}\`: \`${"0".repeat(64)}\`

- All.
`,
};

const template = createTemporaryDirectory("template");
let directory: TemporaryDirectory;

beforeAll(async () => {
  const root = template.path;
  await write(root, files);
  await git(root, "init", "--quiet", "--initial-branch", "main");
  const settings =
    "[user]\nname = Test\nemail = test@example.com\n[commit]\ngpgSign = false\n[tag]\ngpgSign = false\n";
  await appendFile(join(root, ".git/config"), settings);
  await commit(root, "First");
});
afterAll(() => template.remove());
afterEach(() => directory.remove());

/** Makes a repository. @param changes files that differ from those of a repository that is ready */
async function createRepository(changes: Readonly<Record<string, string>> = {}): Promise<string> {
  directory = createTemporaryDirectory("release");
  await cp(template.path, directory.path, { recursive: true });
  if (Object.keys(changes).length > 0) {
    await write(directory.path, changes);
    await commit(directory.path, "Second");
  }
  return directory.path;
}

async function write(root: string, contents: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [path, content] of Object.entries(contents)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
}

async function commit(root: string, message: string): Promise<void> {
  await git(root, "add", "--all");
  await git(root, "commit", "--quiet", "--message", message);
}

/** Runs a release. @returns whether it was ready, and what it printed */
async function run(repository: string, { isDryRun = false, built = zip } = {}) {
  const lines: string[] = [];
  const isReady = await release({
    repository,
    builtFiles: [{ path: ZIP, build: async () => built }],
    date: "2027-02-28",
    isDryRun,
    print: (line) => lines.push(line),
  });
  return { isReady, printed: lines.join("\n") };
}

/** Everything that a release could change. */
async function stateOf(repository: string): Promise<string> {
  const states = [
    git(repository, "rev-parse", "HEAD"),
    git(repository, "tag", "--list"),
    git(repository, "status", "--porcelain"),
  ];
  return (await Promise.all(states)).join("\n");
}

describe("npm run release", () => {
  test("commits the changelog and tags the commit", async () => {
    const repository = await createRepository();
    const { isReady, printed } = await run(repository);
    expect(isReady).toBe(true);
    expect(printed).toContain("git push --atomic origin main v0.2.0");
    expect(await git(repository, "status", "--porcelain")).toBe("");
    expect(await git(repository, "cat-file", "-t", "v0.2.0")).toBe("tag");
    expect(await git(repository, "rev-parse", "v0.2.0^{commit}")).toBe(
      await git(repository, "rev-parse", "HEAD"),
    );
    expect(await git(repository, "show", "--name-only", "--format=%s", "HEAD")).toBe(
      "Release 0.2.0\n\nCHANGELOG.md",
    );
    expect(await readFile(join(repository, "CHANGELOG.md"), "utf8")).toMatch(
      `## Unreleased\n\n## 0.2.0 - 2027-02-28\n\nSHA-256 of \`${ZIP}\`: \`${sha256(zip)}\`\n\n- A change.\n\n## 0.1.0`,
    );
  });

  test("is refused the second time", async () => {
    const repository = await createRepository();
    await run(repository);
    const state = await stateOf(repository);
    const { isReady, printed } = await run(repository);
    expect(isReady).toBe(false);
    expect(printed).toContain("✘ the tag v0.2.0 does not exist");
    expect(printed).toContain("✘ version 0.2.0 is three numbers, and newer than 0.2.0");
    expect(printed).toContain('✘ CHANGELOG.md describes the release under "Unreleased"');
    expect(await stateOf(repository)).toBe(state);
  });

  test("changes nothing in a dry run, and shows the section of the changelog and the tag", async () => {
    const repository = await createRepository();
    const state = await stateOf(repository);
    const { isReady, printed } = await run(repository, { isDryRun: true });
    expect(isReady).toBe(true);
    expect(printed).toContain(
      `## 0.2.0 - 2027-02-28\n\nSHA-256 of \`${ZIP}\`: \`${sha256(zip)}\`\n\n- A change.`,
    );
    expect(printed).toContain("The annotated tag v0.2.0 would name");
    expect(await stateOf(repository)).toBe(state);
  });

  test.each<[title: string, changes: Record<string, string>, fault: string]>([
    [
      "a name of the owner is open",
      { ".github/owner.json": JSON.stringify({ ...owner, code_owner: null, aws_role_arn: null }) },
      "✘ no name in .github/owner.json is open\n" +
        "  code_owner is open: fill it in and run npm run stamp.\n" +
        "  aws_role_arn is open: fill it in and run npm run stamp.",
    ],
    [
      "a file has a placeholder",
      { "SECURITY.md": "SECURITY_CONTACT\n" },
      "  SECURITY.md is not up to date: run npm run stamp and commit.",
    ],
    [
      "a file recommends another version",
      { "README.md": 'source = "acme/jwt-authorizer/aws"\nversion = "~> 0.1"\n' },
      "  README.md is not up to date: run npm run stamp and commit.",
    ],
    [
      "the function has another version",
      { "lambda/src/version.ts": 'export const VERSION = "0.1.0";\n' },
      "✘ package-lock.json and lambda/src/version.ts have the same version",
    ],
    [
      "the changelog is empty",
      { "CHANGELOG.md": "# Changelog\n\n## Unreleased\n" },
      '✘ CHANGELOG.md describes the release under "Unreleased"',
    ],
    [
      "a newer version was released",
      { "CHANGELOG.md": "## Unreleased\n\n- A change.\n\n## 0.10.0 - 2027-01-31\n\n- All.\n" },
      "✘ version 0.2.0 is three numbers, and newer than 0.10.0, the newest in CHANGELOG.md",
    ],
  ])("is refused if %s", async (_title, changes, fault) => {
    const repository = await createRepository(changes);
    const state = await stateOf(repository);
    const { isReady, printed } = await run(repository);
    expect(isReady).toBe(false);
    expect(printed).toContain(fault);
    expect(printed.match(/^✘/gm)).toHaveLength(1);
    expect(await stateOf(repository)).toBe(state);
  });

  test("is refused if the build makes another zip", async () => {
    const repository = await createRepository();
    const { isReady, printed } = await run(repository, { built: new TextEncoder().encode("another") });
    expect(isReady).toBe(false);
    expect(printed).toContain(
      `  ${ZIP} differs from what a build makes: run npm ci && npm run build, and commit.`,
    );
  });

  test("is refused with changes that are not committed, and on another branch", async () => {
    const repository = await createRepository();
    await git(repository, "switch", "--quiet", "--create", "feature");
    await writeFile(join(repository, "new.txt"), "new");
    const { isReady, printed } = await run(repository);
    expect(isReady).toBe(false);
    expect(printed).toContain("✘ every change is committed\n  Commit or remove:\n?? new.txt");
    expect(printed).toContain('✘ the branch is main\n  The branch is "feature".');
    expect(await git(repository, "tag", "--list")).toBe("");
  });
});
