import { cpus } from "node:os";

/** Rounds at the beginning that aren't counted, as a share of all: the compiler isn't done in them. */
const WARM_UP = 1 / 3;

/**
 * Measures in turn, round after round, so that all meet the same machine.
 *
 * @param rounds how often; the first third isn't counted
 * @param measure one round: microseconds by what was measured
 */
export async function measureRounds<Round>(
  rounds: number,
  measure: (round: number) => Promise<Round>,
): Promise<readonly Round[]> {
  const measured: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    measured.push(await measure(round));
  }
  return measured.slice(Math.ceil(rounds * WARM_UP));
}

/** Microseconds that one of `count` pieces of work takes. */
export async function microseconds(count: number, work: () => void | Promise<void>): Promise<number> {
  const began = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - began) / 1000 / count;
}

/** Median, least and most of a figure over rounds, for people. */
export function spread<Round>(rounds: readonly Round[], figure: (round: Round) => number): string {
  const sorted = rounds.map(figure).toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(2);
  return `${at(0.5)} (${at(0)} to ${at(1)})`;
}

/** What figures depend on. */
export function describeMachine(): string {
  return `Node.js ${process.versions.node}, ${cpus()[0]?.model ?? "unknown CPU"}`;
}
