import { describe, expect, test } from "vitest";
import { FACTS, PROBES } from "./facts.ts";
import type { Probe, ProbeTools } from "./probe.ts";
import { readResults } from "./results.ts";
import { checksOf, expectedOn, runProbes } from "./run-probes.ts";

const probe: Probe = {
  id: "status",
  title: "a status",
  expected: "401",
  emulator: { observed: "500", reason: "not modelled" },
  observe: async () => "401",
};
const passed = (target: "aws" | "emulator", observed: string): readonly boolean[] =>
  checksOf(target, { status: observed }, [probe]).map(({ isPassed }) => isPassed);

describe("a check", () => {
  test("passes on AWS only with what is expected", () => {
    expect([passed("aws", "401"), passed("aws", "500")]).toEqual([[true], [false]]);
  });

  test("passes on the emulator only with the expected difference: one that is gone must leave the list", () => {
    expect([passed("emulator", "500"), passed("emulator", "401")]).toEqual([[true], [false]]);
  });

  test("is left out if the probe did not run", () => {
    expect(checksOf("aws", {}, [probe])).toEqual([]);
  });
});

test("a probe whose call fails does not end the others, and fails its own check", async () => {
  const broken = { ...probe, id: "broken", observe: () => Promise.reject(new Error("reset")) };
  const observations = await runProbes({} as ProbeTools, [broken, probe]);
  expect(observations).toEqual({ broken: "no answer: reset", status: "401" });
  expect(checksOf("aws", observations, [broken, probe]).map(({ isPassed }) => isPassed)).toEqual([
    false,
    true,
  ]);
});

describe("the list of probes", () => {
  test("has each ID once", () => {
    expect(new Set(PROBES.map(({ id }) => id)).size).toBe(PROBES.length);
    expect(FACTS.every(({ probes }) => probes.length > 0)).toBe(true);
  });

  test("has no difference of the emulator that is none", () => {
    expect(PROBES.filter(({ expected, emulator }) => emulator?.observed === expected)).toEqual([]);
  });

  test("has been run on the emulator as it is now (npm run test:aws -- --target emulator --write)", async () => {
    const { emulator } = await readResults();
    expect(emulator?.observations).toEqual(
      Object.fromEntries(PROBES.map((each) => [each.id, expectedOn("emulator", each)])),
    );
  });
});
