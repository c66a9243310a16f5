import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { OWNER_FILE, OWNER_NAMES, type OwnerValues, readOwnerValues } from "./owner-names.ts";

/** What is written into every file that mentions it. */
export interface Facts {
  readonly owner: OwnerValues;
  /** The version in package.json. */
  readonly version: string;
}

/** A file whose text differs from what the facts say. */
export interface Outdated {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
}

/** The address of this module in a registry, and the version constraint that follows it. */
const CONSTRAINT =
  /(\bsource\s*= "[\w-]+\/jwt-authorizer\/aws[^"\n]*"(?:, |\n)\s*version\s*= ")[^"\n]*(?=")/g;

/** Files that mention the placeholders themselves, or that no person writes. */
const LEFT_ALONE = /^(tools\/release\/|tests\/release\/|package-lock\.json$)|\.(zip|png|svg)$/;

/** The names that are filled in and the version constraint, written into a text. */
export function stamped(text: string, { owner, version }: Facts): string {
  let result = text.replace(CONSTRAINT, (_, before: string) => `${before}${constraintOf(version)}`);
  for (const [key, { placeholder }] of Object.entries(OWNER_NAMES)) {
    const value = owner[key] ?? null;
    if (placeholder !== undefined && value !== null) {
      result = result.replace(placeholder, () => value);
    }
  }
  return result;
}

/** The constraint that the documentation recommends for a version: this minor version or a later one of the same major. */
export function constraintOf(version: string): string {
  const [major, minor] = version.split(".");
  return `~> ${major}.${minor}`;
}

/** What the repository says about its owner and its version. */
export async function readFacts(repository: string): Promise<Facts> {
  const { version } = JSON.parse(await readFile(join(repository, "package.json"), "utf8"));
  return { owner: await readOwnerValues(repository), version };
}

/** The tracked files that people read and whose names or version are not those of the facts. */
export async function outdatedFiles(repository: string, facts: Facts): Promise<readonly Outdated[]> {
  const texts = await readStampedFiles(repository);
  return texts
    .map(({ path, text }) => ({ path, text, expected: stamped(text, facts) }))
    .filter(({ text, expected }) => text !== expected)
    .map(({ path, expected }) => ({ path, text: expected }));
}

/** The tracked files into which names and version are written. */
export async function readStampedFiles(repository: string): Promise<readonly Outdated[]> {
  // Files that are not committed yet count, too. Files that were removed don't.
  const list = ["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"];
  const { stdout } = await execa("git", list, { cwd: repository });
  const { stdout: removed } = await execa("git", ["ls-files", "--deleted"], { cwd: repository });
  const gone = new Set(removed.split("\n"));
  const paths = stdout
    .split("\n")
    .filter((path) => path !== OWNER_FILE && path !== "" && !gone.has(path) && !LEFT_ALONE.test(path));
  return Promise.all(
    paths.map(async (path) => ({ path, text: await readFile(join(repository, path), "utf8") })),
  );
}
