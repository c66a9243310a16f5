/** What several subjects measured in the same rounds: numbers that can be compared. */
export interface Figures {
  /** The subject that the ratios refer to. */
  readonly base: string;
  readonly unit: "µs" | "ms" | "MB";
  /** A number for each round, by subject. */
  readonly rows: Readonly<Record<string, readonly number[]>>;
}

/** A median with its spread over the rounds. */
export interface Spread {
  readonly median: number;
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
}

/**
 * Measures all subjects in every round, so that each meets the same state of the machine. Rounds begin with different
 * subjects.
 *
 * @param subjects by name, each a function that returns the number of one round
 * @param warmUp first rounds, which do not count because the compiler still optimizes
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

/** Microseconds of one of the `count` steps of the work. */
export async function microseconds(count: number, work: () => void | Promise<void>): Promise<number> {
  const began = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - began) / 1000 / count;
}

/**
 * The same of processor time: what else the machine does would hide what a line of the log, or the checks around a
 * signature, cost.
 */
export async function processorMicroseconds(count: number, work: () => Promise<void>): Promise<number> {
  const begun = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / count;
}

/** The spread of a subject's numbers, or of their ratios to the median of a base. */
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

/** The quantile of a sorted list: `share` of it is below. */
export function at(sorted: readonly number[], share: number): number {
  return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
}
