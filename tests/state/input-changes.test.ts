import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { declarationsIn } from "../../tools/reference.ts";
import { STATE_CHANGES_PAGE } from "../../tools/state-changes.ts";
import { declarationsOf } from "../docs/declarations.ts";
import { repositoryRoot } from "../support/repository.ts";
import { inputChanges } from "./input-changes.ts";

const declarations = declarationsOf(await declarationsIn(repositoryRoot, "variables"));
const page = await readFile(join(repositoryRoot, STATE_CHANGES_PAGE), "utf8");
const rows = [...page.matchAll(/^\| `(\w+)` \| (.*?) \| .* \|$/gm)];

test("every input of the module is changed", () => {
  const changed = new Set(inputChanges.map(({ input }) => input));
  expect([...changed].sort()).toEqual(declarations.map(({ name }) => name).sort());
});

test("the tables on the page have a row for each change", () => {
  expect(rows.map(([, input, what]) => `${input}: ${what}`).sort()).toEqual(
    inputChanges.map(({ input, what = "another value" }) => `${input}: ${what}`).sort(),
  );
});

test("the description of an input that replaces what callers depend on says so", () => {
  const replacing = new Set(rows.filter(([row]) => row.includes("**replaced")).map(([, input]) => input));
  const described = declarations.filter(({ description }) => /\breplaces\b/.test(description));
  expect(replacing.size).toBeGreaterThan(0);
  for (const input of replacing) expect(described.map(({ name }) => name)).toContain(input);
});

test("the page is right that only another name replaces the function", () => {
  const inputs = rows.filter(([row]) => /\*\*replaced: function/.test(row)).map(([, input]) => input);
  expect(inputs).toEqual(["name"]);
});
