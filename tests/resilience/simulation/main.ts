import { parseArgs } from "node:util";
import { runScript } from "../../support/cleanup.ts";
import { checkTable, count, reportChecks } from "../support/checks.ts";
import { integerOption } from "../support/options.ts";
import { describeRun, writeChart, writeResults } from "../support/page.ts";
import { fetchChart } from "./chart.ts";
import { checksOf, resultTable } from "./report.ts";
import { runsWith, simulateAll } from "./runs.ts";

const USAGE = `npm run simulate: simulates up to 11,000 instances of the function that fetch keys from one endpoint. The code
that keeps keys is the real one; time, network and Lambda's freezing are simulated. It takes two
to three minutes of processor time, on as many processors as there are.

  -- --seed N   the seed of all random numbers, default 1: the same seed gives the same numbers
  -- --write    write the results into docs/resilience.md and draw docs/key-fetches.svg`;

const { values: options } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    write: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

async function main(): Promise<void> {
  if (options.help) {
    console.log(USAGE);
    return;
  }
  const seed = integerOption("seed", options.seed);
  const began = performance.now();
  const runs = runsWith(seed);
  let done = 0;
  const results = await simulateAll(runs, ({ title, scenario, figures }) => {
    const keys = scenario.hasSeeds ? "with" : "without";
    done++;
    console.log(
      `${done}/${runs.length} ${title}, ${count(scenario.instances)} instances ${keys} seed keys: ${count(figures.fetches)} fetches`,
    );
  });
  const checks = checksOf(results);
  console.log(`\n${resultTable(results)}\n\n${Math.round((performance.now() - began) / 1000)} s\n`);
  if (options.write) {
    await writeChart("key-fetches.svg", fetchChart(results));
    await writeResults(
      "simulation",
      [
        describeRun(`npm run simulate -- --seed ${seed}`),
        "",
        resultTable(results),
        "",
        checkTable(checks),
      ].join("\n"),
    );
  }
  reportChecks(checks);
}

runScript(main);
