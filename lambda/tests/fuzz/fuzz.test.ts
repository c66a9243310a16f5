import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestClock } from "./clock.ts";
import { type FuzzResult, fuzz } from "./fuzz.ts";
import { type BundleTarget, fromBundle, fromSource } from "./targets.ts";

const seed = Number(process.env["FUZZ_SEED"] ?? 1);

function expectMeaningful(results: readonly FuzzResult[]): void {
  for (const { subject, cases, allowed } of results) {
    expect([subject, allowed > cases / 100, allowed < cases]).toEqual([subject, true, true]);
  }
}

describe("with thousands of broken tokens, events, key sets, configurations and proofs (more: npm run fuzz)", () => {
  let bundle: BundleTarget;
  let clock: ReturnType<typeof createTestClock>;

  beforeAll(async () => {
    // The bundle target comes first: a certificate issued with the stopped clock would not be valid yet.
    bundle = await fromBundle();
    clock = createTestClock();
  });
  afterAll(async () => {
    clock.restore();
    await bundle.close();
  });

  test("the source accepts nothing that jose refuses, and throws no unexpected error", async () => {
    expectMeaningful(await fuzz(fromSource, { cases: 3_500, seed }));
  }, 120_000);

  test("the bundle accepts nothing that jose refuses, and throws no unexpected error", async () => {
    expectMeaningful(await fuzz(bundle.fuzzed, { cases: 1_500, seed: seed + 1 }));
  }, 120_000);
});
