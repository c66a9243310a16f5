import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { repositoryPath } from "../build/archives.ts";
import { measureInNode, prepareIdentity } from "./in-node.ts";
import { installNodes, installPeers, installRuntimeClient } from "./install.ts";
import { ratiosOf } from "./ratios.ts";
import { nodeSection } from "./report/performance.ts";
import { keepResults, pagesOf, readResults } from "./report/write.ts";
import { type NodeResults, type Results, summarize, tableOf } from "./results.ts";
import { describeMachine, type Effort, FULL, measureNode, QUICK } from "./run.ts";
import { buildSubjects, unpackOurs } from "./subjects/subjects.ts";

const COMMAND = "npm run bench";

const USAGE = `${COMMAND}: measures this authorizer and its peers under Node 20, 22 and 24, and writes the results,
docs/performance.md, docs/performance.svg and docs/cost.md.

  -- --quick            measure only RS256, cold starts and the runtime client, under Node 22 and 24; print, write nothing
  -- --previous FILE    measure another zip of this authorizer in the same run
  -- --rival NAME=CMD   measure another authorizer through the runtime client: CMD is a shell command that speaks the
                        Runtime API, such as 'mine=JWKS_URI=$BENCH_JWKS_URI ./bootstrap'
  -- --signals          measure what log_allowed and metrics_namespace cost; print, write nothing
  -- --bound            measure what it costs to check a client's certificate (mutual TLS); print, write nothing
  -- --dpop             measure what a proof (DPoP) costs; print, write nothing
  -- --check            measure nothing: check that every subject allows valid tokens and refuses invalid ones
  -- --report           measure nothing: write the pages again`;

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    signals: { type: "boolean", default: false },
    bound: { type: "boolean", default: false },
    dpop: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    report: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
    previous: { type: "string" },
    rival: { type: "string", multiple: true, default: [] },
  },
});

if (options.help) {
  console.log(USAGE);
} else if (options.dpop) {
  await unpackOurs();
  await runDpop();
} else {
  await installPeers();
  if (options.report) {
    await writePages(await readResults());
  } else {
    await buildSubjects(options.previous);
    await chosenRun()();
  }
}

function chosenRun(): () => Promise<void> {
  if (options.check) {
    return check;
  }
  if (options.signals || options.bound) {
    return () => runComparison(options.signals ? "signals" : "bound");
  }
  return options.quick ? runQuick : runFull;
}

async function check(): Promise<void> {
  await prepareIdentity();
  const decisions = await measureInNode(process.execPath, "check", {});
  const wrong = decisions.filter(({ isRight }) => !isRight);
  for (const { subject, algorithm, token } of wrong) {
    console.log(`${subject} decides wrongly about ${token} (${algorithm})`);
  }
  const subjects = new Set(decisions.map(({ subject }) => subject)).size;
  console.log(`${decisions.length} decisions of ${subjects} subjects, ${wrong.length} of them wrong`);
  process.exitCode = decisions.length > 0 && wrong.length === 0 ? 0 : 1;
}

async function runQuick(): Promise<void> {
  for (const [major, results] of await measure(["22", "24"], QUICK)) {
    console.log(nodeSection(major, results).join("\n"));
  }
}

/** Measures settings against each other, and prints their figures. */
async function runComparison(name: "signals" | "bound"): Promise<void> {
  await prepareIdentity();
  for (const algorithm of ["RS256", "ES256"] as const) {
    const figures = await measureInNode(process.execPath, name, { algorithm, rounds: 30, tokens: 1000 });
    for (const [tokens, { rows }] of Object.entries(summarize(figures))) {
      console.log(`${algorithm}, ${tokens} tokens`);
      for (const { subject, value, ratio } of rows) {
        console.log(`  ${value.median.toFixed(2).padStart(8)} µs  × ${ratio.median.toFixed(3)}  ${subject}`);
      }
    }
  }
}

async function runDpop(): Promise<void> {
  await prepareIdentity();
  const { rows } = tableOf(await measureInNode(process.execPath, "dpop", { rounds: 30, proofs: 400 }));
  for (const { subject, value, ratio } of rows) {
    console.log(`${value.median.toFixed(2).padStart(8)} µs  × ${ratio.median.toFixed(3)}  ${subject}`);
  }
}

async function runFull(): Promise<void> {
  const nodes = await measure(["20", "22", "24"], FULL);
  const results: Results = {
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    command: COMMAND,
    nodes: Object.fromEntries(nodes),
  };
  await keepResults(results);
  await writePages(results);
}

async function measure(
  majors: readonly ("20" | "22" | "24")[],
  effort: Effort,
): Promise<readonly (readonly [major: string, results: NodeResults])[]> {
  const rivals = rivalsOf(options.rival);
  const binaries = await installNodes();
  const client = await installRuntimeClient();
  const identity = await prepareIdentity();
  const all: [string, NodeResults][] = [];
  for (const major of majors) {
    console.log(`Node ${major} …`);
    // The runtime client needs Node 22 or later.
    const clientRun = major === "20" ? undefined : { client, rivals };
    const results = await measureNode(binaries[major], effort, identity, clientRun);
    all.push([major, results]);
    for (const { name, value, target } of ratiosOf(results)) {
      console.log(`  ${value.toFixed(3).padStart(7)}  ≤ ${target}  ${name}`);
    }
  }
  return all;
}

/** The shell commands of rivals, by name. */
function rivalsOf(given: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    given.map((rival) => {
      const [, name, command] = /^([^=]+)=([\s\S]+)$/.exec(rival) ?? [];
      if (name === undefined || command === undefined) {
        throw new Error(`--rival is "${rival}": write NAME=COMMAND`);
      }
      return [name, command];
    }),
  );
}

async function writePages(results: Results): Promise<void> {
  // Imported here, because only the benchmark's own package has what draws the plot.
  const { drawPerformance } = await import("./report/plot.ts");
  const pages = { ...(await pagesOf(results)), "docs/performance.svg": await drawPerformance(results) };
  for (const [file, text] of Object.entries(pages)) {
    await writeFile(repositoryPath(file), text);
    console.log(file);
  }
}
