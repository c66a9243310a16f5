import { describe, expect, test } from "vitest";
import { createVerifiedTokenCache } from "../../src/token/verified-token-cache.ts";

describe("the cache of verified tokens", () => {
  test("recognizes a token that arrives for the second time", () => {
    const { isReturning } = createVerifiedTokenCache<number>();
    expect(["a.b.c", "a.b.d", "a.b.c", "a.b.c", "a.b.e"].map(isReturning)).toEqual([
      ...[false, false, true, true, false],
    ]);
  });

  test("returns what was kept for a token, and nothing else", () => {
    const { find, keep } = createVerifiedTokenCache<number>();
    expect(find("a.b.c")).toBeUndefined();
    keep("a.b.c", 1);
    expect(find("a.b.c")).toBe(1);
    keep("a.b.c", 2);
    expect(find("a.b.c")).toBe(2);
  });

  test("compares the whole token", () => {
    const cache = createVerifiedTokenCache<string>();
    cache.keep("a.b.c", "known");
    expect(["a.b.c", "a.b.d", "a.b.c ", "a.b", "A.b.c", ""].map(cache.find)).toEqual([
      "known",
      ...[undefined, undefined, undefined, undefined, undefined],
    ]);
  });

  test("does not confuse two tokens with the same end, and keeps the later one", () => {
    const cache = createVerifiedTokenCache<string>();
    cache.keep("alice.0123456789ab", "alice");
    expect(cache.find("mallory.0123456789ab")).toBeUndefined();
    cache.keep("mallory.0123456789ab", "mallory");
    expect(cache.find("alice.0123456789ab")).toBeUndefined();
    expect(cache.find("mallory.0123456789ab")).toBe("mallory");
  });

  test("treats names of object members like any other token", () => {
    const cache = createVerifiedTokenCache<string>();
    expect(["__proto__", "constructor", "toString"].map(cache.find)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("forgets a token that was not used while half of the capacity was filled", () => {
    const cache = createVerifiedTokenCache<number>(1, 4);
    for (let number = 1; number <= 5; number++) {
      cache.keep(`token-${number}`, number);
      cache.find("token-1");
    }
    expect([1, 2, 3, 4, 5].map((number) => cache.find(`token-${number}`) !== undefined)).toEqual([
      ...[true, false, false, true, true],
    ]);
  });

  test("holds no more characters than its limit", () => {
    const cache = createVerifiedTokenCache<number>(1, 100, 20);
    cache.keep("aaaa", 4);
    cache.keep("bbbbbb", 6);
    cache.keep("cccccc", 6);
    expect(["aaaa", "bbbbbb", "cccccc"].map(cache.find)).toEqual([4, 6, 6]);
    cache.keep("dddddddd", 8);
    cache.keep("eeeeeeee", 8);
    expect(["aaaa", "bbbbbb", "cccccc"].map(cache.find)).toEqual([undefined, undefined, undefined]);
  });

  test("has default limits for count and length, which several caches can share", () => {
    for (const [length, most, sharedBy] of [
      [40, 500, 1],
      [4000, 250, 1],
      [40, 250, 2],
      [4000, 124, 2],
    ] as const) {
      const cache = createVerifiedTokenCache<number>(sharedBy);
      const tokens = Array.from({ length: 2000 }, (_, number) => `${number}`.padStart(length, "x"));
      for (const token of tokens) {
        cache.keep(token, 1);
      }
      const held = tokens.filter((token) => cache.find(token) !== undefined);
      expect(held.length).toBeLessThanOrEqual(most);
      expect(held.length).toBeGreaterThan(most / 4);
    }
  });
});
