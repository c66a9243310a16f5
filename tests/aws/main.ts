import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { upToDatePage } from "../../tools/pages.ts";
import { type Check, markdownTable, reportChecks } from "../resilience/support/checks.ts";
import { runScript } from "../support/cleanup.ts";
import { repositoryRoot } from "../support/repository.ts";
import { PROBES } from "./facts.ts";
import { checkCost, type Meter, startMeter } from "./limits.ts";
import { type Options, readOptions, USAGE } from "./options.ts";
import { writeResults } from "./results.ts";
import { runIn } from "./run.ts";
import { createRunName } from "./run-name.ts";
import { checksOf, type Observations } from "./run-probes.ts";
import { startTarget } from "./target.ts";

const PAGE = "docs/verification.md";

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options === undefined) {
    console.log(USAGE);
    return;
  }
  const estimate = await checkCost(options.limits);
  const runName = createRunName();
  console.log(`run ${runName}, at most ${options.limits.calls} calls: ${estimate.toFixed(4)} USD`);
  const target = await startTarget(options.place, runName);
  const meter = startMeter(options.limits, endAtTimeLimit);
  let isClean = true;
  try {
    const { calls, observations } = await runIn(target, runName, options.place, meter, () => {
      isClean = false;
    });
    isClean = true;
    await report(options, meter, calls, observations);
  } finally {
    meter.stop();
    await target.stop(isClean);
  }
}

/** The same as Ctrl-C: what has begun is ended in order, and everything is destroyed. */
function endAtTimeLimit(): void {
  console.error("the time of the run is over: see --max-minutes");
  process.kill(process.pid, "SIGINT");
}

async function report(
  { place, isWritten }: Options,
  meter: Meter,
  calls: readonly Check[],
  observations: Observations,
): Promise<void> {
  const rows = PROBES.map(({ id, title, expected }) => {
    const observed = observations[id] ?? "not run";
    return [`${id}: ${title}`, expected, observed, observed === expected ? "yes" : "no"];
  });
  console.log(`\n${markdownTable(["probe", "expected on AWS", "observed", "same"], rows)}\n`);
  console.log(`${meter.calls} calls\n`);
  if (isWritten) {
    await writeResults(place.target, {
      date: new Date().toISOString().slice(0, 10),
      command: `npm run test:aws -- ${place.target === "aws" ? `--region ${place.region}` : "--target emulator"}`,
      observations,
    });
    await writeFile(join(repositoryRoot, PAGE), await upToDatePage(repositoryRoot, PAGE));
    console.log(PAGE);
  }
  reportChecks([...calls, ...checksOf(place.target, observations)]);
}

runScript(main);
