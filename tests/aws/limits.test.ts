import { afterEach, describe, expect, test, vi } from "vitest";
import { checkCost, estimateUsd, startMeter } from "./limits.ts";
import { createRunName } from "./run-name.ts";

const limits = { usd: 0.05, calls: 3, minutes: 30 };

describe("the cost cap", () => {
  test("lets a run with the default limits through", async () => {
    expect(await checkCost({ ...limits, calls: 400 })).toBeLessThan(0.05);
  });

  test("refuses a run whose calls may cost more", async () => {
    await expect(checkCost({ ...limits, calls: 100_000 })).rejects.toThrow(
      /^100000 calls may cost 2\.4\d+ USD, and --max-usd is 0\.05: nothing was created/,
    );
  });

  test("counts at least the price of the requests", async () => {
    expect(await estimateUsd(1_000_000)).toBeGreaterThan(3.5 + 2 * 0.2);
  });
});

describe("the meter", () => {
  afterEach(() => vi.useRealTimers());

  test("refuses the first call over the limit", () => {
    const meter = startMeter(limits, () => {});
    for (let call = 0; call < limits.calls; call++) meter.count();
    expect(() => meter.count()).toThrow("the run has made 3 calls, which is its limit");
    expect(meter.calls).toBe(3);
    meter.stop();
  });

  test("ends the run when its minutes are over, and not before", () => {
    vi.useFakeTimers();
    const end = vi.fn();
    startMeter(limits, end);
    vi.advanceTimersByTime(30 * 60_000 - 1);
    expect(end).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(end).toHaveBeenCalledOnce();
  });
});

test("each run has a new name, which fits into every name of a resource", () => {
  const names = Array.from({ length: 1000 }, createRunName);
  expect(new Set(names).size).toBe(1000);
  for (const name of names) {
    // A longer name of examples/complete would be cut in the prefix of its role.
    expect(name).toMatch(/^jwta-[0-9a-f]{12}$/);
  }
});
