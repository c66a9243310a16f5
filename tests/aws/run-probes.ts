import type { Check } from "../resilience/support/checks.ts";
import { PROBES } from "./facts.ts";
import type { Probe, ProbeTools } from "./probe.ts";

/** What the probes of a run have observed, by ID. Probes that could not run are left out. */
export type Observations = Readonly<Record<string, string>>;

/** Runs all probes, one after the other. A probe whose call fails has observed the failure: the others still run. */
export async function runProbes(tools: ProbeTools, probes: readonly Probe[] = PROBES): Promise<Observations> {
  const observations: Record<string, string> = {};
  for (const { id, observe } of probes) {
    const observed = await observe(tools).catch(
      (error: unknown) => `no answer: ${error instanceof Error ? error.message : error}`,
    );
    if (observed !== undefined) {
      observations[id] = observed;
    }
  }
  return observations;
}

/** What a probe must observe on a target. */
export function expectedOn(target: "aws" | "emulator", { expected, emulator }: Probe): string {
  return target === "emulator" ? (emulator?.observed ?? expected) : expected;
}

/**
 * Compares observations with what is expected on the target. An expected difference of the emulator that does not occur
 * is a fault too: it must leave the list.
 */
export function checksOf(
  target: "aws" | "emulator",
  observations: Observations,
  probes: readonly Probe[] = PROBES,
): readonly Check[] {
  return probes.flatMap((probe) => {
    const observed = observations[probe.id];
    if (observed === undefined) return [];
    const expected = expectedOn(target, probe);
    const isDifferent = expected !== probe.expected;
    return [
      {
        title: `${probe.id}: ${probe.title}: ${expected}${isDifferent ? ` (expected difference from AWS: ${probe.expected})` : ""}`,
        found: observed,
        isPassed: observed === expected,
      },
    ];
  });
}
