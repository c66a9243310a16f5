import { describe, expect, test } from "vitest";
import { BOOLEAN, integer, type ObjectReader, oneOf, readDocument, text } from "../src/object-reader.ts";

const LETTERS = text("^[a-z]+$", "lower-case letters");
const ATTRIBUTES = ["a", "b", "list", "object", "objects", "entries"];
const read = <Value>(document: unknown, reading: (reader: ObjectReader) => Value) =>
  readDocument(document, ATTRIBUTES, reading);
const faultsOf = (document: unknown, reading: (reader: ObjectReader) => unknown) =>
  (read(document, reading).faults ?? []).map(({ path, message }) => `${path} ${message}`);

describe("a valid document", () => {
  test("is returned as its value, without faults", () => {
    const document = { a: "x", b: null, list: [1, 2], object: { a: true }, entries: { k: "y" } };
    const { value, faults } = read(document, (reader) => ({
      a: reader.required("a", LETTERS),
      b: reader.optional("b", LETTERS),
      list: reader.list("list", integer({ min: 1, max: 2 })),
      object: reader.object("object", ["a"]).required("a", BOOLEAN),
      entries: reader.entries("entries", LETTERS),
    }));
    expect(faults).toBeUndefined();
    expect(value).toEqual({ a: "x", b: undefined, list: [1, 2], object: true, entries: [["k", "y"]] });
  });
});

describe("an invalid attribute", () => {
  test.each<[string, unknown, (reader: ObjectReader) => unknown, unknown, readonly string[]]>([
    ["string", { a: "X" }, (r) => r.required("a", LETTERS), "", ["a must be lower-case letters"]],
    ["option", { a: "z" }, (r) => r.required("a", oneOf(["x", "y"])), "x", ["a must be one of x, y"]],
    ["optional", { a: 1 }, (r) => r.optional("a", BOOLEAN), false, ["a must be true or false"]],
    [
      "missing",
      {},
      (r) => r.required("a", integer({ min: 3, max: 4 })),
      3,
      ["a must be an integer from 3 to 4"],
    ],
    [
      "list",
      { a: [] },
      (r) => r.list("a", BOOLEAN),
      [],
      ["a must be a list of at least one item, each true or false"],
    ],
    ["item", { a: ["x", 1] }, (r) => r.list("a", LETTERS), [], ["a[1] must be lower-case letters"]],
    [
      "duplicate",
      { a: ["x", "x"] },
      (r) => r.list("a", LETTERS),
      ["x", "x"],
      ["a must not contain duplicates"],
    ],
    [
      "entry",
      { a: { k: 1 } },
      (r) => r.entries("a", LETTERS),
      [["k", ""]],
      ["a.k must be lower-case letters"],
    ],
    ["map", { a: {} }, (r) => r.objects("a", []), [], ["a must be an object with at least one entry"]],
    ["objects", { a: "x" }, (r) => r.objectList("a", []), [], ["a must be a list of at least one object"]],
  ])("reads as a value of its type, and is a fault: %s", (_name, document, reading, fallback, faults) => {
    let value: unknown;
    expect(
      faultsOf(document, (reader) => {
        value = reading(reader);
      }),
    ).toEqual(faults);
    expect(value).toEqual(fallback);
  });
});

describe("a document with several faults", () => {
  test("lists them all, each with its path", () => {
    const document = { c: 1, objects: { k: { d: 1 } }, list: [{}, 7] };
    const faults = faultsOf(document, (reader) => {
      for (const [, entry] of reader.objects("objects", ["a"])) {
        entry.required("a", BOOLEAN);
      }
      for (const item of reader.objectList("list", ["a"])) {
        item.required("a", BOOLEAN);
      }
    });
    expect(faults).toEqual([
      `c is an unknown attribute; expected one of ${ATTRIBUTES.join(", ")}`,
      "objects.k.d is an unknown attribute; expected one of a",
      "objects.k.a must be true or false",
      "list[1] must be an object",
      "list[0].a must be true or false",
    ]);
  });

  test.each([null, "x", [], 1, undefined])("has only one if it is not an object: %j", (document) => {
    expect(faultsOf(document, (reader) => reader.required("a", BOOLEAN))).toEqual([
      "(top) must be an object",
    ]);
  });

  test("marks an unknown attribute with the path of its object", () => {
    const { faults } = read({ object: { secret: 1 } }, (reader) => reader.object("object", ["a"]));
    expect(faults).toMatchObject([{ path: "object.secret", unknownIn: "object" }]);
  });
});
