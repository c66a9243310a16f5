import pc from "picocolors";

/** A statement that a run must bear out, and the numbers that it was judged by. */
export interface Check {
  readonly title: string;
  /** What was counted or measured, for example "0 of 41,230". */
  readonly found: string;
  readonly isPassed: boolean;
}

/** A check that something never happened. It fails as well if it never could have happened. */
export function checkNone(title: string, wrong: number, all: number): Check {
  return { title, found: `${count(wrong)} of ${count(all)}`, isPassed: wrong === 0 && all > 0 };
}

/** A check that a measure is at most a limit. It fails for a measure that is no number. */
export function checkAtMost(title: string, value: number, limit: number, unit = ""): Check {
  return { title, found: `${rounded(value)}${unit && ` ${unit}`}`, isPassed: value <= limit };
}

/** Prints the checks and `N passed, N failed`, and sets the exit code of the process. */
export function reportChecks(checks: readonly Check[]): void {
  const passed = checks.filter(({ isPassed }) => isPassed).length;
  for (const { title, found, isPassed } of checks) {
    console.log(`${isPassed ? pc.green("✓") : pc.red("✗")} ${title}: ${found}`);
  }
  console.log(`\n${passed} passed, ${checks.length - passed} failed`);
  process.exitCode = passed === checks.length && passed > 0 ? 0 : 1;
}

/** The checks as a table for the page. */
export function checkTable(checks: readonly Check[]): string {
  const rows = checks.map(({ title, found, isPassed }) => [title, found, isPassed ? "passed" : "**failed**"]);
  return markdownTable(["check", "found", "result"], rows);
}

/** A table that is readable in a terminal and in a page. All columns but the first are aligned to the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(...[head, ...rows].map((row) => (row[column] ?? title).length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(" | ")} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

/** A count with separators: 100,000. */
export function count(number: number): string {
  return number.toLocaleString("en-US");
}

/** A measure with three significant digits, or all digits before the point. */
export function rounded(number: number): string {
  return Math.abs(number) >= 100 ? count(Math.round(number)) : String(Number(number.toPrecision(3)));
}
