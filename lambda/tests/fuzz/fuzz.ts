import { createRandom } from "./mutator.ts";
import { type Fuzzed, SUBJECTS } from "./subjects.ts";

/** The result for one kind of input. */
export interface FuzzResult {
  readonly subject: string;
  readonly cases: number;
  /** Number of accepted cases. If there were none, the run would have compared nothing. */
  readonly allowed: number;
  /** Duration of the longest case, in milliseconds. */
  readonly longest: number;
}

/** A slower case would let an attacker keep the function busy with one request. */
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
    const index = random.pick([0, 0, 0, 0, 1, 1, 1, 2, 3, 3]);
    const [subject, result] = [SUBJECTS[index], results[index]];
    if (subject === undefined || result === undefined) {
      throw new Error("no such subject");
    }
    const began = performance.now();
    const isAllowed = await subject.run(fuzzed, random).catch((error: unknown) => {
      throw new Error(`${subject.name}, seed ${seed}, case ${number}: ${error}`, { cause: error });
    });
    const took = performance.now() - began;
    if (took > LONGEST_MS) {
      throw new Error(`${subject.name}, seed ${seed}, case ${number}: took ${Math.round(took)} ms`);
    }
    result.cases++;
    result.allowed += isAllowed ? 1 : 0;
    result.longest = Math.max(result.longest, took);
    onProgress?.(number + 1);
  }
  return results;
}
