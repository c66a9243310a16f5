import { parseArgs } from "node:util";
import { runScript } from "../../support/cleanup.ts";
import { checkTable, count, reportChecks } from "../support/checks.ts";
import { integerOption } from "../support/options.ts";
import { describeRun, writeChart, writeResults } from "../support/page.ts";
import { showProgress } from "../support/progress.ts";
import { outcomeChart } from "./chart.ts";
import { checksOf, timeline, wrongDecisions } from "./report.ts";
import { runFaults } from "./run.ts";
import { SCHEDULE } from "./schedule.ts";

const USAGE = `npm run faults: sends valid and invalid tokens to the committed bundle while the provider of its keys fails in
every way. The clock of the function is put forward between requests, so that hours pass in two minutes.

  -- --seed N   the seed of all random numbers, default 1
  -- --write    write the results into docs/resilience.md and draw docs/faults.svg`;

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
  const minutes = SCHEDULE.reduce((total, phase) => total + phase.minutes, 0);
  const { update } = showProgress("faults", minutes);
  const result = await runFaults(SCHEDULE, seed, update);
  const checks = checksOf(result);
  const summary = `${count(result.decisions.length)} decisions in ${Math.round(minutes)} minutes of the function's clock, ${Math.round(result.seconds)} s of the machine's.`;
  console.log(["", timeline(result), "", summary, "", ...wrongDecisions(result)].join("\n"));
  if (options.write) {
    await writeChart("faults.svg", outcomeChart(result));
    const run = describeRun(`npm run faults -- --seed ${seed}`);
    await writeResults(
      "faults",
      [`${run} ${summary}`, "", checkTable(checks), "", timeline(result)].join("\n"),
    );
  }
  reportChecks(checks);
}

runScript(main);
