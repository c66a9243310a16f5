import { readFile } from "node:fs/promises";
import Terminal from "cli-table3";
import { repositoryPath } from "../build/archives.ts";
import type { Identity } from "../tests/support/tls-server.ts";
import { type Ratio, ratiosOf } from "./ratios.ts";
import type { Results } from "./results.ts";
import { measureNode, SHORT, sizeOfZip } from "./run.ts";

/** A ratio beside what it was when the full benchmark last ran. */
export interface ComparedRatio extends Ratio {
  /** Undefined if it was not measured then, under this major version of Node. */
  readonly baseline: number | undefined;
  readonly isRegression: boolean;
}

const MOST = 1.5;
/** A machine that is busy for a while makes a ratio larger, and none smaller. */
const ATTEMPTS = 3;

/** The ratios of the short run, the least of each over up to three attempts. */
export async function compareShort(node: string, identity: Identity): Promise<readonly ComparedRatio[]> {
  const zipBytes = await sizeOfZip();
  let compared: readonly ComparedRatio[] = [];
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const results = await measureNode(node, SHORT, identity);
    const baseline = (await readBaseline())[/^v(\d+)/.exec(results.version)?.[1] ?? ""] ?? {};
    const before = compared;
    compared = ratiosOf(results, zipBytes).map((ratio) => {
      const value = Math.min(
        ratio.value,
        before.find(({ name }) => name === ratio.name)?.value ?? ratio.value,
      );
      const then = baseline[ratio.name];
      return { ...ratio, value, baseline: then, isRegression: then !== undefined && value > then * MOST };
    });
    if (!compared.some(({ isRegression }) => isRegression)) {
      break;
    }
  }
  return compared;
}

/** What CI has to be held against; empty before the first full run. */
async function readBaseline(): Promise<Results["baseline"]> {
  const results: Results = JSON.parse(await readFile(repositoryPath("docs/performance.json"), "utf8"));
  return results.baseline;
}

/** For people. */
export function showCompared(compared: readonly ComparedRatio[]): string {
  const table = new Terminal({ head: ["ratio", "now", "then", "target"], style: { head: [], border: [] } });
  for (const { name, value, baseline, target, isRegression } of compared) {
    table.push([name, isRegression ? `${value}: over ${MOST} times as much` : value, baseline ?? "", target]);
  }
  return table.toString();
}
