import { readFile, writeFile } from "node:fs/promises";
import { loadavg } from "node:os";
import { join } from "node:path";
import { installPeers } from "../../../lambda/bench/install.ts";
import { describeMachine } from "../../../lambda/bench/run.ts";
import { partOf } from "../../../tools/pages.ts";
import { repositoryRoot } from "../../support/repository.ts";

/** The page with the results of all commands. */
export const PAGE = "docs/resilience.md";
/** Its parts, one for each command. */
export const PARTS = ["load", "faults", "simulation"] as const;

/** Writes the results of a run into their part of the page. */
export async function writeResults(part: (typeof PARTS)[number], results: string): Promise<void> {
  const file = join(repositoryRoot, PAGE);
  const page = await readFile(file, "utf8");
  if (!partOf(part).test(page)) {
    throw new Error(`${PAGE} has no part <!-- ${part} -->`);
  }
  const written = page.replace(partOf(part), () => `<!-- ${part} -->\n${results}\n<!-- /${part} -->`);
  await writeFile(file, written);
  console.log(PAGE);
}

/** When, where and by which command something was run. */
export function describeRun(command: string): string {
  const date = new Date().toISOString().slice(0, 10);
  const [load = 0] = loadavg();
  return `\`${command}\` on ${date}: ${describeMachine()}, Node ${process.version}, load average ${load.toFixed(1)}.`;
}

/**
 * Draws a Vega-Lite chart into a file of docs. Only the benchmark's own package has what draws it, and its types.
 *
 * @param spec https://vega.github.io/vega-lite/docs/spec.html
 */
export async function writeChart(file: string, spec: object): Promise<void> {
  await installPeers();
  const draw: string = join(repositoryRoot, "lambda/bench/report/draw.ts");
  const { drawChart }: { drawChart: (spec: object) => Promise<string> } = await import(draw);
  await writeFile(join(repositoryRoot, "docs", file), await drawChart(spec));
  console.log(`docs/${file}`);
}
