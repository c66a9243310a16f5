import { readFile, stat, writeFile } from "node:fs/promises";
import { repositoryPath } from "../../build/archives.ts";
import type { Results } from "../results.ts";
import { type Prices, writeCost } from "./cost.ts";
import { writePerformance } from "./performance.ts";

const RESULTS = repositoryPath("lambda/bench/results.json");

/** The results of the last full run. */
export async function readResults(): Promise<Results> {
  return JSON.parse(await readFile(RESULTS, "utf8"));
}

/** Stores the results of a run. */
export async function keepResults(results: Results): Promise<void> {
  await writeFile(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
}

/** The pages about speed and cost, by path. */
export async function pagesOf(results: Results): Promise<Readonly<Record<string, string>>> {
  const prices: Prices = JSON.parse(
    await readFile(repositoryPath("lambda/bench/report/prices.json"), "utf8"),
  );
  const { size } = await stat(repositoryPath("lambda/dist/authorizer.zip"));
  return {
    "docs/performance.md": writePerformance(results, size),
    "docs/cost.md": writeCost(results, prices),
  };
}
