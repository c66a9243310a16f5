import { benchPart } from "./parts/bench.ts";
import { endToEndPart, longEndToEndPart } from "./parts/end-to-end.ts";
import { type Counts, type Part, sum } from "./parts/part.ts";
import { stylePart } from "./parts/style.ts";
import { terraformPart } from "./parts/terraform.ts";
import { vitestPart, vitestPartUnder } from "./parts/vitest.ts";
import { runScript } from "./support/cleanup.ts";

/** The parts that `npm test` runs. `npm test -- NAME …` runs only the named parts. */
const usual: readonly Part[] = [
  stylePart,
  benchPart,
  vitestPart("lambda"),
  vitestPart("module"),
  terraformPart,
  endToEndPart,
];

/** The parts that only `npm run test:all` runs, because they take long. */
const further: readonly Part[] = [
  vitestPart("module-long"),
  longEndToEndPart,
  vitestPartUnder("22", "lambda"),
  vitestPartUnder("24", "lambda"),
];

const ALL = "--all";

async function main(names: readonly string[]): Promise<void> {
  const chosen = names.length === 0 ? usual : choose(names);
  const counts: Counts[] = [];
  for (const part of chosen) {
    counts.push(await runPart(part));
  }
  const { passed, failed, failures = [] } = sum(counts);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
  for (const failure of failures) {
    console.log(`\n✘ ${failure}`);
  }
  console.log(`\n${passed} passed, ${failed} failed`);
}

function choose(names: readonly string[]): readonly Part[] {
  const parts = [...usual, ...further];
  const known = [ALL, ...parts.map(({ name }) => name)];
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`unknown part: ${unknown.join(", ")}; expected one of ${known.join(", ")}`);
  }
  return names.includes(ALL) ? parts : parts.filter(({ name }) => names.includes(name));
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

runScript(() => main(process.argv.slice(2)));
