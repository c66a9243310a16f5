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

describe("of thousands of broken tokens, events, key sets and configurations (more: npm run fuzz)", () => {
  let bundle: BundleTarget;
  let clock: ReturnType<typeof createTestClock>;

  beforeAll(async () => {
    // In this order, for a certificate of the year to come is of no use.
    bundle = await fromBundle();
    clock = createTestClock();
  });
  afterAll(async () => {
    clock.restore();
    await bundle.close();
  });

  test("none is let through that jose refuses, and none is answered by an accident, from source", async () => {
    expectMeaningful(await fuzz(fromSource, { cases: 3_500, seed }));
  }, 120_000);

  test("none is let through that jose refuses, and none is answered by an accident, from the bundle", async () => {
    expectMeaningful(await fuzz(bundle.fuzzed, { cases: 1_500, seed: seed + 1 }));
  }, 120_000);
});
