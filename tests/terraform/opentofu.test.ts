import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repositoryRoot } from "../support/repository.ts";

/** An assertion in a `*.tftest.hcl` file, up to the end of its block. */
const ASSERTION = /^ {2}assert \{\n.*?^ {2}\}/gms;

test("no assertion reads the outputs of another run: OpenTofu has them only in variables", async () => {
  const folders = ["tests", "modules", "examples"];
  const files = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(join(repositoryRoot, folder), { recursive: true })).map((name) => join(folder, name)),
    ),
  );
  const tests = files.flat().filter((name) => name.endsWith(".tftest.hcl") && !name.includes(".terraform/"));
  expect(tests.length).toBeGreaterThan(10);
  for (const name of tests) {
    const text = await readFile(join(repositoryRoot, name), "utf8");
    const assertions = text.match(ASSERTION) ?? [];
    expect(assertions.length, name).toBeGreaterThan(0);
    expect(
      assertions.filter((assertion) => /\brun\.\w/.test(assertion)),
      name,
    ).toEqual([]);
  }
});
