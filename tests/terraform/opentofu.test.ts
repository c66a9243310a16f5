import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repositoryRoot } from "../support/repository.ts";

/** An assertion in a `*.tftest.hcl` file, up to the end of its block. */
const ASSERTION = /^ {2}assert \{\n.*?^ {2}\}/gms;

const files = await testFiles();

test("no assertion reads the outputs of another run: OpenTofu has them only in variables", () => {
  for (const { name, text } of files) {
    const assertions = text.match(ASSERTION) ?? [];
    expect(assertions.length, name).toBeGreaterThan(0);
    expect(
      assertions.filter((assertion) => /\brun\.\w/.test(assertion)),
      name,
    ).toEqual([]);
  }
});

test("no override has the key of an instance: OpenTofu accepts only the resource", () => {
  const targets = files.flatMap(({ text }) => text.match(/^\s*target\s*=.*$/gm) ?? []);
  expect(targets.length).toBeGreaterThan(0);
  expect(targets.filter((target) => target.includes("["))).toEqual([]);
});

/** The `*.tftest.hcl` files of the repository. */
async function testFiles(): Promise<readonly { readonly name: string; readonly text: string }[]> {
  const folders = await Promise.all(
    ["tests", "modules", "examples"].map(async (folder) =>
      (await readdir(join(repositoryRoot, folder), { recursive: true })).map((name) => join(folder, name)),
    ),
  );
  const names = folders
    .flat()
    .filter((name) => name.endsWith(".tftest.hcl") && !name.includes(".terraform/"));
  expect(names.length).toBeGreaterThan(10);
  return Promise.all(
    names.map(async (name) => ({ name, text: await readFile(join(repositoryRoot, name), "utf8") })),
  );
}
