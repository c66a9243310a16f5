import { type Ratio, ratiosOf } from "../ratios.ts";
import type { NodeResults, Results, Row, Summarized, Table } from "../results.ts";
import type { RuntimeClientFigures } from "../runtime-client.ts";

/** The Node whose tables come first: the one for which the targets are. */
export const MAIN_NODE = "22";

/** Writes docs/performance.md from the results of a run, and from nothing else. */
export function writePerformance(results: Results): string {
  const main = results.nodes[MAIN_NODE];
  if (main === undefined) {
    throw new Error(`a report needs a run under Node ${MAIN_NODE}`);
  }
  return [
    "# Performance",
    "",
    `<!-- Written by \`${results.command}\` from docs/performance.json; don't edit. -->`,
    "",
    `Measured on ${results.date}: ${results.machine}; Node ${versionsOf(results)}. All figures of a table come from one run, in which its rows took turns, and are medians with quartiles; what can be compared across machines are ratios. Nothing here was measured on AWS. \`${results.command}\` makes this page again, in half an hour.`,
    "",
    "![Microseconds of a decision](performance.svg)",
    "",
    "## Targets",
    "",
    ...ratioTable(results),
    "",
    `What stands over its target is explained [below](#over-target).`,
    "",
    ...Object.entries(results.nodes)
      .sort(([a], [b]) => Number(b === MAIN_NODE) - Number(a === MAIN_NODE))
      .flatMap(([major, node]) => nodeSection(major, node)),
    "## The zip",
    "",
    `${results.zipBytes.toLocaleString("en")} bytes, and nothing in it but this project's own code: what jose did in it (2.1 kB of the zip, its licence 0.7), \`node:crypto\` does. Terser after esbuild takes 5 % off, Zopfli another 7.`,
    "",
    ...EXPLANATIONS,
    "",
  ].join("\n");
}

const EXPLANATIONS = [
  "## How it is measured",
  "",
  "- A **decision** is a whole one: an event of an HTTP API with a browser's headers in, a policy out. Peers are in the smallest authorizer that does the same (`lambda/bench/subjects`): they check signature, `iss`, `aud` and `exp`; they don't reject duplicate claims, bound sizes, look at more than one place, or evaluate rules.",
  "- **The signature check alone** is `node:crypto` with the key at hand and the parts of the token decoded before. Ratios to it say what everything else costs.",
  "- **Distinct** tokens have not been there before; of **repeated** ones there are a hundred, each shown three times before.",
  "- **Cold** is from the start of the process to its first answer, keys over TLS from this machine.",
  "- **The runtime client** is Lambda's own (`aws-lambda-ric`), talking to a Runtime API of the benchmark's. `npm run bench -- --rival 'NAME=COMMAND'` puts any other authorizer beside it: a shell command that speaks the Runtime API, and finds what to verify in `BENCH_ISSUER`, `BENCH_AUDIENCE` and `BENCH_JWKS_URI`.",
  "- CI runs `npm run bench -- --short` and fails where a ratio is over 1.5 times what it was in this run.",
  "",
  "## Over target",
  "",
  "- **Cold start.** All of it is CPU: an event that arrives a turn of the loop later, beside the TLS handshake, is answered no sooner. Beside `node:https` and `node:crypto`, which the floor loads as well (and the runtime client `node:crypto`), about 1.5 ms go to compiling the bundle, 2.7 ms to reading and checking the configuration and making the authorizer of it, and 1.5 ms to the first decision. The same once more in the same process takes an eighth: it is code that runs for the first time, and of our 57 kB the first decision needs 39, of aws-jwt-verify's 18 kB 12. What that is ahead by is the price of refusing a broken configuration at init, and of rules.",
  "- **Tried for it, and kept**: loading `node:https` and `node:zlib` only when needed (6 ms less with seeded keys), a one-line entry (10 ms less through the runtime client, which reads all of a CommonJS file for its exports). **Tried, and not kept**: V8's code cache beside the bundle (4 ms less, which would meet every target; but it triples the zip, and serves only the very Node binary that made it, which Lambda changes without notice), functions of the first decision compiled where they stand and Terser without its inlining (together 1 ms, which would meet the target beside the floor; but 400 bytes, which the budget of the zip has not), one more file for what is seldom used (0.4 ms), a manual abort in the place of `signal` (nothing). A TLS ticket takes 0.4 of 2.2 ms off a refresh, for which no answer waits, once in a TTL: not worth a certificate that isn't looked at again.",
  "- **Seeded, through the runtime client.** The same: of some 11 ms over an empty handler the bundle's compilation, the configuration and the first decision are 6, the import of the keys and OpenSSL's first look for an algorithm 1.",
  "- **A repeat under fifty rules, Node 20**: 0.3 µs, in some runs; in others nothing (0.96 to 1.19).",
];

function versionsOf({ nodes }: Results): string {
  return Object.values(nodes)
    .map(({ version }) => version)
    .join(", ");
}

function ratioTable(results: Results): readonly string[] {
  const majors = Object.keys(results.nodes);
  const byNode = majors.map((major) => {
    const node = results.nodes[major];
    return node === undefined ? [] : ratiosOf(node, results.zipBytes);
  });
  const all = new Map<string, Ratio>(byNode.flat().map((ratio) => [ratio.name, ratio]));
  const cell = (ratios: readonly Ratio[], name: string): string => {
    const found = ratios.find((ratio) => ratio.name === name);
    return found === undefined ? "" : found.value > found.target ? `**${found.value}**` : String(found.value);
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

function nodeSection(
  major: string,
  { version, warm, cold, growth, circulation, heap, runtimeClient }: NodeResults,
): readonly string[] {
  const parts: string[] = [`## Node ${major}`, "", `\`${version}\``, ""];
  for (const [algorithm, tables] of Object.entries(warm)) {
    parts.push(
      `### ${algorithm}, warm`,
      "",
      ...sideBySide({ distinct: tables.distinct, repeated: tables.repeated }),
      "",
    );
  }
  parts.push("### Cold start", "", ...sideBySide({ "first answer": cold }), "");
  if (runtimeClient !== undefined) {
    parts.push("### Through Lambda's runtime client", "", ...throughClient(runtimeClient), "");
  }
  parts.push("### Growth", "");
  for (const [dimension, tables] of Object.entries(growth)) {
    parts.push(...sideBySide({ distinct: tables.distinct, repeated: tables.repeated }, dimension), "");
  }
  parts.push(
    "| tokens in circulation, ES256 | µs of a decision | MB held |",
    "| --- | --- | --- |",
    ...circulation.map(
      ({ tokens, microseconds, megabytes }) =>
        `| ${tokens.toLocaleString("en")} | ${microseconds.toPrecision(3)} | ${megabytes.toFixed(2)} |`,
    ),
    "",
  );
  const { decisions, rotations, afterWarmUp, afterAll } = heap;
  parts.push(
    `**Heap**, ${decisions.toLocaleString("en")} decisions and ${rotations} rotations of the key: ${afterWarmUp.toFixed(2)} MB after a tenth of them, ${afterAll.toFixed(2)} MB after all.`,
    "",
  );
  return parts;
}

/** What was measured through the runtime client, as one table. */
export function throughClient({
  repeatedP50,
  ...tables
}: Summarized<RuntimeClientFigures>): readonly string[] {
  const { p50, p99, ...others } = tables;
  return sideBySide({ p50, p99, "p50, repeated": repeatedP50, ...others });
}

/** Tables about the same subjects as one. */
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
