import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isCritical, type Outcome } from "../tests/state/classify.ts";
import { planInputChanges, type StateChange } from "../tests/state/state-changes.ts";
import { runScript } from "../tests/support/cleanup.ts";
import { partOf } from "./pages.ts";

/** The page with the tables of changes. */
export const STATE_CHANGES_PAGE = "docs/state-changes.md";

/** The generated parts of the page: the changes that replace or delete what callers depend on, and the others. */
const PARTS = { critical: "critical-changes", other: "other-changes" } as const;

/** The page with the tables as these plans want them. */
export function withTables(page: string, changes: readonly StateChange[]): string {
  const isCriticalChange = ({ outcome }: StateChange) => criticalIn(outcome).length > 0;
  const critical = changes
    .filter(isCriticalChange)
    .map((change) => [...cellsOf(change), `**${criticalIn(change.outcome).join("; ")}**`]);
  const other = changes.filter((change) => !isCriticalChange(change)).map(cellsOf);
  const columns = ["input", "changed to", "what an apply does"];
  return [
    [PARTS.critical, table([...columns, "function, alias, authorizers, permissions"], critical)] as const,
    [PARTS.other, table(columns, other)] as const,
  ].reduce(
    (text, [name, part]) => text.replace(partOf(name), () => `<!-- ${name} -->\n${part}\n<!-- /${name} -->`),
    page,
  );
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [columns, columns.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function cellsOf({ change: { input, what = "another value" }, outcome }: StateChange): readonly string[] {
  const said = (["updated", "created", "deleted", "replaced"] as const)
    .filter((verb) => outcome[verb].length > 0)
    .map((verb) => `${verb}: ${outcome[verb].join(", ")}`);
  return [`\`${input}\``, what, said.join("; ") || "nothing"];
}

/** What happens to the resources that callers depend on, besides updates. */
function criticalIn(outcome: Outcome): readonly string[] {
  return (["deleted", "replaced"] as const)
    .map((verb) => [verb, outcome[verb].filter(isCritical)] as const)
    .filter(([, kinds]) => kinds.length > 0)
    .map(([verb, kinds]) => `${verb}: ${kinds.join(", ")}`);
}

const repository = dirname(dirname(fileURLToPath(import.meta.url)));

// `npx tsx tools/state-changes.ts` plans all changes, which takes a minute, and writes the tables.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  runScript(async () => {
    const file = join(repository, STATE_CHANGES_PAGE);
    await writeFile(file, withTables(await readFile(file, "utf8"), await planInputChanges()));
  });
}
