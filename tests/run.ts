import { benchPart } from "./parts/bench.ts";
import { endToEndPart, longEndToEndPart } from "./parts/end-to-end.ts";
import type { Part } from "./parts/part.ts";
import { runParts } from "./parts/run-parts.ts";
import { stylePart } from "./parts/style.ts";
import { longTerraformPart, terraformPart } from "./parts/terraform.ts";
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
  longTerraformPart,
  longEndToEndPart,
  vitestPartUnder("22", "lambda"),
  vitestPartUnder("24", "lambda"),
];

const ALL = "--all";

async function main(names: readonly string[]): Promise<void> {
  const chosen = names.length === 0 ? usual : choose(names);
  await runParts(chosen);
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

runScript(() => main(process.argv.slice(2)));
