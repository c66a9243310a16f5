import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  allowedSample,
  allowedWithMetricsSample,
  refusalSample,
  refusalWithMetricsSample,
} from "./log-sample.ts";

const LINES: readonly (readonly [line: string, sample: () => Promise<string>])[] = [
  ["a refusal", refusalSample],
  ["a refusal, with `metrics_namespace`", refusalWithMetricsSample],
  ["an allowed request, with `log_allowed` and one claim", allowedSample],
  ["an allowed request, with `metrics_namespace`", allowedWithMetricsSample],
];

/** What lines of the log cost, from the length of real lines. */
export async function costTable(repository: string): Promise<string> {
  const prices = JSON.parse(await readFile(join(repository, "lambda/bench/report/prices.json"), "utf8"));
  const rows = LINES.map(async ([line, sample]) => {
    const bytes = Buffer.byteLength(await sample()) + 1;
    const perMillion = ((bytes * 1_000_000) / 2 ** 30) * prices.logsPerGb;
    return `| ${line} | ${bytes} | ${perMillion.toFixed(2)} |`;
  });
  return [
    `| line | bytes | ${prices.currency} for a million lines |`,
    "| --- | --- | --- |",
    ...(await Promise.all(rows)),
    "",
    `Prices are the list prices of ${prices.region} of ${prices.date}: ${prices.logsPerGb.toFixed(2)} ${prices.currency} for a GB that CloudWatch Logs ingests, and ${prices.metricPerMonth.toFixed(2)} ${prices.currency} a month for each custom metric.`,
  ].join("\n");
}
