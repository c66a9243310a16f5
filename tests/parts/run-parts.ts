import { type Counts, type Part, sum } from "./part.ts";

/** Runs parts one after the other, and prints the failures and, last, the totals. Sets the exit code. */
export async function runParts(parts: readonly Part[]): Promise<void> {
  const counts: Counts[] = [];
  for (const part of parts) {
    counts.push(await runPart(part));
  }
  const { passed, failed, failures = [] } = sum(counts);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
  for (const failure of failures) {
    console.log(`\n✘ ${failure}`);
  }
  console.log(`\n${passed} passed, ${failed} failed`);
}

async function runPart({ name, run }: Part): Promise<Counts> {
  console.log(`\n── ${name} ${"─".repeat(70 - name.length)}\n`);
  const began = performance.now();
  const counts = await run().catch((error: unknown): Counts => {
    console.error(error);
    return { passed: 0, failed: 1, failures: [`${name} could not run: ${error}`] };
  });
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(`\n${name}: ${counts.passed} passed, ${counts.failed} failed, ${seconds} s`);
  return counts;
}
