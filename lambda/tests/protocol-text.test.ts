import { expect, test } from "vitest";
import { lowerCase, trimSpace } from "../src/protocol-text.ts";

test("only the letters A to Z have a lower case", () => {
  expect(lowerCase("COOKIE-Ab9")).toBe("cookie-ab9");
  // The Kelvin sign and the dotted I, whose lower case in JavaScript are k and i with a dot.
  expect(lowerCase("COO\u212aIE \u0130")).toBe("coo\u212aie \u0130");
});

test("only spaces and tabs are removed from the ends", () => {
  expect(trimSpace(" \t a b\t ")).toBe("a b");
  expect(trimSpace(" \t ")).toBe("");
  for (const space of ["\u2000", "\u00a0", "\ufeff", "\u000b", "\f", "\n", "\r", "\u2028"]) {
    expect(trimSpace(`${space}a${space}`)).toBe(`${space}a${space}`);
  }
});
