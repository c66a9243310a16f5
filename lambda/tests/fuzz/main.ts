import { parseArgs } from "node:util";
import Table from "cli-table3";
import { createTestClock } from "./clock.ts";
import { fuzz } from "./fuzz.ts";
import { fromBundle, fromSource } from "./targets.ts";

/**
 * `npm run fuzz` runs 200,000 broken tokens, events, key sets, configurations and proofs, three quarters against the
 * source and one quarter against the committed bundle. `-- --cases N --seed N` changes both numbers. The default seed is
 * new for each run, and printed.
 */
const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "200000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const [cases, seed] = [Number(values.cases), Number(values.seed)];
console.log(`seed ${seed}, ${cases} cases`);

const bundle = await fromBundle();
const clock = createTestClock();
try {
  const table = new Table({
    head: ["target", "input", "cases", "accepted", "longest"],
    style: { head: [] },
  });
  for (const [name, fuzzed, share] of [
    ["source", fromSource, 0.75],
    ["bundle", bundle.fuzzed, 0.25],
  ] as const) {
    const results = await fuzz(fuzzed, { cases: Math.round(cases * share), seed, onProgress: report(name) });
    for (const { subject, cases: count, allowed, longest } of results) {
      table.push([name, subject, count, allowed, `${longest.toFixed(1)} ms`]);
    }
  }
  console.log(`${table.toString()}\nno findings`);
} finally {
  clock.restore();
  await bundle.close();
}

function report(name: string): (done: number) => void {
  return (done) => {
    if (done % 10_000 === 0) {
      console.log(`${name}: ${done}`);
    }
  };
}
