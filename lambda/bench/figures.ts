/** What was measured of several subjects in the same rounds: numbers that can be held against each other. */
export interface Figures {
  /** Of whom the ratios are. */
  readonly base: string;
  readonly unit: "µs" | "ms" | "MB";
  /** By subject, a number for each round. */
  readonly rows: Readonly<Record<string, readonly number[]>>;
}

/** A number with its spread over the rounds. */
export interface Spread {
  readonly median: number;
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
}

/**
 * Measures in turn, round after round, so that all meet the same machine, each round beginning with another.
 *
 * @param subjects by name, each a function that returns the number of one round
 * @param warmUp rounds at the beginning that aren't counted: the compiler isn't done in them
 */
export async function measureInTurn(
  subjects: Readonly<Record<string, (round: number) => number | Promise<number>>>,
  rounds: number,
  warmUp: number,
): Promise<Figures["rows"]> {
  const names = Object.keys(subjects);
  const rows: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < warmUp + rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + turn) % names.length] ?? "";
      const number = await subjects[name]?.(round);
      if (round >= warmUp && number !== undefined) {
        rows[name]?.push(number);
      }
    }
  }
  return rows;
}

/** Microseconds that one of `count` pieces of work takes. */
export async function microseconds(count: number, work: () => void | Promise<void>): Promise<number> {
  const began = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - began) / 1000 / count;
}

/** The spread of a subject's numbers, or of their ratios to the median of another's. */
export function spreadOf({ rows }: Figures, subject: string, base?: string): Spread {
  const unit = base === undefined ? 1 : medianOf(rows[base] ?? []);
  const sorted = (rows[subject] ?? []).map((number) => number / unit).toSorted((a, b) => a - b);
  return { median: at(sorted, 0.5), lowerQuartile: at(sorted, 0.25), upperQuartile: at(sorted, 0.75) };
}

function medianOf(numbers: readonly number[]): number {
  return at(
    numbers.toSorted((a, b) => a - b),
    0.5,
  );
}

/** The number that so much of a sorted list is below. */
export function at(sorted: readonly number[], share: number): number {
  return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
}
