import { stat } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { execa } from "execa";
import { committedArchives, repositoryPath } from "../build/archives.ts";
import type { Identity } from "../tests/support/tls-server.ts";
import { measureCold } from "./cold.ts";
import type { GrowthOptions } from "./growth.ts";
import { measureInNode } from "./in-node.ts";
import { type NodeResults, type Summarized, summarize, tableOf } from "./results.ts";
import {
  measureRuntimeClient,
  type RuntimeClientFigures,
  type RuntimeClientOptions,
} from "./runtime-client.ts";
import { ALGORITHMS, type BenchAlgorithm } from "./workload.ts";

/** How much of everything. */
export interface Effort {
  readonly algorithms: readonly BenchAlgorithm[];
  readonly rounds: number;
  readonly warmUp: number;
  readonly tokens: number;
  readonly coldStarts: number;
  readonly growth: GrowthOptions;
  /** Numbers of tokens that are shown in turn. */
  readonly circulation: readonly number[];
  readonly decisions: number;
}

/** The whole benchmark: some four minutes for each Node. */
export const FULL: Effort = {
  algorithms: ALGORITHMS,
  rounds: 12,
  warmUp: 4,
  tokens: 1000,
  coldStarts: 25,
  growth: {
    rounds: 8,
    warmUp: 4,
    tokens: 500,
    sizes: {
      issuers: [1, 10, 100],
      rules: [1, 10, 50, 100],
      keys: [1, 10, 100],
      "token bytes": [500, 1000, 2000, 4000, 8000],
    },
  },
  circulation: [1, 100, 1000, 10_000, 100_000],
  decisions: 1_000_000,
};

/** As much as tells a regression from noise: half a minute. */
export const SHORT: Effort = {
  algorithms: ["RS256"],
  rounds: 6,
  warmUp: 4,
  tokens: 600,
  coldStarts: 9,
  growth: {
    rounds: 6,
    warmUp: 3,
    tokens: 400,
    sizes: { issuers: [1, 100], rules: [], keys: [], "token bytes": [] },
  },
  circulation: [],
  decisions: 60_000,
};

/** Measures all under one Node. @param client the entry of Lambda's runtime client, to measure through it too */
export async function measureNode(
  node: string,
  effort: Effort,
  identity: Identity,
  client?: string,
): Promise<NodeResults> {
  const { stdout: version } = await execa(node, ["--version"]);
  const warm: [string, unknown][] = [];
  for (const algorithm of effort.algorithms) {
    const { rounds, warmUp, tokens } = effort;
    const rules = algorithm === "RS256" ? [10, 50] : [];
    const figures = await measureInNode(node, "warm", { algorithm, rounds, warmUp, tokens, rules });
    warm.push([algorithm, summarize(figures)]);
  }
  const growth = await measureInNode(node, "growth", effort.growth);
  return {
    version,
    warm: Object.fromEntries(warm) as NodeResults["warm"],
    cold: tableOf(await measureCold({ node, rounds: effort.coldStarts }, identity)),
    growth: Object.fromEntries(Object.entries(growth).map(([name, figures]) => [name, summarize(figures)])),
    circulation: await measureInNode(node, "circulation", {
      sizes: effort.circulation,
      decisions: 20_000,
    }),
    heap: await measureInNode(node, "heap", { decisions: effort.decisions }),
    runtimeClient: client === undefined ? undefined : await measureThroughClient(node, client, {}, identity),
  };
}

/** Measures through Lambda's runtime client. */
export async function measureThroughClient(
  node: string,
  client: string,
  rivals: RuntimeClientOptions["rivals"],
  identity: Identity,
): Promise<Summarized<RuntimeClientFigures>> {
  const options = { node, client, rivals, rounds: 30, invocations: 150, coldStarts: 25 };
  return summarize(await measureRuntimeClient(options, identity));
}

/** Of the committed zip, in bytes. */
export async function sizeOfZip(): Promise<number> {
  return (await stat(repositoryPath(committedArchives[0]?.path ?? ""))).size;
}

/** What figures depend on beside Node. */
export function describeMachine(): string {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${processors.length} × ${processors[0]?.model.trim() ?? "unknown CPU"}, ${memory} GB, ${process.platform} ${process.arch}`;
}
