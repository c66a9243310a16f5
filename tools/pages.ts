import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { explanationOf, FAILURE_CODES, outcomeOf } from "../lambda/src/failure.ts";
import { costTable } from "./log-cost.ts";
import { fieldTable } from "./log-fields.ts";
import { allowedSample, allowedWithMetricsSample, refusalSample } from "./log-sample.ts";
import { PROVIDER_PARTS } from "./provider-parts.ts";
import { REMEDIES } from "./reason-remedies.ts";

/** What stands between the lines `<!-- NAME -->` and `<!-- /NAME -->` of a page, by NAME. */
const GENERATED: Readonly<Record<string, (repository: string) => string | Promise<string>>> = {
  reasons: reasonTable,
  queries: queryTable,
  "log-fields": fieldTable,
  "log-cost": costTable,
  "log-sample": () => jsonBlock(refusalSample),
  "log-sample-allowed": () => jsonBlock(allowedSample),
  "log-sample-metrics": () => jsonBlock(allowedWithMetricsSample),
  ...PROVIDER_PARTS,
};

/** The names of the generated parts. */
export const generatedParts: readonly string[] = Object.keys(GENERATED);

/** The pages that may have generated parts, relative to the repository. */
export async function pages(repository: string): Promise<readonly string[]> {
  const names = await readdir(join(repository, "docs"));
  return ["README.md", ...names.filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`)];
}

/** A page with its generated parts as the code wants them. */
export async function upToDatePage(repository: string, page: string): Promise<string> {
  let text = await readFile(join(repository, page), "utf8");
  for (const [name, generate] of Object.entries(GENERATED)) {
    const generated = `<!-- ${name} -->\n${await generate(repository)}\n<!-- /${name} -->`;
    text = text.replace(partOf(name), () => generated);
  }
  return text;
}

/** Matches a generated part, with the lines that enclose it. */
export function partOf(name: string): RegExp {
  return new RegExp(`<!-- ${name} -->\\n[\\s\\S]*?<!-- /${name} -->`);
}

async function jsonBlock(sample: () => Promise<string>): Promise<string> {
  return `\`\`\`json\n${await sample()}\n\`\`\``;
}

/** Most refusals are a 401, which the text above the table says. */
const STATUS_OF = { unauthorized: "", forbidden: " (403)", internal: " (500)" } as const;

function reasonTable(): string {
  const rows = FAILURE_CODES.map(
    (code) => `| \`${code}\`${STATUS_OF[outcomeOf(code)]} | ${explanationOf(code)} | ${REMEDIES[code]} |`,
  );
  return ["| reason | what it means | what to do |", "| --- | --- | --- |", ...rows].join("\n");
}

/** The saved queries, as query-definitions.tf has them: a line of HCL for each. */
async function queryTable(): Promise<string> {
  const hcl = await readFile(new URL("../query-definitions.tf", import.meta.url), "utf8");
  const rows = [...hcl.matchAll(/^ {4}"([^"]+)" += ("(?:[^"\\]|\\.)*")$/gm)].map(
    ([, name, query = ""]) =>
      `| \`${name}\` | \`${JSON.parse(query)
        .replaceAll("|", "\\|")
        .replace(/\$\{var\.name\}/g, "NAME")}\` |`,
  );
  return ["| name | query |", "| --- | --- |", ...rows].join("\n");
}
