import { describe, expect, test } from "vitest";
import { parseClaimReference, readClaim } from "../src/claim-reference.ts";

const CLAIMS = {
  tenant: "acme",
  "https://example.com/tenant": "namespaced",
  "": "empty name",
  realm_access: { roles: ["reader", "writer"] },
  "a/b": { "~": "escaped" },
  deep: { a: { b: { c: "four" } } },
  nothing: null,
  text: "abc",
};

/** The value of a claim, by its name in the configuration. */
function claimAt(name: string): unknown {
  const reference = parseClaimReference(name);
  if (reference === undefined) {
    throw new Error(`${name} is not a reference`);
  }
  return readClaim(CLAIMS, reference);
}

describe("a claim's name", () => {
  test.each([
    ["tenant", "acme"],
    ["https://example.com/tenant", "namespaced"],
    ["realm_access", { roles: ["reader", "writer"] }],
    ["/realm_access/roles", ["reader", "writer"]],
    ["/realm_access/roles/1", "writer"],
    ["/a~1b/~0", "escaped"],
    ["/deep/a/b/c", "four"],
    ["/", "empty name"],
    ["nothing", null],
  ])("%s finds its value", (name, value) => {
    expect(claimAt(name)).toEqual(value);
  });

  test.each([
    "absent",
    "/absent/x",
    "/nothing/x",
    "realm_access/roles",
    "/realm_access/roles/2",
    "/realm_access/roles/-",
    "/realm_access/roles/01",
    "/realm_access/roles/1.0",
    "/realm_access/roles/length",
    "/text/0",
    "/text/length",
    "constructor",
    "/constructor/name",
    "/realm_access/roles/constructor",
    "__proto__",
    "toString",
  ])("%s finds nothing", (name) => {
    expect(claimAt(name)).toBeUndefined();
  });

  test.each(["", "/a/b/c/d/e", "/a~", "/a~2b", "a\nb", "a{b", "a}b", "\u0000", "a".repeat(257)])(
    "can't be %j",
    (name) => {
      expect(parseClaimReference(name)).toBeUndefined();
    },
  );
});
