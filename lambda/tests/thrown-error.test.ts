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
      "TypeError: the token eyJhbGciOi\n    at decide (/var/task/authorizer.js:12:3)",
      "TypeError, at decide authorizer.js:12:3",
    ],
    [
      "of an async function",
      "TypeError: the token eyJhbGciOi\n    at async authorize (/var/task/authorizer.js:1:2)",
      "TypeError, at authorize authorizer.js:1:2",
    ],
    [
      "without a function",
      "TypeError: the token eyJhbGciOi\n    at /var/task/authorizer.js:1:2",
      "TypeError, at authorizer.js:1:2",
    ],
    ["of a module of Node.js", "TypeError: the token eyJhbGciOi\n    at sign (node:crypto:1:2)", "TypeError"],
    [
      "in a message with several lines",
      "TypeError: the token eyJhbGciOi\n    at eyJhbGciOi.eyJzdWIi\n    eyJhbGciOi",
      "TypeError",
    ],
    ["that is not a string", 42, "TypeError"],
    [
      "at most three times",
      `TypeError: the token eyJhbGciOi${"\n    at f (a.js:1:2)".repeat(9)}`,
      `TypeError${", at f a.js:1:2".repeat(3)}`,
    ],
  ])("is shown %s", (_title, stack, expected) => {
    expect(placeOf(errorWith(stack))).toBe(expected);
  });

  test("contains nothing of a message that looks like a place", () => {
    const error = new TypeError("x\n    at eyJhbGciOi.eyJzdWIi (a.js:1:1)");
    expect(placeOf(error)).not.toContain("eyJ");
    expect(placeOf(error)).toMatch(/^TypeError, at /);
    error.message = "changed after the stack trace was made";
    expect(placeOf(error)).toBe("TypeError");
  });

  test("is shown for a message of any length", () => {
    expect(placeOf(new TypeError("x".repeat(20_000)))).toMatch(/^TypeError, at /);
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
