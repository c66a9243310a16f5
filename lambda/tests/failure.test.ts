import { describe, expect, test } from "vitest";
import { failure, isFailure } from "../src/failure.ts";

describe("isFailure", () => {
  test("distinguishes a failure from everything else that a step returns", () => {
    expect(isFailure(failure("token_missing"))).toBe(true);
    for (const value of [
      "token",
      [],
      undefined,
      null,
      { claims: { failure: 1 } },
      Object.create({ failure: 1 }),
    ]) {
      expect(isFailure(value)).toBe(false);
    }
  });
});

test("a failure without a detail has no such member", () => {
  expect(Object.keys(failure("token_missing"))).toEqual(["failure"]);
});
