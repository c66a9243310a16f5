import { installPeers } from "../../lambda/bench/install.ts";
import { type Part, reportCheck, runCommand, sum } from "./part.ts";

/** The checks of the benchmark without measurements. The peers are installed first: the benchmark uses their types. */
export const benchPart: Part = {
  name: "bench",
  run: async () => {
    await installPeers();
    const isTyped = (await runCommand("tsc", ["--project", "lambda/bench"])) === 0;
    const isRight = (await runCommand("tsx", ["lambda/bench/main.ts", "--check"])) === 0;
    return sum([
      reportCheck("the benchmark has no type errors (tsc)", isTyped),
      reportCheck("every benchmarked authorizer allows valid tokens and refuses invalid ones", isRight),
    ]);
  },
};
