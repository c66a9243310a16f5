import { describe, expect, test } from "vitest";
import { createCondition, createTokenValues } from "../../src/policy/conditions.ts";
import { configurationWith } from "../support/configuration.ts";
import type { Json } from "../support/keys.ts";

/** Whether a rule with these conditions holds for a token with these claims. */
function isMet(conditions: Json, claims: Json): boolean {
  const { rules } = configurationWith({ top: { rules: [{ paths: ["/a"], ...conditions }] } });
  return rules.every((rule) => createCondition(rule)(createTokenValues(claims)));
}

/** A condition on the claim `c`. */
const on = (condition: Json, name = "c"): Json => ({ claims: [{ name, ...condition }] });

describe("scopes", () => {
  test.each([
    [{ scope: "a b" }, true],
    [{ scope: "b" }, true],
    [{ scp: ["b"] }, true],
    [{ scp: "x b" }, true],
    [{ scope: "x", scp: ["a"] }, true],
    [{ scope: ["a"] }, true],
    [{}, false],
    [{ scope: "" }, false],
    [{ scope: "ab" }, false],
    [{ scope: "A" }, false],
    [{ scope: ["a b"] }, false],
    [{ scope: "a,b" }, false],
    [{ scope: null }, false],
    [{ scopes: "a" }, false],
    [{ scope: { a: true } }, false],
    [{ scope: "a", scp: 0.5 }, true],
    [{ scope: ["a", 0.5] }, true],
    [{ scope: 0.5 }, false],
  ])("of %j include a or b: %j", (claims, expected) => {
    expect(isMet({ scopes: ["a", "b"] }, claims)).toBe(expected);
  });
});

describe("a claim's values", () => {
  test.each<[Json, Json, boolean]>([
    [{ any: ["x", "y"] }, { c: "y" }, true],
    [{ any: ["x", "y"] }, { c: ["z", "y"] }, true],
    [{ any: ["x", "y"] }, { c: "z" }, false],
    [{ any: ["x"] }, {}, false],
    [{ any: ["x"] }, { c: null }, false],
    [{ any: ["x"] }, { c: [] }, false],
    [{ any: [""] }, { c: "" }, true],
    [{ any: [""] }, {}, false],
    [{ any: ["x y"] }, { c: "x y" }, true],
    [{ any: ["x"] }, { c: "x y" }, false],
    [{ all: ["x", "y"] }, { c: ["y", "z", "x"] }, true],
    [{ all: ["x", "y"] }, { c: ["x"] }, false],
    [{ all: ["x"] }, {}, false],
    [{ none: ["x"] }, { c: "y" }, true],
    [{ none: ["x"] }, { c: ["y", "x"] }, false],
    [{ none: ["x"] }, {}, true],
    [{ none: ["x"] }, { c: null }, true],
    [{ any: ["x"], none: ["y"] }, { c: ["x"] }, true],
    [{ any: ["x"], none: ["y"] }, { c: ["x", "y"] }, false],
    [{ any: ["true"] }, { c: true }, true],
    [{ any: [true] }, { c: "true" }, true],
    [{ any: [7] }, { c: 7 }, true],
    [{ any: ["7"] }, { c: 7 }, true],
    [{ any: [7] }, { c: "7" }, true],
    [{ any: [7] }, { c: "7.0" }, false],
    [{ any: [7] }, { c: "07" }, false],
    [{ any: [0] }, { c: -0 }, true],
    [{ any: ["é"] }, { c: "é" }, true],
  ])("%j hold for %j: %j", (condition, claims, expected) => {
    expect(isMet(on(condition), claims)).toBe(expected);
  });

  test("are found by a pointer, or by a name that looks similar to one", () => {
    const claims = { a: { b: [{ c: "x" }] }, "https://example.com/roles": "x", "/a": "y" };
    expect(isMet(on({ any: ["x"] }, "/a/b/0/c"), claims)).toBe(true);
    expect(isMet(on({ any: ["x"] }, "https://example.com/roles"), claims)).toBe(true);
    expect(isMet(on({ any: ["y"] }, "/a"), claims)).toBe(false);
  });

  test("are the token's own, never inherited from Object", () => {
    expect(isMet(on({ none: ["x"] }, "constructor"), {})).toBe(true);
    expect(isMet(on({ any: ["Object"] }, "/constructor/name"), {})).toBe(false);
  });
});

describe("with a separator, the values of a string", () => {
  test.each<[string, string, readonly string[], boolean]>([
    [",", "ROLE_A,ROLE_B", ["ROLE_B"], true],
    [",", "ROLE_A, ROLE_B", ["ROLE_B"], true],
    [",", "ROLE_A\t,ROLE_B", ["ROLE_A"], true],
    [" ", "ROLE_A  ROLE_B", ["ROLE_B"], true],
    ["|", "a|b", ["b"], true],
    [",", "ROLE_AB", ["ROLE_A"], false],
    [",", "ROLE_A ROLE_B", ["ROLE_B"], false],
    [",", ",,", [""], false],
    [".", "axb", ["b"], false],
  ])("%j in %j include one of %j: %j", (separator, c, any, expected) => {
    expect(isMet(on({ any, separator }), { c })).toBe(expected);
  });

  test("are split only there: the elements of a list are not split", () => {
    expect(isMet(on({ any: ["b"], separator: "," }), { c: ["a,b"] })).toBe(false);
    expect(isMet(on({ any: ["a,b"], separator: "," }), { c: ["a,b"] })).toBe(true);
    expect(isMet(on({ any: [7], separator: "," }), { c: 7 })).toBe(true);
  });
});

describe("with member_names, the values of an object", () => {
  const c = { admin: { "218": "example.com" }, viewer: true, former: false, never: null, "e\u0301": {} };

  test("are the names of its members, unless a member is false or null", () => {
    expect(isMet(on({ all: ["admin", "viewer"], member_names: true }), { c })).toBe(true);
    expect(isMet(on({ any: ["former", "never", "218"], member_names: true }), { c })).toBe(false);
    expect(isMet(on({ any: ["toString", "__proto__"], member_names: true }), { c })).toBe(false);
  });

  test("can't be compared if it is not an object", () => {
    for (const other of ["admin", ["admin"], 7, true]) {
      expect(isMet(on({ any: ["admin"], member_names: true }), { c: other })).toBe(false);
      expect(isMet(on({ none: ["x"], member_names: true }), { c: other })).toBe(false);
      expect(isMet({ effect: "deny", ...on({ any: ["x"], member_names: true }) }, { c: other })).toBe(true);
    }
    expect(isMet(on({ none: ["x"], member_names: true }), {})).toBe(true);
  });

  test("are not read without member_names", () => {
    expect(isMet(on({ any: ["admin"] }), { c })).toBe(false);
  });
});

describe("several conditions", () => {
  const rule = {
    scopes: ["a"],
    claims: [
      { name: "c", any: ["x"] },
      { name: "d", any: ["y"] },
    ],
  };

  test("must all hold", () => {
    expect(isMet(rule, { scope: "a", c: "x", d: "y" })).toBe(true);
    expect(isMet(rule, { scope: "b", c: "x", d: "y" })).toBe(false);
    expect(isMet(rule, { scope: "a", c: "x", d: "z" })).toBe(false);
    expect(isMet(rule, { scope: "a", c: "z", d: "y" })).toBe(false);
  });
});

/** Values of the claim `c` that can't be compared. */
const INCOMPARABLE = [0.5, 2 ** 53, "e\u0301", {}, { x: "x" }];
/** Values of the claim `c` of which one element can't be compared. */
const PARTLY_COMPARABLE = [
  ["x", 0.5],
  ["x", "e\u0301"],
];

describe("a claim that can't be compared", () => {
  test.each(INCOMPARABLE)("%j satisfies no allow rule that reads it, not even a none condition", (c) => {
    expect(isMet(on({ any: ["x"] }), { c })).toBe(false);
    expect(isMet(on({ none: ["y"] }), { c })).toBe(false);
  });

  test.each(PARTLY_COMPARABLE.map((c) => ({ c })))(
    "in the list $c hides no other element from an allow rule, and meets no none condition",
    ({ c }) => {
      expect(isMet(on({ any: ["x"] }), { c })).toBe(true);
      expect(isMet(on({ all: ["x"] }), { c })).toBe(true);
      expect(isMet(on({ any: ["y"] }), { c })).toBe(false);
      expect(isMet(on({ all: ["x", "y"] }), { c })).toBe(false);
      expect(isMet(on({ none: ["y"] }), { c })).toBe(false);
    },
  );

  test.each([...INCOMPARABLE, ...PARTLY_COMPARABLE].map((c) => ({ c })))(
    "$c satisfies every deny rule that reads it, whatever its other conditions are",
    ({ c }) => {
      expect(isMet({ effect: "deny", ...on({ any: ["y"] }) }, { c })).toBe(true);
      expect(isMet({ effect: "deny", scopes: ["a"], ...on({ any: ["y"] }) }, { c })).toBe(true);
    },
  );

  test("doesn't affect a rule that doesn't read it", () => {
    expect(isMet(on({ any: ["y"] }, "d"), { c: 0.5, d: "y" })).toBe(true);
    expect(isMet({ effect: "deny", ...on({ any: ["y"] }, "d") }, { c: 0.5, d: "z" })).toBe(false);
  });

  test("may be a scope", () => {
    expect(isMet({ effect: "deny", scopes: ["a"] }, { scope: { a: true } })).toBe(true);
    expect(isMet({ effect: "deny", scopes: ["a"] }, { scope: "b" })).toBe(false);
  });
});
