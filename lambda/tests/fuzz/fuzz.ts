import { createRandom } from "./mutator.ts";
import { type Fuzzed, SUBJECTS } from "./subjects.ts";

/** What came of it, for one kind of input. */
export interface FuzzResult {
  readonly subject: string;
  readonly cases: number;
  /** How many were let through, by both: with none, nothing would have been compared. */
  readonly allowed: number;
  /** The longest that one case took, in milliseconds. */
  readonly longest: number;
}

/** Longer, and somebody could keep the function busy with one request. */
const LONGEST_MS = 2_000;

/**
 * Runs cases of every kind against an authorizer. The same seed gives the same cases.
 *
 * @param share of the cases that goes to key sets and configurations, each of which takes a new instance
 * @throws Error with seed, number and input of the first finding: something let through that the reference check
 * refuses, an error that isn't one of ours, or more time than a request may take
 */
export async function fuzz(
  fuzzed: Fuzzed,
  { cases, seed, onProgress }: { cases: number; seed: number; onProgress?: (done: number) => void },
): Promise<readonly FuzzResult[]> {
  const results = SUBJECTS.map(({ name }) => ({ subject: name, cases: 0, allowed: 0, longest: 0 }));
  for (let number = 0; number < cases; number++) {
    // A new one for each case, so that a finding can be seen again by itself.
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
