import { FACTS } from "../tests/aws/facts.ts";
import type { Fact, Probe } from "../tests/aws/probe.ts";
import { type Results, type Run, readResults } from "../tests/aws/results.ts";

/** The open facts about API Gateway, with what the last run on each target has observed. */
export async function probeTables(): Promise<string> {
  return probeTablesOf(await readResults());
}

/** The same for given results. */
export function probeTablesOf(results: Results): string {
  const runs = `AWS: ${describe(results.aws)} Emulator: ${describe(results.emulator)}`;
  return [runs, ...FACTS.map((fact) => section(fact, results))].join("\n\n");
}

function describe(run: Run | null): string {
  return run === null ? "not run." : `\`${run.command}\` on ${run.date}.`;
}

function section({ title, known, otherwise, probes }: Fact, results: Results): string {
  const rows = probes.map(
    (probe) =>
      `| ${probe.title} | ${code(probe.expected)} | ${cell(results.aws, probe)} | ${cell(results.emulator, probe)} |`,
  );
  const reasons = new Set(
    probes.flatMap(({ emulator }) => (emulator === undefined ? [] : [emulator.reason])),
  );
  return [
    `### ${title}`,
    ...(known === undefined ? [] : [known]),
    ["| what | expected on AWS | AWS | emulator |", "| --- | --- | --- | --- |", ...rows].join("\n"),
    `**If AWS does something else:** ${otherwise}`,
    ...(reasons.size === 0 ? [] : [`**Differences of the emulator:** ${[...reasons].join(" ")}`]),
  ].join("\n\n");
}

function cell(run: Run | null, { id, expected }: Probe): string {
  const observed = run?.observations[id];
  if (observed === undefined) {
    return "not run";
  }
  return observed === expected ? "as expected" : `**${code(observed)}**`;
}

function code(text: string): string {
  return `\`${text.replaceAll("|", "\\|")}\``;
}
