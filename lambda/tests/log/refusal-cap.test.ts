import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FailureCode, failure } from "../../src/failure.ts";
import type { LogSettings } from "../../src/log/decision-log.ts";
import { createClock } from "../support/clock.ts";
import { schemaFaultsOf } from "../support/log-schema.ts";
import { createTestLog } from "../support/test-log.ts";

/** A log, with a clock that the test advances and what it has written. */
function createTarget(settings: Partial<LogSettings> = {}) {
  const lines: string[] = [];
  const clock = createClock();
  let stopped = 0;
  const stopwatch = () => stopped;
  const log = createTestLog((line) => void lines.push(line), { now: clock.now, stopwatch, ...settings });
  /** The wall clock is set, while this time passes. */
  const setClock = (bySeconds: number, seconds: number): void => {
    clock.advanceSeconds(bySeconds);
    stopped += seconds * 1000;
  };
  const refuse = (code: FailureCode, times = 1): void => {
    for (let time = 0; time < times; time++) {
      log.refused(failure(code), { durationMicroseconds: 1, isTokenCached: time % 2 === 0 });
    }
  };
  const entries = () => lines.map((line) => JSON.parse(line));
  const allow = () => log.allowed("default", {}, () => expect.unreachable());
  return { lines, clock, setClock, log, refuse, allow, entries };
}

const total = (entries: readonly { readonly count?: number }[]): number =>
  entries.reduce((sum, { count = 0 }) => sum + count, 0);

describe("more than ten refusals in a second", () => {
  test("become ten lines, and one for each outcome and reason of the rest when the next second has a decision", () => {
    const { clock, refuse, lines, entries } = createTarget();
    refuse("token_expired", 500);
    refuse("signature_invalid", 20);
    expect(lines).toHaveLength(10);

    clock.advanceSeconds(0.999);
    refuse("token_expired");
    expect(lines).toHaveLength(10);

    clock.advanceSeconds(0.001);
    refuse("token_missing");
    expect(entries().slice(10)).toMatchObject([
      {
        level: "WARN",
        message: "requests refused",
        outcome: "unauthorized",
        reason: "token_expired",
        count: 491,
      },
      { message: "requests refused", reason: "signature_invalid", count: 20 },
      { message: "request refused", reason: "token_missing", count: 1 },
    ]);
    expect(schemaFaultsOf(lines)).toEqual([]);
  });

  test("are also written with a request that is allowed, which has no line itself", () => {
    const { clock, refuse, allow, entries } = createTarget();
    refuse("token_expired", 11);
    clock.advanceSeconds(1);
    allow();
    allow();
    expect(entries().slice(10)).toMatchObject([{ message: "requests refused", count: 1 }]);
  });

  test("do not hide that keys are unavailable", () => {
    const { refuse, entries } = createTarget();
    refuse("token_malformed", 1000);
    refuse("keys_unavailable", 11);
    expect(entries().filter(({ reason }) => reason === "keys_unavailable")).toHaveLength(10);
  });

  test("are logged again after a second in which the clock was set back", () => {
    const { setClock, refuse, entries } = createTarget();
    refuse("token_expired", 12);
    setClock(-3600, 1);
    refuse("token_expired");
    expect(entries().slice(10)).toMatchObject([{ count: 2 }, { count: 1 }]);
  });

  test("are counted exactly, whatever comes when", () => {
    const step = fc.record({
      code: fc.constantFrom<FailureCode>(
        "token_expired",
        "issuer_unknown",
        "keys_unavailable",
        "rule_denies",
      ),
      times: fc.integer({ min: 1, max: 30 }),
      milliseconds: fc.constantFrom(0, 1, 400, 1000, 5000, -50),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.boolean(), (steps, hasMetrics) => {
        const target = createTarget({ metricsNamespace: hasMetrics ? "Auth" : undefined });
        for (const { code, times, milliseconds } of steps) {
          target.refuse(code, times);
          target.setClock(milliseconds / 1000, Math.abs(milliseconds) / 1000);
        }
        target.setClock(0, 1);
        target.log.writeHeldBack();
        const refusals = steps.reduce((sum, { times }) => sum + times, 0);
        expect(total(target.entries())).toBe(refusals);
        const sumOf = (name: string) => target.entries().reduce((sum, entry) => sum + (entry[name] ?? 0), 0);
        const hits = steps.reduce((sum, { times }) => sum + Math.ceil(times / 2), 0);
        expect([sumOf("Decisions"), sumOf("TokenCacheHits")]).toEqual(hasMetrics ? [refusals, hits] : [0, 0]);
      }),
      { numRuns: 50 },
    );
  });
});
