import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJsonObject } from "../src/json.ts";

/** Whether a string may be in accepted JSON: no NUL, no lone surrogate. */
const isClean = (text: string): boolean => text.isWellFormed() && !text.includes("\0");
const cleanString = fc.string({ unit: "binary" }).filter(isClean);
const name = fc.oneof(cleanString, fc.constantFrom("constructor", "a", '"', "\\", ":"));
const safeName = name.filter((text) => text !== "__proto__");

/** Objects with all JSON types and awkward names. */
const { object } = fc.letrec<{ object: Record<string, unknown>; value: unknown }>((tie) => ({
  object: fc.dictionary(safeName, tie("value"), { maxKeys: 6, noNullPrototype: true }),
  value: fc.oneof(
    { depthSize: "small", maxDepth: 8 },
    fc.constantFrom(null, true, false),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    cleanString,
    fc.array(tie("value"), { maxLength: 6 }),
    tie("object"),
  ),
}));

/** Writes a JSON string, with the characters that the mask selects as escapes. */
function spell(text: string, mask: readonly boolean[]): string {
  const characters = [...text].flatMap((character) => character.split(""));
  const spelled = characters.map((character, index) =>
    mask[index % mask.length]
      ? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
      : JSON.stringify(character).slice(1, -1),
  );
  return `"${spelled.join("")}"`;
}

const mask = fc.array(fc.boolean(), { minLength: 1, maxLength: 8 });
const asciiName = fc.string({ minLength: 1, unit: "grapheme-ascii" });

describe("parseJsonObject, for any text,", () => {
  test("never throws, and returns the result of JSON.parse if it accepts", () => {
    const fragments = fc.constantFrom(
      ...'{}[]:,"\\ \n0123456789eE+-.ut/',
      "true",
      "null",
      "\\u00",
      "__proto__",
    );
    const soup = fc.array(fragments, { maxLength: 40 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json(), soup), (text) => {
        const value = parseJsonObject(text);
        if (value !== undefined) {
          expect(value).toEqual(JSON.parse(text));
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test("agrees with JSON.parse on every object of JSON values", () => {
    fc.assert(
      fc.property(object, fc.constantFrom(undefined, 1, "\t"), (value, space) => {
        const text = JSON.stringify(value, null, space);
        expect(parseJsonObject(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 1_000 },
    );
  });

  test("rejects duplicate names in any spelling and at any place", () => {
    fc.assert(
      fc.property(object, asciiName, mask, mask, fc.boolean(), (other, member, first, second, isDeep) => {
        const rest = JSON.stringify({ zzz: other }).slice(1, -1);
        const text = `{${spell(member, first)}:1,${rest},${spell(member, second)}:2}`;
        expect(parseJsonObject(isDeep ? `{"yyy":[[],${text}]}` : text)).toBeUndefined();
      }),
    );
  });

  test("accepts two names that differ", () => {
    fc.assert(
      fc.property(asciiName, mask, mask, (member, first, second) => {
        fc.pre(!member.includes("__proto__"));
        const text = `{${spell(member, first)}:1,${spell(`${member}x`, second)}:2}`;
        expect(parseJsonObject(text)).toEqual({ [member]: 1, [`${member}x`]: 2 });
      }),
    );
  });

  test("rejects __proto__ in every spelling", () => {
    fc.assert(
      fc.property(mask, (escapes) => {
        expect(parseJsonObject(`{${spell("__proto__", escapes)}:{}}`)).toBeUndefined();
      }),
    );
  });

  test("never returns a NUL, a lone surrogate or an infinity", () => {
    const bad = fc.constantFrom('"\\u0000"', '"\\ud800"', '"x\\udfff"', "1e309", "-9e999");
    fc.assert(
      fc.property(object, bad, (other, value) => {
        const text = `{"other":${JSON.stringify(other)},"bad":[${value}]}`;
        expect(parseJsonObject(text)).toBeUndefined();
      }),
    );
  });

  test("gives the same answer on the fast path and on the exact path", () => {
    const space = fc.constantFrom("", "", "", " ", "\t", "\r\n");
    const awkward = fc.constantFrom(
      "a",
      "b",
      "",
      ":",
      '":',
      "a:",
      "1.5",
      "_proto_",
      "__proto__",
      "1e3",
      " :",
    );
    const literal = fc.constantFrom(
      "1",
      "-1",
      "0.5",
      "1.0",
      "1e3",
      "1e999",
      "12345678901234567890",
      "null",
      "7.00000000000000000001",
    );
    const { members } = fc.letrec<{ members: string; value: string }>((tie) => ({
      members: fc
        .array(
          fc
            .tuple(awkward, space, space, tie("value"), space)
            .map(
              ([member, before, after, value, end]) =>
                `${JSON.stringify(member)}${before}:${after}${value}${end}`,
            ),
          { minLength: 1, maxLength: 4 },
        )
        .map((all) => all.join(",")),
      value: fc.oneof(
        { depthSize: "small", maxDepth: 4 },
        awkward.map((text) => JSON.stringify(text)),
        literal,
        fc.array(tie("value"), { maxLength: 3 }).map((items) => `[${items.join(",")}]`),
        tie("members").map((inner) => `{${inner}}`),
      ),
    }));
    const answers = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(members, (text) => {
        // An escape has to be read.
        const read = parseJsonObject(`{"\\u007a":0,${text}}`);
        const glanced = parseJsonObject(`{${text}}`);
        expect(glanced === undefined ? undefined : { z: 0, ...glanced }).toEqual(read);
        answers[read === undefined ? "refused" : "accepted"]++;
      }),
      { numRuns: 3_000 },
    );
    expect(Math.min(answers.accepted, answers.refused)).toBeGreaterThan(300);
  });
});
