import { installPeers } from "../../lambda/bench/install.ts";
import { type Part, reportCheck, runCommand, sum } from "./part.ts";

/** The parts of the benchmark that need no measurement. The peers are installed first: its types need theirs. */
export const benchPart: Part = {
  name: "bench",
  run: async () => {
    await installPeers();
    const isTyped = (await runCommand("tsc", ["--project", "lambda/bench"])) === 0;
    const isRight = (await runCommand("tsx", ["lambda/bench/main.ts", "--check"])) === 0;
    return sum([
      reportCheck("types of the benchmark hold (tsc)", isTyped),
      reportCheck("every subject of the benchmark allows valid tokens and refuses invalid ones", isRight),
    ]);
  },
};
