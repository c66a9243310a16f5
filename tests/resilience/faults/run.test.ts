import { expect, test } from "vitest";
import { checksOf } from "./report.ts";
import { runFaults } from "./run.ts";

test("a short schedule finds no wrong decision, and the checks notice one", async () => {
  const result = await runFaults(
    [
      { title: "sound", minutes: 1, provider: "sound" },
      { title: "down", minutes: 0.4, provider: "refuses", hasSeededInstance: true },
    ],
    1,
    () => undefined,
  );
  const first = checksOf(result).slice(0, 3);
  expect(first.map(({ isPassed }) => isPassed)).toEqual([true, true, true]);
  expect(result.phases[1]?.reasons).toEqual(["ECONNREFUSED"]);

  const reversed = result.decisions.map(
    (decision) => ({ ...decision, outcome: decision.outcome === "allowed" ? "401" : "allowed" }) as const,
  );
  const failed = checksOf({ ...result, decisions: reversed }).slice(0, 3);
  expect(failed.map(({ isPassed }) => isPassed)).toEqual([false, false, false]);
});
