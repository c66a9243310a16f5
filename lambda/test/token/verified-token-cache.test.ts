import { describe, expect, test } from "vitest";
import { createVerifiedTokenCache, type VerifiedTokenCache } from "../../src/token/verified-token-cache.ts";

/** As a token that has come twice. */
function keep<Known>(cache: VerifiedTokenCache<Known>, token: string, known: Known): void {
  cache.keep(token, known);
  cache.keep(token, known);
}

describe("the cache of verified tokens", () => {
  test("keeps a token that comes for the second time", () => {
    const cache = createVerifiedTokenCache<number>();
    cache.keep("a.b.c", 1);
    expect(cache.find("a.b.c")).toBeUndefined();
    cache.keep("a.b.c", 2);
    expect(cache.find("a.b.c")).toBe(2);
    cache.keep("a.b.c", 3);
    expect(cache.find("a.b.c")).toBe(3);
  });

  test("is looked up by the whole token", () => {
    const cache = createVerifiedTokenCache<string>();
    keep(cache, "a.b.c", "known");
    expect(["a.b.c", "a.b.d", "a.b.c ", "a.b", "A.b.c", ""].map(cache.find)).toEqual([
      "known",
      ...[undefined, undefined, undefined, undefined, undefined],
    ]);
  });

  test("takes a token for one that came before by the end of its signature, and never for that one", () => {
    const cache = createVerifiedTokenCache<string>();
    cache.keep("alice.0123456789ab", "alice");
    cache.keep("mallory.0123456789ab", "mallory");
    expect(cache.find("alice.0123456789ab")).toBeUndefined();
    expect(cache.find("mallory.0123456789ab")).toBe("mallory");
  });

  test("has names of object members for tokens like any other", () => {
    const cache = createVerifiedTokenCache<string>();
    expect(["__proto__", "constructor", "toString"].map(cache.find)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("forgets what has not been asked for while half of what it may hold has come", () => {
    const cache = createVerifiedTokenCache<number>(4);
    for (let number = 1; number <= 5; number++) {
      keep(cache, `token-${number}`, number);
      cache.find("token-1");
    }
    expect([1, 2, 3, 4, 5].map((number) => cache.find(`token-${number}`) !== undefined)).toEqual([
      ...[true, false, false, true, true],
    ]);
  });

  test("holds no more characters than it may", () => {
    const cache = createVerifiedTokenCache<number>(100, 20);
    keep(cache, "aaaa", 4);
    keep(cache, "bbbbbb", 6);
    keep(cache, "cccccc", 6);
    expect(["aaaa", "bbbbbb", "cccccc"].map(cache.find)).toEqual([4, 6, 6]);
    keep(cache, "dddddddd", 8);
    keep(cache, "eeeeeeee", 8);
    expect(["aaaa", "bbbbbb", "cccccc"].map(cache.find)).toEqual([undefined, undefined, undefined]);
  });

  test("is bounded by default, by count and by length", () => {
    for (const [length, most] of [
      [40, 500],
      [4000, 250],
    ] as const) {
      const cache = createVerifiedTokenCache<number>();
      const tokens = Array.from({ length: 2000 }, (_, number) => `${number}`.padStart(length, "x"));
      for (const token of tokens) {
        keep(cache, token, 1);
      }
      const held = tokens.filter((token) => cache.find(token) !== undefined);
      expect(held.length).toBeLessThanOrEqual(most);
      expect(held.length).toBeGreaterThan(most / 4);
    }
  });
});
