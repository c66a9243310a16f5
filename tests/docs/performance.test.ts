import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { pagesOf, readResults } from "../../lambda/bench/report/write.ts";
import { sizeOfZip } from "../../lambda/bench/run.ts";
import { repositoryRoot } from "../support/repository.ts";

const results = await readResults();
const read = (file: string): Promise<string> => readFile(path.join(repositoryRoot, file), "utf8");

describe("the pages about speed and cost", () => {
  test("are what the last run's results make them", async () => {
    for (const [file, text] of Object.entries(await pagesOf(results))) {
      expect(await read(file), file).toBe(text);
    }
  });

  test("are about Node 20, 22 and 24, each with what CI is held against", () => {
    expect(Object.keys(results.nodes).sort()).toEqual(["20", "22", "24"]);
    for (const [major, baseline] of Object.entries(results.baseline)) {
      expect(
        Object.values(baseline).every((ratio) => ratio > 0),
        major,
      ).toBe(true);
      expect(Object.keys(baseline).length, major).toBeGreaterThanOrEqual(10);
    }
  });

  test("are about a zip of about the size of the one that is deployed", async () => {
    expect(Math.abs(results.zipBytes - (await sizeOfZip()))).toBeLessThan(1000);
  });
});
