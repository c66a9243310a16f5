import { type Ratio, ratiosOf } from "../ratios.ts";
import type { NodeResults, Results, Row, Summarized, Table } from "../results.ts";
import type { RuntimeClientFigures } from "../runtime-client.ts";
import { EXPLANATIONS, signatureSection } from "./explanations.ts";

/** The version of Node whose tables come first, and to which the text refers. */
export const MAIN_NODE = "22";

/** Writes docs/performance.md from the results of a run and the size of the committed zip. */
export function writePerformance(results: Results, zipBytes: number): string {
  const main = results.nodes[MAIN_NODE];
  if (main === undefined) {
    throw new Error(`the page about performance needs results of Node ${MAIN_NODE}`);
  }
  return [
    "# Performance",
    "",
    `<!-- Written by \`${results.command}\` from lambda/bench/results.json. Don't edit this page. -->`,
    "",
    `Measured on ${results.date}: ${results.machine}; Node ${versionsOf(results)}. The rows of a table were measured in turns in one run. They are medians, with quartiles in parentheses. Only ratios can be compared across machines. Nothing on this page was measured on AWS. \`${results.command}\` writes this page again in about half an hour.`,
    "",
    "![Microseconds of a decision](performance.svg)",
    "",
    "## Targets",
    "",
    "The targets guide development; no test depends on a measurement. A bold ratio is [over its target](#over-target).",
    "",
    ...ratioTable(results),
    "",
    ...Object.entries(results.nodes)
      .sort(([a], [b]) => Number(b === MAIN_NODE) - Number(a === MAIN_NODE))
      .flatMap(([major, node]) => nodeSection(major, node)),
    ...signatureSection(main),
    "## The zip",
    "",
    `The zip has ${Math.round(zipBytes / 1000)} kB. esbuild bundles the source into one file and keeps names and line breaks, with a comment for each source file, so that you can read what you deploy. In 100 cold starts of each kind, the readable file took 0.4 to 1.6 % more CPU time than a minified one under Node 22, and 0.9 to 5.5 % more under Node 24.`,
    "",
    ...EXPLANATIONS,
    "",
  ].join("\n");
}

function versionsOf({ nodes }: Results): string {
  return Object.values(nodes)
    .map(({ version }) => version)
    .join(", ");
}

function ratioTable(results: Results): readonly string[] {
  const majors = Object.keys(results.nodes);
  const byNode = Object.values(results.nodes).map(ratiosOf);
  const all = new Map<string, Ratio>(byNode.flat().map((ratio) => [ratio.name, ratio]));
  const cell = (ratios: readonly Ratio[], name: string): string => {
    const found = ratios.find((ratio) => ratio.name === name);
    return found === undefined
      ? "not measured"
      : found.value > found.target
        ? `**${found.value}**`
        : String(found.value);
  };
  return [
    `| ratio | target | ${majors.map((major) => `Node ${major}`).join(" | ")} |`,
    `| --- | --- | ${majors.map(() => "---").join(" | ")} |`,
    ...[...all.values()].map(
      ({ name, target }) =>
        `| ${name} | ≤ ${target} | ${byNode.map((ratios) => cell(ratios, name)).join(" | ")} |`,
    ),
  ];
}

/** The tables of one version of Node. */
export function nodeSection(
  major: string,
  { version, warm, cold, growth, circulation, heap, runtimeClient }: NodeResults,
): readonly string[] {
  const parts: string[] = [`## Node ${major}`, "", `\`${version}\``, ""];
  for (const [algorithm, { distinct, repeated }] of Object.entries(warm)) {
    parts.push(`### ${algorithm}, warm`, "", ...sideBySide({ "new token": distinct, repeated }), "");
  }
  parts.push("### Cold start", "", ...sideBySide({ "first response": cold }), "");
  if (runtimeClient !== undefined) {
    parts.push("### Through Lambda's runtime client", "", ...throughClient(runtimeClient), "");
  }
  if (heap === undefined) {
    return parts;
  }
  parts.push("### Growth", "");
  for (const [dimension, { distinct, repeated }] of Object.entries(growth)) {
    parts.push(...sideBySide({ "new token": distinct, repeated }, dimension), "");
  }
  parts.push(
    "| ES256 tokens in use | µs of a decision | MB held |",
    "| --- | --- | --- |",
    ...circulation.map(
      ({ tokens, microseconds, megabytes }) =>
        `| ${tokens.toLocaleString("en")} | ${microseconds.toPrecision(3)} | ${megabytes.toFixed(2)} |`,
    ),
    "",
  );
  const { decisions, rotations, afterWarmUp, afterAll } = heap;
  parts.push(
    `**Heap** over ${decisions.toLocaleString("en")} decisions and ${rotations} key rotations: ${afterWarmUp.toFixed(2)} MB after a tenth of the decisions, ${afterAll.toFixed(2)} MB after all.`,
    "",
  );
  return parts;
}

/** The measurements through the runtime client as one table. */
function throughClient({
  p50,
  p99,
  repeatedP50,
  ...others
}: Summarized<RuntimeClientFigures>): readonly string[] {
  return sideBySide({ p50, p99, "p50, repeated": repeatedP50, ...others });
}

/** Several tables about the same subjects as one table. */
function sideBySide(tables: Readonly<Record<string, Table>>, head = ""): readonly string[] {
  const subjects = [
    ...new Set(Object.values(tables).flatMap(({ rows }) => rows.map(({ subject }) => subject))),
  ];
  const heads = Object.entries(tables).map(([name, { unit }]) => `${name}, ${unit} | ratio`);
  const cells = ({ rows }: Table, subject: string): string => {
    const row = rows.find((each) => each.subject === subject);
    return row === undefined ? " | " : `${spread(row)} | ${row.ratio.median.toPrecision(3)}`;
  };
  return [
    `| ${head} | ${heads.join(" | ")} |`,
    `| --- | ${heads.map(() => "--- | ---").join(" | ")} |`,
    ...subjects.map(
      (subject) =>
        `| ${subject} | ${Object.values(tables)
          .map((table) => cells(table, subject))
          .join(" | ")} |`,
    ),
  ];
}

function spread({ value: { median, lowerQuartile, upperQuartile } }: Row): string {
  const [shown = "", lower = "", upper = ""] = [median, lowerQuartile, upperQuartile].map((number) =>
    number >= 1000 ? number.toFixed(0) : number.toPrecision(3),
  );
  return lower === upper ? shown : `${shown} (${lower} to ${upper})`;
}
