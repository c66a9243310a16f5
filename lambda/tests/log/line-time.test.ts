import fc from "fast-check";
import { expect, test } from "vitest";
import { createLineTime } from "../../src/log/line-time.ts";

test("the time of a line is the clock's, whether the second is new, the same, or an earlier one", () => {
  const instant = fc.integer({ min: 1_000_000_000_000, max: 9_999_999_999_999 });
  const step = fc.integer({ min: -2000, max: 2000 });
  fc.assert(
    // Since 2001 the number has 13 digits.
    fc.property(instant, fc.array(step), (begin, steps) => {
      let time = begin;
      const { iso, epochMilliseconds } = createLineTime(() => time);
      for (const move of [0, ...steps]) {
        time += move;
        expect(iso()).toBe(new Date(time).toISOString());
        expect(epochMilliseconds()).toBe(`${time}`);
      }
    }),
  );
});
