import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { generatedParts, pages, partOf, upToDatePage } from "../../tools/pages.ts";
import { quickStartsOf } from "../../tools/quick-starts.ts";
import { declarationsIn, references } from "../../tools/reference.ts";
import { repositoryRoot } from "../support/repository.ts";
import { declarationsOf } from "./declarations.ts";

const read = (page: string): Promise<string> => readFile(join(repositoryRoot, page), "utf8");
const allPages = await pages(repositoryRoot);

describe("the generated parts of the pages", () => {
  test.each(allPages)("are up to date in %s (npm run docs)", async (page) => {
    expect(await read(page)).toBe(await upToDatePage(repositoryRoot, page));
  });

  test.each(generatedParts)("%s is in exactly one page", async (name) => {
    const texts = await Promise.all(allPages.map(read));
    expect(texts.filter((text) => partOf(name).test(text))).toHaveLength(1);
  });
});

/** The lines of a description as the tables show them: with other list marks and indentation. */
const shownLines = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => line.replace(/^(\s|&nbsp;|•|- )+/, "").trim()).filter((line) => line !== "");

describe.each(Object.entries(references))("the tables of %s (npm run docs)", (page, module) => {
  test.each([
    ["Inputs", "variables"],
    ["Outputs", "outputs"],
  ])("show the %s as they are in the files %s*.tf", async (section, kind) => {
    const table = new RegExp(`\n## ${section}\n(.*?)\n(?:## |<!--)`, "s").exec(await read(page))?.[1] ?? "";
    const rows = table.matchAll(/^\| (\w+) \| (.*?) \|(?: (?:`|<pre>).*)?$/gm);
    const shown = [...rows].map(([, name = "", description = ""]) => [
      name,
      shownLines(description.replaceAll("\\|", "|").split("<br/>")),
    ]);
    const declarations = declarationsOf(await declarationsIn(join(repositoryRoot, module), kind));
    expect(declarations).not.toEqual([]);
    for (const { name, description } of declarations) {
      expect(description.length, name).toBeGreaterThanOrEqual(10);
    }
    // The first row of a table is its head.
    expect(Object.fromEntries(shown.filter(([name]) => name !== "Name"))).toEqual(
      Object.fromEntries(
        declarations.map(({ name, description }) => [name, shownLines(description.split("\n"))]),
      ),
    );
  });

  test("show the required versions", async () => {
    const text = await read(page);
    const versions = await readFile(join(repositoryRoot, module, "versions.tf"), "utf8");
    const required = [...versions.matchAll(/version\s*= "(.*)"/g)].map(([, version]) => version);
    expect(required).not.toEqual([]);
    for (const version of required) {
      expect(text).toContain(`| ${version} |`);
    }
  });
});

describe("the quick starts", () => {
  test("have at most 25 lines", async () => {
    for (const { hcl } of quickStartsOf(await read("README.md"))) {
      expect(hcl.trimEnd().split("\n").length).toBeLessThanOrEqual(25);
    }
  });
});
