import { readFile } from "node:fs/promises";
import { Ajv2020 } from "ajv/dist/2020.js";
import { repositoryPath } from "../../build/archives.ts";

const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true, strictRequired: false }).compile(
  JSON.parse(await readFile(repositoryPath("docs/log.schema.json"), "utf8")),
);

/**
 * Checks lines of the log against `docs/log.schema.json`, and the metrics in them against what CloudWatch needs.
 *
 * @returns what is wrong; empty if nothing is
 */
export function schemaFaultsOf(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => {
    const entry: unknown = JSON.parse(line);
    const errors = validate(entry) ? [] : (validate.errors ?? []);
    const faults = errors.map(({ instancePath, message }) => `${instancePath} ${message}`);
    return [...faults, ...metricFaultsIn(entry as Entry)].map((fault) => `${fault}: ${line}`);
  });
}

interface Entry extends Readonly<Record<string, unknown>> {
  readonly _aws?: { readonly CloudWatchMetrics: readonly Directive[] };
}

interface Directive {
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string }[];
}

/** Each metric is a number of the line, and each dimension a string of it. */
function metricFaultsIn(entry: Entry): readonly string[] {
  return (entry._aws?.CloudWatchMetrics ?? []).flatMap(({ Dimensions, Metrics }) => [
    ...Metrics.filter(({ Name }) => typeof entry[Name] !== "number").map(({ Name }) => `no metric ${Name}`),
    ...Dimensions.flat()
      .filter((name) => typeof entry[name] !== "string" || entry[name] === "")
      .map((name) => `no dimension ${name}`),
  ]);
}
