import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { pagesOf, readResults } from "../../lambda/bench/report/write.ts";
import { repositoryRoot } from "../support/repository.ts";

const results = await readResults();
const read = (file: string): Promise<string> => readFile(path.join(repositoryRoot, file), "utf8");

describe("the pages about speed and cost", () => {
  test("are up to date with the results of the last run and the size of the zip (npm run docs)", async () => {
    for (const [file, text] of Object.entries(await pagesOf(results))) {
      expect(await read(file), file).toBe(text);
    }
  });

  test("have results of Node 20, 22 and 24", () => {
    expect(Object.keys(results.nodes).sort()).toEqual(["20", "22", "24"]);
  });
});
