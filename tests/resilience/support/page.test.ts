import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { partOf } from "../../../tools/pages.ts";
import { repositoryRoot } from "../../support/repository.ts";
import { PAGE, PARTS } from "./page.ts";

test.each(PARTS)(
  "the page has the results of a run of %s, and all checks of that run have passed",
  async (part) => {
    const [results = ""] = partOf(part).exec(await readFile(join(repositoryRoot, PAGE), "utf8")) ?? [];
    expect(results).toMatch(/\| passed \|/);
    expect(results).not.toMatch(/\*\*failed\*\*/);
  },
);
