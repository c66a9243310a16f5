import { createRandom } from "./mutator.ts";
import { proofs } from "./proofs.ts";
import { type Fuzzed, SUBJECTS as OTHER_SUBJECTS } from "./subjects.ts";

const SUBJECTS = [...OTHER_SUBJECTS, proofs];

/** The result for one kind of input. */
export interface FuzzResult {
  readonly subject: string;
  readonly cases: number;
  /** Number of accepted cases. If there were none, the run would have compared nothing. */
  readonly allowed: number;
  /** CPU time of the longest case, in milliseconds. */
  readonly longest: number;
}

/**
 * More CPU time than this would let an attacker keep the function busy with one request. It is not the time of the wall
 * clock, which depends on what else the machine does.
 */
const LONGEST_MS = 2_000;

/**
 * Runs cases of every kind against an authorizer. The same seed gives the same cases.
 *
 * @throws Error with seed, number and input of the first finding: an accepted input that jose refuses, an unexpected
 * error, or a case that takes too long
 */
export async function fuzz(
  fuzzed: Fuzzed,
  { cases, seed, onProgress }: { cases: number; seed: number; onProgress?: (done: number) => void },
): Promise<readonly FuzzResult[]> {
  const results = SUBJECTS.map(({ name }) => ({ subject: name, cases: 0, allowed: 0, longest: 0 }));
  for (let number = 0; number < cases; number++) {
    // A new generator for each case, so that a finding can be reproduced alone.
    const random = createRandom(Math.imul(seed, 0x9e37_79b1) + number);
    const index = random.pick([0, 0, 0, 0, 1, 1, 1, 2, 3, 3, 4, 4]);
    const [subject, result] = [SUBJECTS[index], results[index]];
    if (subject === undefined || result === undefined) {
      throw new Error("no such subject");
    }
    const began = process.cpuUsage();
    const isAllowed = await subject.run(fuzzed, random).catch((error: unknown) => {
      throw new Error(`${subject.name}, seed ${seed}, case ${number}: ${error}`, { cause: error });
    });
    const took = process.cpuUsage(began).user / 1000;
    if (took > LONGEST_MS) {
      throw new Error(
        `${subject.name}, seed ${seed}, case ${number}: took ${Math.round(took)} ms of CPU time`,
      );
    }
    result.cases++;
    result.allowed += isAllowed ? 1 : 0;
    result.longest = Math.max(result.longest, took);
    onProgress?.(number + 1);
  }
  return results;
}
