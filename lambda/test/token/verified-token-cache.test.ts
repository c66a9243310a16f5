import { describe, expect, test } from "vitest";
import { createVerifiedTokenCache } from "../../src/token/verified-token-cache.ts";

describe("the cache of verified tokens", () => {
  test("is looked up by the whole token", () => {
    const cache = createVerifiedTokenCache<string>();
    cache.keep("a.b.c", "known");
    expect(["a.b.c", "a.b.d", "a.b.c ", "a.b", "A.b.c", ""].map(cache.find)).toEqual([
      "known",
      ...[undefined, undefined, undefined, undefined, undefined],
    ]);
  });

  test("has names of object members for tokens like any other", () => {
    const cache = createVerifiedTokenCache<string>();
    expect(["__proto__", "constructor", "toString"].map(cache.find)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("holds as many tokens as it may, and forgets the oldest", () => {
    const cache = createVerifiedTokenCache<number>(3);
    for (let number = 1; number <= 4; number++) {
      cache.keep(`token-${number}`, number);
    }
    expect([1, 2, 3, 4].map((number) => cache.find(`token-${number}`))).toEqual([undefined, 2, 3, 4]);
  });

  test("holds as many characters as it may", () => {
    const cache = createVerifiedTokenCache<number>(100, 10);
    for (const token of ["aaaa", "bbbb", "cc", "d"]) {
      cache.keep(token, token.length);
    }
    expect(["aaaa", "bbbb", "cc", "d"].map(cache.find)).toEqual([undefined, 4, 2, 1]);
    cache.keep("e".repeat(11), 11);
    expect(["bbbb", "cc", "d", "e".repeat(11)].map(cache.find)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("counts a token once that is kept again, which makes it the newest", () => {
    const cache = createVerifiedTokenCache<string>(2, 8);
    cache.keep("aaaa", "old");
    cache.keep("bbbb", "b");
    cache.keep("aaaa", "new");
    cache.keep("cccc", "c");
    expect(["aaaa", "bbbb", "cccc"].map(cache.find)).toEqual(["new", undefined, "c"]);
  });

  test("is bounded by default", () => {
    const cache = createVerifiedTokenCache<number>();
    for (let number = 0; number < 2000; number++) {
      cache.keep(`${number}`.padEnd(4000, "x"), number);
    }
    const held = Array.from({ length: 2000 }, (_, number) => cache.find(`${number}`.padEnd(4000, "x")));
    expect(held.filter((known) => known !== undefined)).toHaveLength(250);
  });
});
