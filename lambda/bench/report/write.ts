import { readFile, writeFile } from "node:fs/promises";
import { repositoryPath } from "../../build/archives.ts";
import type { Results } from "../results.ts";
import { type Prices, writeCost } from "./cost.ts";
import { writePerformance } from "./performance.ts";

const RESULTS = repositoryPath("docs/performance.json");

/** The results of the last full run. */
export async function readResults(): Promise<Results> {
  return JSON.parse(await readFile(RESULTS, "utf8"));
}

/** Keeps the results of a run. */
export async function keepResults(results: Results): Promise<void> {
  await writeFile(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
}

/** The pages that are made of results, by their path. */
export async function pagesOf(results: Results): Promise<Readonly<Record<string, string>>> {
  const prices: Prices = JSON.parse(
    await readFile(repositoryPath("lambda/bench/report/prices.json"), "utf8"),
  );
  return {
    "docs/performance.md": writePerformance(results),
    "docs/cost.md": writeCost(results, prices),
  };
}
