import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { ratiosOf } from "../../lambda/bench/ratios.ts";
import { MAIN_NODE } from "../../lambda/bench/report/performance.ts";
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

test("README quotes three ratios of the last run", async () => {
  const node = results.nodes[MAIN_NODE];
  const ratios = node === undefined ? [] : ratiosOf(node, results.zipBytes);
  const medianOf = (name: string): string => String(ratios.find((ratio) => ratio.name === name)?.value);
  const readme = await read("README.md");
  const [, distinct, peer, repeated] =
    /costs \*\*([\d.]+)\*\* of the signature check[^.]*?, \*\*([\d.]+)\*\* of aws-jwt-verify[^.]*?, and \*\*([\d.]+)\*\* when it comes again/.exec(
      readme.replaceAll("\n", " "),
    ) ?? [];
  expect({ distinct, peer, repeated }).toEqual({
    distinct: medianOf("distinct RS256 token, to the signature check"),
    peer: medianOf("the same, to aws-jwt-verify"),
    repeated: medianOf("repeated token, to the signature check"),
  });
});
