import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { repositoryRoot } from "../support/repository.ts";

const examples = join(repositoryRoot, "examples");
const names = (await readdir(examples, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** The parts of an example's README, in this order. Others may stand between them. */
const PARTS = ["What", "Apply", "Call", "Cost", "Destroy"];
/** Without empty lines. */
const MAX_LINES = 14;

const readmeOf = (name: string): Promise<string> => readFile(join(examples, name, "README.md"), "utf8");

/** The names of the variables or outputs that an example declares, also in the folders of an example with several stacks. */
async function declaredBy(name: string, kind: "variable" | "output"): Promise<readonly string[]> {
  const files = (await readdir(join(examples, name), { recursive: true })).filter(
    (file) => file.endsWith(".tf") && !file.includes(".terraform"),
  );
  const hcl = await Promise.all(files.map((file) => readFile(join(examples, name, file), "utf8")));
  return matches(hcl.join("\n"), new RegExp(`^${kind} "(\\w+)"`, "gm"));
}

const matches = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, name = ""]) => name);

describe.each(names)("the README of examples/%s", (name) => {
  test("says what it builds, how to apply, call and destroy it, and what it costs, in a few lines", async () => {
    const text = await readmeOf(name);
    const parts = matches(text, /^- \*\*(\w+)\*\*: \S/gm);
    expect(parts.filter((part) => PARTS.includes(part))).toEqual(PARTS);
    expect(text.split("\n").filter((line) => line.trim() !== "").length).toBeLessThanOrEqual(MAX_LINES);
  });

  test("has commands that apply and destroy it, with variables and outputs that it has", async () => {
    const text = await readmeOf(name);
    expect(text).toMatch(/\bterraform .*apply\b/);
    expect(text).toMatch(/\bterraform .*destroy\b/);
    const variables = matches(text, /-var ['"]?(\w+)=/g);
    const outputs = matches(text, /terraform output (?:-(?:raw|json) )?(\w+)/g);
    expect(await declaredBy(name, "variable")).toEqual(expect.arrayContaining([...variables]));
    expect(await declaredBy(name, "output")).toEqual(expect.arrayContaining([...outputs]));
  });

  test("is one line of the table in examples/README.md", async () => {
    const page = await readFile(join(examples, "README.md"), "utf8");
    expect(page.split("\n").filter((line) => line.startsWith(`| [${name}](${name}) | `))).toHaveLength(1);
  });
});
