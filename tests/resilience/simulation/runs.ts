import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { type Figures, type Scenario, simulate } from "./scenario.ts";

/** A scenario with a name. */
export interface Run {
  readonly title: string;
  readonly scenario: Scenario;
}

/** A run that has ended. */
export interface Result extends Run {
  readonly figures: Figures;
}

/** All runs of `npm run simulate`. */
export function runsWith(seed: number): readonly Run[] {
  const usual = { minutes: 30, intervalSeconds: 30, capacityPerSecond: 50_000, seed };
  const outage = { from: 10, to: 20 };
  const both = [false, true];
  const kinds: readonly (readonly [string, number, Partial<Scenario>, hasSeeds: readonly boolean[]])[] = [
    ["start", 10_000, {}, both],
    ["outage", 10_000, { outage, late: { instances: 1000, minute: 15 } }, both],
    ["start", 1000, {}, both],
    // With seed keys, an instance begins its second fetch with its second request, so that nothing is overloaded.
    ["overload", 10_000, { capacityPerSecond: 1000, minutes: 15 }, [false]],
    ["busy", 200, { intervalSeconds: 1 }, both],
  ];
  return kinds.flatMap(([title, instances, rest, seeds]) =>
    seeds.map((hasSeeds) => ({ title, scenario: { ...usual, instances, hasSeeds, ...rest } })),
  );
}

/** Simulates all runs, each in a process of its own, as many at a time as there are processors. */
export async function simulateAll(
  runs: readonly Run[],
  onResult: (result: Result) => void,
): Promise<readonly Result[]> {
  const waiting = [...runs];
  const results = new Map<Run, Result>();
  const work = async (): Promise<void> => {
    for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) {
      const result = { ...run, figures: await simulateInProcess(run.scenario) };
      results.set(run, result);
      onResult(result);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return runs.map((run) => results.get(run)).filter((result) => result !== undefined);
}

function simulateInProcess(scenario: Scenario): Promise<Figures> {
  return new Promise((resolve, reject) => {
    const child = fork(import.meta.filename, [JSON.stringify(scenario)], { execArgv: ["--import", "tsx"] });
    let figures: Figures | undefined;
    child.once("message", (message) => {
      figures = message as Figures;
    });
    child.once("exit", (code) => {
      if (code === 0 && figures !== undefined) {
        resolve(figures);
      } else {
        reject(new Error(`a simulation ended with ${code}`));
      }
    });
  });
}

if (process.send !== undefined && process.argv[1] === import.meta.filename) {
  const figures = await simulate(JSON.parse(process.argv[2] ?? ""));
  process.send(figures, () => process.exit(0));
}
