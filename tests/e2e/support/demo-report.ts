import Table from "cli-table3";
import pc from "picocolors";
import type { Lab } from "../lab/lab.ts";
import { audiences, type CompleteExample } from "./complete-example.ts";
import type { Row } from "./demo-calls.ts";
import type { PermissionExample, PermissionResult } from "./permission-examples.ts";

/** The table of all calls: API, request, token, expected, got, identity. */
export function resultTable(rows: readonly Row[]): string {
  const table = new Table({
    head: ["API", "request", "token", "expected", "got", "identity at the backend"].map((title) =>
      pc.bold(title),
    ),
    style: { head: [], border: pc.isColorSupported ? ["gray"] : [], compact: true },
  });
  for (const [index, row] of rows.entries()) {
    table.push(cellsOf(row, rows[index - 1]?.api !== row.api));
  }
  return table.toString();
}

function cellsOf(row: Row, isFirstOfApi: boolean): string[] {
  const colour = row.isAsExpected ? pc.green : pc.red;
  const mark = row.isAsExpected ? "✔" : "✘";
  const footnote = row.expected === row.expectedOnEmulator ? "" : " ¹";
  return [
    isFirstOfApi ? pc.bold(row.api) : "",
    isFirstOfApi ? row.request : "",
    row.token,
    `${row.expected}${footnote}`,
    colour(`${row.got}${footnote} ${mark}`),
    row.identity === undefined ? pc.dim("not reached") : row.identity,
  ];
}

/** A table of who may call what under the rules of an example: a line per request, a column per caller. */
export function permissionTable(
  { directory, title, callers, permissions }: PermissionExample,
  results: readonly PermissionResult[],
): string {
  const table = new Table({
    head: ["request", ...callers].map((name) => pc.bold(name)),
    colAligns: ["left", ...callers.map(() => "center" as const)],
    style: { head: [], border: pc.isColorSupported ? ["gray"] : [], compact: true },
  });
  for (const [request] of permissions) {
    const cells = results.filter((result) => result.request === request).map(permissionCell);
    table.push([request, ...cells]);
  }
  return `${pc.bold(`examples/${directory}`)}: ${title}\n${table.toString()}`;
}

/** Shows one status if every API returned the same. */
function permissionCell({ expected, got, isAsExpected }: PermissionResult): string {
  const statuses = [...new Set(Object.values(got))].join(", ");
  if (!isAsExpected) {
    return pc.red(`${statuses} ✘`);
  }
  return expected === 200 ? pc.green(`${statuses} ✔`) : pc.dim(`${statuses}  `);
}

/**
 * One line with the result, and the footnote if the table needs it.
 *
 * @param rows the rows of the first table
 * @param everything the results in all tables
 */
export function summary(
  rows: readonly Row[],
  everything: readonly { readonly isAsExpected: boolean }[],
  seconds: number,
): string {
  const good = everything.filter(({ isAsExpected }) => isAsExpected).length;
  const verdict = `${good} of ${everything.length} calls as expected, ${seconds} s in all.`;
  const needsFootnote = rows.some(({ expected, expectedOnEmulator }) => expected !== expectedOnEmulator);
  return [
    good === everything.length ? pc.green(verdict) : pc.red(verdict),
    ...(needsFootnote
      ? [
          pc.dim(
            "¹ The function asks for a 401. The emulator answers 500 to that on HTTP and WebSocket APIs, which it doesn't model.",
          ),
        ]
      : []),
  ].join("\n");
}

/**
 * Shell commands for people who want to call the APIs themselves.
 *
 * @param caFile the file with the certificate of the provider's certificate authority
 */
export function playground({ identityProvider }: Lab, example: CompleteExample, caFile: string): string {
  const { id, secret } = identityProvider.clients.RS256;
  const parameters = [
    "grant_type=client_credentials",
    `resource=${encodeURIComponent(audiences[0])}`,
    "scope=orders:read",
  ];
  return [
    "",
    pc.bold(
      "The APIs are still running: paste these commands to call them. Ctrl-C stops and removes everything.",
    ),
    "",
    pc.dim("# get a token, valid for 10 minutes"),
    `TOKEN=$(curl -s --cacert ${caFile} -u '${id}:${secret}' -d '${parameters.join("&")}' ${identityProvider.tokenUrl} | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
    ...example.attachments.flatMap(({ title, command }) => ["", pc.dim(`# ${title}`), command]),
    "",
  ].join("\n");
}
