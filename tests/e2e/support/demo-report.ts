import { readFile } from "node:fs/promises";
import { join } from "node:path";
import Table from "cli-table3";
import pc from "picocolors";
import { repositoryRoot } from "../../support/repository.ts";
import type { Row } from "./demo-calls.ts";
import { LEGEND, type Mark, SIGNS } from "./demo-mark.ts";
import { callers, type PermissionExample, type PermissionResult } from "./permission-examples.ts";

/** The calls of `examples/complete`, with the rules that decided them. */
export async function resultSection(rows: readonly Row[]): Promise<string> {
  const table = newTable(
    ["API", "request", "token", "expected", "got", "reason in the log", "identity at the backend"].map(
      (title) => pc.bold(title),
    ),
  );
  for (const [index, row] of rows.entries()) {
    table.push(cellsOf(row, rows[index - 1]?.api !== row.api));
  }
  return [
    pc.bold("examples/complete: every kind of API, with every kind of token"),
    await rulesText("complete"),
    table.toString(),
    "Without a reason in the log, API Gateway refused the request itself, or the function allowed it.",
  ].join("\n");
}

function cellsOf(row: Row, isFirstOfApi: boolean): string[] {
  return [
    isFirstOfApi ? pc.bold(row.api) : "",
    isFirstOfApi ? row.request : "",
    row.token,
    `${row.expected}`,
    coloured(`${row.got} ${SIGNS[row.mark]}`, row.mark),
    row.reasons.join(", "),
    row.identity ?? pc.dim("not reached"),
  ];
}

/** Who may call what under the rules of an example: the rules, the claims of each caller, and a line per request. */
export async function permissionSection(
  { directory, title, callers: names, permissions }: PermissionExample,
  results: readonly PermissionResult[],
): Promise<string> {
  const table = newTable(
    ["request", ...names].map((name) => pc.bold(name)),
    ["left", ...names.map(() => "center" as const)],
  );
  for (const [request] of permissions) {
    table.push([request, ...results.filter((result) => result.request === request).map(permissionCell)]);
  }
  return [
    pc.bold(`examples/${directory}: ${title}`),
    await rulesText(directory),
    "The claims of the caller in each column, in addition to the standard ones:",
    ...names.map((name) => `  ${name.padEnd(longest(names))}  ${claimsText(name)}`),
    table.toString(),
  ].join("\n");
}

/** Shows one status if every API returned the same. */
function permissionCell({ got, mark }: PermissionResult): string {
  return coloured(`${[...new Set(Object.values(got))].join(", ")} ${SIGNS[mark]}`, mark);
}

function claimsText(caller: string): string {
  const { scope, claims } = callers[caller] ?? {};
  return JSON.stringify({ scope, ...claims });
}

/** The rules of an example, as its main.tf has them. */
async function rulesText(directory: string): Promise<string> {
  const hcl = await readFile(join(repositoryRoot, "examples", directory, "main.tf"), "utf8");
  const [rules] = /^ {2}rules = \[\n.*?^ {2}\]$/ms.exec(hcl) ?? [];
  return rules === undefined
    ? "It has no rules: a token that is accepted may call everything."
    : rules.replaceAll(/^ {2}/gm, "");
}

/** What the marks mean, for all tables together. Marks that no table has are left out. */
export function legend(marks: readonly Mark[]): string {
  const used = (Object.keys(SIGNS) as Mark[]).filter((mark) => marks.includes(mark));
  return used.map((mark) => `${coloured(SIGNS[mark], mark)} ${LEGEND[mark]}`).join("\n");
}

/** One line with the number of calls for each mark. */
export function summary(marks: readonly Mark[], seconds: number): string {
  const count = (mark: Mark): number => marks.filter((each) => each === mark).length;
  const parts = [
    `${count("as expected")} of ${marks.length} calls as expected ${SIGNS["as expected"]}`,
    `${count("not verified")} with an answer that is not verified on AWS ${SIGNS["not verified"]}`,
    `${count("wrong")} wrong ${SIGNS.wrong}`,
  ];
  const text = `${parts.join(", ")}; ${seconds} s in all.`;
  return count("wrong") === 0 ? pc.green(text) : pc.red(text);
}

function coloured(text: string, mark: Mark): string {
  const colour = { "as expected": pc.green, "not verified": pc.yellow, wrong: pc.red }[mark];
  return colour(text);
}

function longest(names: readonly string[]): number {
  return Math.max(...names.map(({ length }) => length));
}

function newTable(head: readonly string[], colAligns?: ("left" | "center")[]): Table.Table {
  const options = {
    head: [...head],
    style: { head: [], border: pc.isColorSupported ? ["gray"] : [], compact: true },
  };
  return new Table(colAligns === undefined ? options : { ...options, colAligns });
}
