import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readResults } from "../../lambda/bench/report/write.ts";
import type { Table } from "../../lambda/bench/results.ts";
import { generatedParts, pages, partOf, upToDatePage } from "../../tools/pages.ts";
import { readQuickStarts } from "../../tools/quick-starts.ts";
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

test("the quick starts have at most 25 lines", async () => {
  for (const { page, hcl } of await readQuickStarts(repositoryRoot)) {
    expect(hcl.trimEnd().split("\n").length, page).toBeLessThanOrEqual(25);
  }
});

describe("the README", () => {
  test("has at most 250 lines and 12,000 bytes", async () => {
    const text = await read("README.md");
    expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(250);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(12_000);
  });

  test("shows the times of the last benchmark, to within a fifth", async () => {
    const text = await read("README.md");
    const { warm, runtimeClient } = (await readResults()).nodes["22"] ?? {};
    const ours = (table: Table | undefined) =>
      table?.rows.find(({ subject }) => subject === "this authorizer")?.value.median ?? Number.NaN;
    const shown = (pattern: RegExp) => Number(pattern.exec(text)?.[1]);
    for (const [value, measured] of [
      [shown(/([\d.]+) µs for a new token/), ours(warm?.RS256?.distinct)],
      [shown(/([\d.]+) µs for a repeated one/), ours(warm?.RS256?.repeated)],
      [shown(/a cold start about ([\d.]+) ms/), ours(runtimeClient?.cold)],
    ] as const) {
      expect(Math.abs(value - measured) / measured).toBeLessThanOrEqual(0.2);
    }
  });
});

test("each record of the decisions has context, decision and consequence, in at most 12 lines", async () => {
  const [, ...records] = (await read("docs/decisions.md")).split(/^## .*\n/m);
  expect(records.length).toBeGreaterThan(0);
  for (const record of records) {
    const parts = [...record.matchAll(/^\*\*(\w+)\.\*\* /gm)].map(([, part]) => part);
    expect(parts).toEqual(["Context", "Decision", "Consequence"]);
    expect(record.trim().split("\n").length).toBeLessThanOrEqual(12);
  }
});
