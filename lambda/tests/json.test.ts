import { describe, expect, test } from "vitest";
import { isJsonObject, own, parseJsonObject } from "../src/json.ts";

const nested = (depth: number, open = "[", close = "]"): string =>
  `{"a":${open.repeat(depth - 1)}${close.repeat(depth - 1)}}`;

describe("parseJsonObject accepts", () => {
  test.each([
    ["an empty object", "{}"],
    ["white space of all four kinds around everything", ' \t\r\n{ "a" : [ 1 , { "b" : null } ] } \n'],
    ["every kind of value", '{"a":"x","b":-1.5e-3,"c":true,"d":false,"e":null,"f":[],"g":{}}'],
    ["the same name in two objects", '{"a":{"b":1},"c":{"b":2},"b":3}'],
    ["the same name in the objects of a list", '{"a":[{"b":1},{"b":2}]}'],
    ["a name again as a value", '{"a":"a","b":["a","a"]}'],
    ["names that differ in case", '{"a":1,"A":2}'],
    [
      "quotes, backslashes, brackets and colons inside strings",
      '{"a\\"":"\\\\","b":"}]:{[\\"","c\\\\":"1e999"}',
    ],
    ["escapes of characters beyond the basic plane", '{"a":"\\ud83d\\ude00","😀":1}'],
    ["nesting of 32 levels", nested(32)],
    ["many objects side by side, each of which is closed", `{"a":[${"[],{},".repeat(100)}1]}`],
    [
      "integers with a point or an exponent",
      '{"a":1.0,"b":1.5e1,"c":10e-1,"d":-0.0,"e":0e99,"f":120e-1,"g":1E2}',
    ],
    ["the largest number there is", '{"a":1.7976931348623157e308}'],
    ["names that objects inherit", '{"constructor":1,"toString":2,"hasOwnProperty":3}'],
    ["an empty name", '{"":1}'],
    ["a byte order mark inside a string", '{"a":"\ufeff"}'],
  ])("%s, with the result of JSON.parse", (_name, text) => {
    expect(parseJsonObject(text)).toEqual(JSON.parse(text));
  });
});

describe("parseJsonObject rejects", () => {
  test.each([
    ["nothing at all", ""],
    ["an array", "[]"],
    ["null", "null"],
    ["a string", '"{}"'],
    ["a number", "1"],
    ["a name twice", '{"a":1,"a":1}'],
    ["a name twice with other members between", '{"a":1,"b":[{"c":1}],"a":2}'],
    ["a name twice, the second escaped", '{"exp":1,"\\u0065xp":2}'],
    ["a name twice, the first escaped in upper-case hex", '{"\\u004Aa":1,"Ja":2}'],
    ["a name with a solidus twice, once escaped", '{"/":1,"\\/":2}'],
    ["an empty name twice", '{"":1,"":2}'],
    ["a name twice with white space before the colon", '{"a":1,"a"\t\r\n :2}'],
    ["a name twice deep inside", '{"a":[0,[{"b":{"c":1,"c":1}}]]}'],
    ["a name twice, the first before an inner object of the same name", '{"a":{"a":{}},"a":1}'],
    ["__proto__", '{"__proto__":{}}'],
    ["__proto__ deep inside", '{"a":[{"__proto__":1}]}'],
    ["__proto__ escaped", '{"__pr\\u006fto__":{}}'],
    ["a NUL in a value", '{"a":"\\u0000"}'],
    ["a NUL in a name", '{"a\\u0000":1}'],
    ["a raw NUL", '{"a":"\0"}'],
    ["a raw line feed in a string", '{"a":"\n"}'],
    ["a lone high surrogate, escaped", '{"a":"\\ud800"}'],
    ["a lone low surrogate, escaped", '{"a":"\\udc00x"}'],
    ["a lone surrogate in a name", '{"\\ud800":1}'],
    ["surrogates in the wrong order", '{"a":"\\ude00\\ud83d"}'],
    ["a raw lone surrogate", '{"a":"\ud800"}'],
    ["a fraction that is rounded to an integer", '{"a":7.00000000000000000001}'],
    ["a negative one", '{"a":-7.00000000000000000001}'],
    ["a fraction that is rounded up to one", '{"a":[6.99999999999999999999]}'],
    ["a fraction at the end of exact integers", '{"a":9007199254740991.4}'],
    ["a fraction that is rounded to zero", '{"a":1e-400}'],
    ["a fraction by its exponent", '{"a":700000000000000000001e-20}'],
    ["a number beyond all numbers", '{"a":1e999}'],
    ["a negative number beyond all numbers", '{"a":-1E+400}'],
    ["such a number in a list", '{"a":[1,{"b":[2e308]}]}'],
    ["an integer of 400 digits", `{"a":${"9".repeat(400)}}`],
    ["lists nested 33 levels deep", nested(33)],
    ["objects nested 33 levels deep", `${'{"a":'.repeat(33)}1${"}".repeat(33)}`],
    ["a hundred thousand open brackets", "[".repeat(100_000)],
    ["a byte order mark", "\ufeff{}"],
    ["text behind the object", "{}x"],
    ["a second object", "{}{}"],
    ["a NUL behind the object", "{}\0"],
    ["a comment", "{/**/}"],
    ["a trailing comma", '{"a":1,}'],
    ["single quotes", "{'a':1}"],
    ["NaN", '{"a":NaN}'],
    ["Infinity", '{"a":Infinity}'],
    ["a leading zero", '{"a":01}'],
    ["a hexadecimal number", '{"a":0x1}'],
    ["a string that never ends", '{"a":"'],
    ["a string that ends in a backslash", '{"a":"\\'],
    ["an escape that doesn't exist", '{"a":"\\x41"}'],
    ["white space that isn't JSON's", "{\u00a0}"],
    ["closing brackets without opening ones", "]]}}"],
  ])("%s", (_name, text) => {
    expect(parseJsonObject(text)).toBeUndefined();
  });
});

describe("parseJsonObject", () => {
  test.each([
    ["backslashes", `{"a":"${"\\\\".repeat(200_000)}"}`],
    ["quotes", `{"a":"${'\\"'.repeat(200_000)}"}`],
    ["strings followed by white space", `{"a":[${`"b"${" ".repeat(100)},`.repeat(4_000)}1]}`],
    ["zeros within a fraction", `{"a":0.${"0".repeat(500_000)}1}`],
    ["zeros within an integer", `{"a":1${"0".repeat(500_000)}1e-999999}`],
    ["unfinished escapes", `{"a":${'"\\'.repeat(200_000)}`],
  ])("takes linear time for many %s", (_name, text) => {
    const start = performance.now();
    parseJsonObject(text);
    // It takes some milliseconds. Quadratic time would be minutes.
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});

describe("own", () => {
  test("reads a member", () => {
    expect(own({ sub: "user-1" }, "sub")).toBe("user-1");
  });

  test.each(["constructor", "toString", "__proto__", "hasOwnProperty"])("does not inherit %s", (name) => {
    expect(own({}, name)).toBeUndefined();
  });
});

describe("isJsonObject", () => {
  test.each([[null], [[]], ["{}"], [1], [undefined], [true]])("is false for %j", (value) => {
    expect(isJsonObject(value)).toBe(false);
  });

  test("is true for an object", () => {
    expect(isJsonObject({})).toBe(true);
  });
});
