import { describe, expect, test } from "vitest";
import { placeOf } from "../src/thrown-error.ts";

/** An error with a stack trace of one's own. */
function errorWith(stack: unknown, name = "TypeError"): Error {
  return Object.assign(new Error("the token eyJhbGciOi"), { name, stack });
}

describe("the place of an unexpected error", () => {
  test("is the name of the error and where it was thrown", () => {
    expect(placeOf(new RangeError("the token eyJhbGciOi"))).toMatch(
      /^RangeError, at (\S+ )?thrown-error\.test\.ts:\d+:\d+/,
    );
  });

  test.each<[string, unknown, string]>([
    [
      "without directories",
      "Error: x\n    at decide (/var/task/authorizer.js:12:3)",
      "TypeError, at decide authorizer.js:12:3",
    ],
    [
      "of an async function",
      "Error: x\n    at async authorize (/var/task/authorizer.js:1:2)",
      "TypeError, at authorize authorizer.js:1:2",
    ],
    ["without a function", "Error: x\n    at /var/task/authorizer.js:1:2", "TypeError, at authorizer.js:1:2"],
    ["of a module of Node.js", "Error: x\n    at sign (node:crypto:1:2)", "TypeError"],
    ["in a message with several lines", "Error: x\n    at eyJhbGciOi.eyJzdWIi\n    eyJhbGciOi", "TypeError"],
    ["that is not a string", 42, "TypeError"],
    [
      "at most three times",
      `Error: x${"\n    at f (a.js:1:2)".repeat(9)}`,
      `TypeError${", at f a.js:1:2".repeat(3)}`,
    ],
  ])("is shown %s", (_title, stack, expected) => {
    expect(placeOf(errorWith(stack))).toBe(expected);
  });

  test.each([undefined, null, "eyJhbGciOi", { name: "TypeError" }])("of %j is not known", (thrown) => {
    expect(placeOf(thrown)).toBe("not an Error");
  });

  test("has no unusual name, which a library may have made of its input", () => {
    expect(placeOf(errorWith("", "eyJ.hbGci"))).toBe("not an Error");
  });

  test("takes no time that grows with the square of the stack", () => {
    const begun = process.cpuUsage();
    placeOf(errorWith(`    at ${"a(/".repeat(1_000_000)}`));
    expect(process.cpuUsage(begun).user).toBeLessThan(1_000_000);
  });
});
