import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { repositoryPath } from "../build/archives.ts";
import { prepareIdentity } from "./in-node.ts";
import { installNodes, installPeers, installRuntimeClient } from "./install.ts";
import { ratiosOf } from "./ratios.ts";
import { throughClient } from "./report/performance.ts";
import { keepResults, pagesOf, readResults } from "./report/write.ts";
import type { NodeResults, Results } from "./results.ts";
import { describeMachine, FULL, measureNode, measureThroughClient, SHORT, sizeOfZip } from "./run.ts";
import { compareShort, showCompared } from "./short.ts";
import { buildSubjects } from "./subjects/subjects.ts";

/**
 * `npm run bench`: what a decision costs beside what a user would take instead, under Node 20, 22 and 24; it writes
 * docs/performance.md and docs/cost.md. `--short` holds the ratios against those of the last full run, `--rival` puts
 * another authorizer beside this one, `--report` writes the pages again without measuring.
 */
const COMMAND = "npm run bench";

const { values: options } = parseArgs({
  options: {
    short: { type: "boolean", default: false },
    report: { type: "boolean", default: false },
    rival: { type: "string", multiple: true, default: [] },
  },
});

if (options.report) {
  await writePages(await readResults());
} else {
  await installPeers();
  await buildSubjects();
  if (options.short) {
    await runShort();
  } else if (options.rival.length > 0) {
    await runRivals(options.rival);
  } else {
    await runAll();
  }
}

async function runShort(): Promise<void> {
  const compared = await compareShort(process.execPath, await prepareIdentity());
  console.log(showCompared(compared));
  const regressions = compared.filter(({ isRegression }) => isRegression);
  process.exitCode = regressions.length === 0 ? 0 : 1;
}

/** @param rivals each `NAME=COMMAND` */
async function runRivals(rivals: readonly string[]): Promise<void> {
  const commands = rivals.map((rival): [string, string] => {
    const [, name, command] = /^([^=]+)=([\s\S]+)$/.exec(rival) ?? [];
    if (name === undefined || command === undefined) {
      throw new Error(
        "--rival takes NAME=COMMAND, such as --rival 'mine=JWKS_URI=$BENCH_JWKS_URI ./bootstrap'",
      );
    }
    return [name, command];
  });
  const client = await installRuntimeClient();
  const nodes = await installNodes();
  const identity = await prepareIdentity();
  const tables = await measureThroughClient(nodes[22], client, Object.fromEntries(commands), identity);
  console.log(throughClient(tables).join("\n"));
}

async function runAll(): Promise<void> {
  const binaries = await installNodes();
  const client = await installRuntimeClient();
  const identity = await prepareIdentity();
  const zipBytes = await sizeOfZip();
  const nodes: [string, NodeResults][] = [];
  const baseline: [string, Record<string, number>][] = [];
  for (const [major, node] of Object.entries(binaries)) {
    console.log(`Node ${major} …`);
    // The client wants Node 22.
    const results = await measureNode(node, FULL, identity, Number(major) >= 22 ? client : undefined);
    nodes.push([major, results]);
    const short = ratiosOf(await measureNode(node, SHORT, identity), zipBytes);
    baseline.push([major, Object.fromEntries(short.map(({ name, value }) => [name, value]))]);
    for (const { name, value, target } of ratiosOf(results, zipBytes)) {
      console.log(`  ${value.toFixed(3).padStart(7)}  ≤ ${target}  ${name}`);
    }
  }
  const results: Results = {
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    command: COMMAND,
    zipBytes,
    nodes: Object.fromEntries(nodes),
    baseline: Object.fromEntries(baseline),
  };
  await keepResults(results);
  await writePages(results);
}

async function writePages(results: Results): Promise<void> {
  // Here, for it is drawn with what only this package has.
  const { drawPerformance } = await import("./report/plot.ts");
  const pages = { ...(await pagesOf(results)), "docs/performance.svg": await drawPerformance(results) };
  for (const [file, text] of Object.entries(pages)) {
    await writeFile(repositoryPath(file), text);
    console.log(file);
  }
}
