import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { explanationOf, FAILURE_CODES, outcomeOf } from "../lambda/src/failure.ts";
import { renderTables } from "./terraform-docs.ts";

/** The modules whose README holds generated tables. */
export const documentedModules = [
  ".",
  "modules/function",
  "modules/rest-api",
  "modules/http-api",
  "modules/websocket-api",
  "modules/rule-tests",
] as const;

/** terraform-docs' own markers, so that it can be used instead. */
const BEGIN = "<!-- BEGIN_TF_DOCS -->";
const END = "<!-- END_TF_DOCS -->";

/**
 * The README of a module as it should be: what is written by hand, and between the markers what the code says.
 *
 * @throws Error if the markers are missing
 */
export async function upToDateReadme(repository: string, module: string): Promise<string> {
  const directory = join(repository, module);
  const readme = await readFile(join(directory, "README.md"), "utf8");
  const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (begin === -1 || end < begin) {
    throw new Error(`${module}/README.md needs the lines ${BEGIN} and ${END}`);
  }
  const tables = await renderTables(directory);
  return withReasons(`${readme.slice(0, begin)}${BEGIN}\n${tables}\n${readme.slice(end)}`);
}

/** Most refusals are a 401, which the table's introduction says. */
const STATUS_OF = { unauthorized: "", forbidden: " (403)", internal: " (500)" } as const;

/** The reasons that the log gives, where the README has a place for them. */
function withReasons(readme: string): string {
  const rows = FAILURE_CODES.map((code) => {
    const status = STATUS_OF[outcomeOf(code)];
    return `| \`${code}\`${status} | ${explanationOf(code)} |\n`;
  });
  return readme.replace(
    /<!-- reasons -->\n[\s\S]*?<!-- \/reasons -->/,
    () => `<!-- reasons -->\n| reason | what it means |\n| --- | --- |\n${rows.join("")}<!-- /reasons -->`,
  );
}
