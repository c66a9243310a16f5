import { type Part, reportCheck, runCommand, sum } from "./part.ts";

/** The short benchmark, which brings the peers along that the types of the whole need. */
export const benchPart: Part = {
  name: "bench",
  run: async () => {
    const isFast = (await runCommand("tsx", ["lambda/bench/main.ts", "--short"])) === 0;
    const isTyped = (await runCommand("tsc", ["--project", "lambda/bench"])) === 0;
    return sum([
      reportCheck("no ratio is more than 1.5 times what it was in docs/performance.json", isFast),
      reportCheck("types of the benchmark hold (tsc)", isTyped),
    ]);
  },
};
