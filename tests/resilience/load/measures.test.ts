import { describe, expect, test } from "vitest";
import { checkAtMost, checkNone } from "../support/checks.ts";
import { createRandom } from "../support/random.ts";
import { createMeasures, type LoadToken } from "./measures.ts";
import { createTokens } from "./tokens.ts";

const valid: LoadToken = { kind: "valid", token: "", expected: { status: 200, subject: "user-1" } };
const invalid: LoadToken = { kind: "invalid", token: "", expected: { status: 401 } };

describe("the comparison of answers", () => {
  test.each([
    ["an accepted invalid token", invalid, { status: 200, subject: "user-1" }],
    ["an invalid token that is answered with another error", invalid, { status: 500 }],
    ["a refused valid token", valid, { status: 401 }],
    ["the identity of another caller", valid, { status: 200, subject: "user-2" }],
    ["a missing identity", valid, { status: 200 }],
  ])("counts %s as wrong", (_, sent, got) => {
    const measures = createMeasures();
    measures.record(sent, sent.expected, 1);
    measures.record(sent, got, 1);
    expect([measures.wrong(), measures.requests()]).toEqual([1, 2]);
    expect(measures.examples()).toHaveLength(1);
  });

  test("shows percentiles and statuses by kind", () => {
    const measures = createMeasures();
    for (let milliseconds = 1; milliseconds <= 101; milliseconds++) {
      measures.record(valid, valid.expected, milliseconds);
    }
    const cells = measures
      .table()
      .split("\n")[2]
      ?.split("|")
      .map((cell) => cell.trim());
    expect(cells?.slice(1, -1)).toEqual(["valid", "101", "200", "200: 101", "0", "51", "91", "100", "101"]);
  });
});

describe("a check", () => {
  test("fails if something was wrong, if nothing was looked at, or if the measure is no number", () => {
    const checks = [checkNone("", 0, 5), checkNone("", 1, 5), checkNone("", 0, 0)];
    expect(checks.map(({ isPassed }) => isPassed)).toEqual([true, false, false]);
    const limits = [checkAtMost("", 1, 1), checkAtMost("", 1.1, 1), checkAtMost("", Number.NaN, 1)];
    expect(limits.map(({ isPassed }) => isPassed)).toEqual([true, false, false]);
  });
});

test("the mix has every kind of token for both algorithms, and repeats only what it says", () => {
  const { next } = createTokens(createRandom(1));
  const tokens = Array.from({ length: 300 }, next);
  expect(new Set(tokens.map(({ kind }) => kind)).size).toBe(13);
  const seen = new Set<string>();
  for (const { kind, token } of tokens) {
    expect(seen.has(token) && !kind.startsWith("valid, repeated")).toBe(false);
    seen.add(token);
  }
  expect(seen.size).toBeLessThan(tokens.length);
});
