import { describe, expect, test } from "vitest";
import { createContext, type IdentityContext } from "../../src/gateway/context.ts";
import { configurationWith } from "../support/configuration.ts";
import type { Json } from "../support/keys.ts";
import { ISSUER, NOW_SECONDS } from "../support/tokens.ts";

const EXP = NOW_SECONDS + 600;

/** The context of these claims, some of them mapped to keys. */
function contextOf(claims: Json, claimsToContext: Json = {}, takesLists = false): IdentityContext {
  const { claimsToContext: mapped } = configurationWith({ top: { claims_to_context: claimsToContext } });
  return createContext({ iss: ISSUER, exp: EXP, ...claims }, mapped, takesLists);
}

describe("the context", () => {
  test("says who the caller is", () => {
    const claims = { sub: "s", client_id: "c", azp: "a", scope: "x y", email: "e" };
    const identity = { sub: "s", iss: ISSUER, client_id: "c", scope: "x y", exp: EXP };
    expect(contextOf(claims)).toEqual(identity);
  });

  test("has every key for a token that has none of the claims, so that no client can fill the gap", () => {
    expect(contextOf({ iss: undefined })).toEqual({
      sub: "",
      iss: "",
      client_id: "",
      scope: "",
      exp: EXP,
    });
  });

  test.each([1, true, null, {}, ["x"], Number.NaN])(
    "has strings only, whatever type %j a claim is of",
    (value) => {
      const { exp, ...texts } = contextOf({ sub: value, client_id: value, azp: value, iss: value });
      expect(exp).toBe(EXP);
      expect(Object.values(texts)).toEqual(["", "", "", ""]);
    },
  );

  test.each([
    [{ client_id: "c", azp: "a" }, "c"],
    [{ azp: "a" }, "a"],
    [{ client_id: 1, azp: "a" }, "a"],
  ])("takes the client of %j", (claims, clientId) => {
    expect(contextOf(claims).client_id).toBe(clientId);
  });

  test.each([
    [{ scope: "a b" }, "a b"],
    [{ scp: "a b" }, "a b"],
    [{ scope: ["a", "b"] }, "a b"],
    [{ scp: ["a", 1, null, "", "b"] }, "a b"],
    [{ scope: "a", scp: ["b"] }, "a"],
    [{ scope: null, scp: "b" }, "b"],
    [{ scope: ["a", "b c"] }, "a"],
    [{ scope: 1 }, ""],
    [{ scope: { a: 1 } }, ""],
  ])("takes the scope of %j", (claims, scope) => {
    expect(contextOf(claims).scope).toBe(scope);
  });

  test("holds no control character, in any place", () => {
    const controls = [...Array(32).keys(), ...Array.from(Array(33).keys(), (code) => code + 127)];
    const dirty = `a${String.fromCharCode(...controls)}b\r\nX-Admin: 1`;
    const clean = "abX-Admin: 1";
    const claims = { sub: dirty, client_id: dirty, iss: dirty, scope: dirty, name: dirty };
    const { exp, ...texts } = contextOf(claims, { name: "name" });
    expect(Object.values(texts)).toEqual(Array(5).fill(clean));
  });

  test("keeps characters that are no control characters", () => {
    expect(contextOf({ sub: " ~\u00a0ü€😀\u2028" }).sub).toBe(" ~\u00a0ü€😀\u2028");
  });

  test("inherits nothing", () => {
    const claims = Object.assign(Object.create({ sub: "admin", scope: "all" }), { exp: EXP });
    expect(createContext(claims, [], false)).toMatchObject({ sub: "", scope: "" });
  });
});

describe("a claim that is mapped to the context", () => {
  const claims = {
    text: "a b",
    count: 7,
    share: 0.5,
    isStaff: false,
    roles: ["a", "b c", 1, true, null, ["d"], { e: 1 }, ""],
    nothing: null,
    nested: { "a/b": [{ name: "deep" }] },
    empty: [],
  };

  test.each([
    ["text", "a b"],
    ["count", 7],
    ["share", 0.5],
    ["isStaff", false],
    ["nothing", ""],
    ["absent", ""],
    ["nested", ""],
    ["/nested/a~1b/0/name", "deep"],
    ["/nested/a~1b/00/name", ""],
    ["/nested/a~1b/length", ""],
    ["/roles/0", "a"],
    ["constructor", ""],
    ["roles", "a 1 true"],
    ["empty", ""],
  ])("%s comes as %j", (name, value) => {
    expect(contextOf(claims, { key: name })["key"]).toBe(value);
  });

  test.each([
    ["roles", ["a", "b c", 1, true, ""]],
    ["empty", []],
    ["text", "a b"],
  ])("%s comes as %j where lists are passed on", (name, value) => {
    expect(contextOf(claims, { key: name }, true)["key"]).toEqual(value);
  });

  test("never becomes two by the space in it", () => {
    expect(contextOf({ groups: ["guests admin"] }, { groups: "groups" })["groups"]).toBe("");
  });
});
