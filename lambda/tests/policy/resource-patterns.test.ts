import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  deniedSpellings,
  isStrictForm,
  matchesPattern,
  STRICT_FORMS,
} from "../../src/policy/resource-patterns.ts";
import type { Statement } from "../../src/policy-document.ts";
import { isAllowed } from "../support/policy-matcher.ts";

const text = (alphabet: readonly string[]) =>
  fc.array(fc.constantFrom(...alphabet), { maxLength: 14 }).map((parts) => parts.join(""));

describe("the matcher that explains refusals", () => {
  test("agrees with the matcher of these tests on every pattern and text", () => {
    fc.assert(
      fc.property(text(["a", "b", "/", "*", "?"]), text(["a", "b", "/", "*", "?"]), (pattern, resource) => {
        const statement: Statement = { Effect: "Allow", Action: "execute-api:Invoke", Resource: [pattern] };
        const expected = isAllowed({ Version: "2012-10-17", Statement: [statement] }, resource);
        expect(matchesPattern(pattern, resource)).toBe(expected);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe("a strict form", () => {
  test("is exactly what its patterns match", () => {
    const path = text(["/", ".", ";", "%2e", "%2E", "%2f", "%5C", "%41", "a", "%25", "2e", "%c0", "%U", "%"]);
    fc.assert(
      fc.property(path, (rest) => {
        const resource = `GET/${rest}`;
        expect(isStrictForm(resource)).toBe(
          STRICT_FORMS.some((pattern) => matchesPattern(pattern, resource)),
        );
      }),
      { numRuns: 5_000 },
    );
  });

  test.each(["/", "/a", "/a/", "/a.b", "/.well-known/x", "/.a", "/a..b", "/a;b=c", "/%41", "/a%20b"])(
    "is not %s",
    (path) => {
      expect(isStrictForm(`GET${path}`)).toBe(false);
    },
  );

  test.each(["/..", "/.", "/a/../b", "/./a", "//a", "/a//", "/a/..;/b", "/%2e%2e/a", "/a%2Fb", "/a%5cb"])(
    "is %s",
    (path) => {
      expect(isStrictForm(`GET${path}`)).toBe(true);
    },
  );
});

describe("a denied path", () => {
  test.each([
    ["/p", ["/p", "/p/"]],
    ["/p/", ["/p", "/p/"]],
    ["/p/*", ["/p", "/p/*"]],
    ["/p*", ["/p*"]],
    ["/p?", ["/p?", "/p?/"]],
    ["/", ["/"]],
    ["/*", ["/*"]],
    ["/*/x", ["/*/x", "/*/x/"]],
  ])("%s is denied as %j", (path, spellings) => {
    expect(deniedSpellings(path)).toEqual(spellings);
  });
});
