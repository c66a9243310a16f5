import { cpus, totalmem } from "node:os";
import { execa } from "execa";
import type { Identity } from "../tests/support/tls-server.ts";
import { measureCold } from "./cold.ts";
import type { ContenderOptions } from "./contenders.ts";
import type { GrowthOptions } from "./growth.ts";
import { measureInNode } from "./in-node.ts";
import { type NodeResults, type Summarized, summarize, tableOf } from "./results.ts";
import { measureRuntimeClient, type RuntimeClientFigures } from "./runtime-client.ts";
import { ALGORITHMS, type BenchAlgorithm } from "./workload.ts";

/** How much to measure. */
export interface Effort {
  readonly algorithms: readonly BenchAlgorithm[];
  readonly rounds: number;
  readonly warmUp: number;
  readonly tokens: number;
  readonly coldStarts: number;
  /** Undefined: without growth, circulation and heap. */
  readonly long?: {
    readonly growth: GrowthOptions;
    /** Numbers of tokens that callers use in turn. */
    readonly circulation: readonly number[];
    readonly decisions: number;
  };
}

/** What `--quick` measures: the decisions, cold starts and round trips that two bundles are compared by. */
export const QUICK: Effort = {
  algorithms: ["RS256"],
  rounds: 12,
  warmUp: 4,
  tokens: 1000,
  coldStarts: 25,
};

/** The whole benchmark: some eight minutes for each version of Node. */
export const FULL: Effort = {
  ...QUICK,
  algorithms: ALGORITHMS,
  long: {
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
  },
};

/** What to measure through Lambda's runtime client. */
export type ClientRun = Omit<ContenderOptions, "node">;

/** Measures everything under one version of Node. */
export async function measureNode(
  node: string,
  effort: Effort,
  identity: Identity,
  clientRun?: ClientRun,
): Promise<NodeResults> {
  const { stdout: version } = await execa(node, ["--version"]);
  const { algorithms, rounds, warmUp, tokens, coldStarts, long } = effort;
  const warm: [string, unknown][] = [];
  for (const algorithm of algorithms) {
    const rules = algorithm === "RS256" ? [10, 50] : [];
    const figures = await measureInNode(node, "warm", { algorithm, rounds, warmUp, tokens, rules });
    warm.push([algorithm, summarize(figures)]);
  }
  return {
    version,
    warm: Object.fromEntries(warm) as NodeResults["warm"],
    cold: tableOf(await measureCold({ node, rounds: coldStarts }, identity)),
    ...(await measureLong(node, long)),
    ...(clientRun && { runtimeClient: await measureThroughClient(node, clientRun, identity) }),
  };
}

async function measureLong(
  node: string,
  long: Effort["long"],
): Promise<Pick<NodeResults, "growth" | "circulation" | "heap">> {
  if (long === undefined) {
    return { growth: {}, circulation: [] };
  }
  const { growth: options, circulation: sizes, decisions } = long;
  const growth = await measureInNode(node, "growth", options);
  return {
    growth: Object.fromEntries(Object.entries(growth).map(([name, figures]) => [name, summarize(figures)])),
    circulation: await measureInNode(node, "circulation", { sizes, decisions: 20_000 }),
    heap: await measureInNode(node, "heap", { decisions }),
  };
}

async function measureThroughClient(
  node: string,
  clientRun: ClientRun,
  identity: Identity,
): Promise<Summarized<RuntimeClientFigures>> {
  const options = { node, ...clientRun, rounds: 30, invocations: 150, coldStarts: 25 };
  return summarize(await measureRuntimeClient(options, identity));
}

/** The machine that the figures depend on. */
export function describeMachine(): string {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${processors.length} × ${processors[0]?.model.trim() ?? "unknown CPU"}, ${memory} GB, ${process.platform} ${process.arch}`;
}
