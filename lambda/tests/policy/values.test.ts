import { describe, expect, test } from "vitest";
import { comparableText, comparableTexts, pathText, scopeTexts } from "../../src/policy/values.ts";

const BEYOND = 2 ** 53;

describe("a value that rules compare", () => {
  test.each([
    ["member", "member"],
    ["", ""],
    [" ", " "],
    ["é", "é"],
    [true, "true"],
    [false, "false"],
    [0, "0"],
    [-0, "0"],
    [42, "42"],
    [-42, "-42"],
    [4.0, "4"],
    [BEYOND - 1, "9007199254740991"],
    [1 - BEYOND, "-9007199254740991"],
  ])("%j is compared as %j", (value, text) => {
    expect(comparableText(value)).toBe(text);
  });

  test.each([
    "e\u0301",
    "\u212b",
    "ad\u0001min",
    "a\n",
    "\u0085",
    0.5,
    BEYOND,
    -BEYOND,
    1e300,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    null,
    undefined,
    [],
    {},
  ])("%j can't be compared", (value) => {
    expect(comparableText(value)).toBeUndefined();
  });
});

describe("a claim", () => {
  test.each([
    [undefined, []],
    [null, []],
    [[], []],
    ["a b", ["a b"]],
    [7, ["7"]],
    [
      ["a", 7, true],
      ["a", "7", "true"],
    ],
    [["a", null, ["b"], { c: "d" }], ["a"]],
    [[null], []],
  ])("%j is compared as %j", (claim, texts) => {
    expect(comparableTexts(claim)).toEqual({ texts, hasOthers: false });
  });

  test.each([[{}], [{ 0: "a", length: 1 }], [0.5], ["e\u0301"]])("%j can't be compared", (claim) => {
    expect(comparableTexts(claim)).toEqual({ texts: [], hasOthers: true });
  });

  test.each([[["a", 0.5]], [["a", "e\u0301"]]])("%j can be compared in part", (claim) => {
    expect(comparableTexts(claim)).toEqual({ texts: ["a"], hasOthers: true });
  });
});

describe("a claim of scopes", () => {
  test.each([
    ["a b", ["a", "b"]],
    ["  a   b ", ["a", "b"]],
    ["", []],
    [" ", []],
    ["\ta\t b", ["a", "b"]],
    [
      ["a b", "c"],
      ["a b", "c"],
    ],
    [undefined, []],
    [["a", null], ["a"]],
  ])("%j has the scopes %j", (claim, scopes) => {
    expect(scopeTexts(claim)).toEqual({ texts: scopes, hasOthers: false });
  });

  test.each([
    [{ a: true }, []],
    ["a e\u0301", ["a"]],
    [["a", 1.5], ["a"]],
  ])("%j has the scopes %j and others that can't be compared", (claim, texts) => {
    expect(scopeTexts(claim)).toEqual({ texts, hasOthers: true });
  });
});

describe("a value in a path", () => {
  test.each([
    ["acme", "acme"],
    ["A-Z.a_z~9", "A-Z.a_z~9"],
    ["a".repeat(128), "a".repeat(128)],
    ["...", "..."],
    [".a", ".a"],
    [7, "7"],
    [-7, "-7"],
    [BEYOND - 1, "9007199254740991"],
  ])("%j becomes %j", (value, text) => {
    expect(pathText(value)).toBe(text);
  });
});
