import { isJsonObject, type JsonObject, own } from "./json.js";

/** One thing that is wrong with a document. The message never repeats a value, which may be a secret. */
export interface Fault {
  /** Where it is, such as `trusted_issuers.default.audience[0]`. */
  readonly path: string;
  /** What is wrong and how to fix it. */
  readonly message: string;
  /** For an unknown attribute, the path of the object that has it: the attribute's own name may be a claim's value. */
  readonly unknownIn?: string;
}

/** A kind of value: how it is parsed, and the rule that completes the message "must be ...". */
export interface Kind<Value> {
  readonly rule: string;
  /** Returns undefined for a value that breaks the rule. */
  readonly parse: (value: unknown) => Value | undefined;
  /** A harmless value of the right type, which stands in for an invalid one until the document is rejected. */
  readonly fallback: Value;
}

/** True or false. */
export const BOOLEAN: Kind<boolean> = {
  rule: "true or false",
  parse: (value) => (typeof value === "boolean" ? value : undefined),
  fallback: false,
};

/** A whole document: its value, or everything that is wrong with it. */
export type ReadResult<Value> =
  | { readonly value: Value; readonly faults?: undefined }
  | { readonly faults: readonly Fault[]; readonly value?: undefined };

/** A string that the whole pattern matches. */
export function text(pattern: string | RegExp, rule: string): Kind<string> {
  const expression = new RegExp(pattern, "u");
  const parse = (value: unknown) => (typeof value === "string" && expression.test(value) ? value : undefined);
  return { rule, parse, fallback: "" };
}

/** One of several strings. */
export function oneOf<Option extends string>(
  options: readonly [Option, ...Option[]],
  rule = `one of ${options.join(", ")}`,
): Kind<Option> {
  return { rule, parse: (value) => options.find((option) => option === value), fallback: options[0] };
}

/**
 * Reads a document that is an object, and collects all faults instead of stopping at the first.
 *
 * @param attributes all attributes that the object may have: another one is probably misspelt
 * @param read makes the document's value, which is returned only if nothing was wrong
 */
export function readDocument<Value>(
  document: unknown,
  attributes: readonly string[],
  read: (reader: ObjectReader) => Value,
): ReadResult<Value> {
  const faults: Fault[] = [];
  const value = read(new ObjectReader(document, "", attributes, faults));
  return faults.length === 0 ? { value } : { faults };
}

/**
 * Reads the attributes of one object. Every method returns a value of its type: for an invalid attribute it adds a
 * fault and returns a fallback. Null means absent, as Terraform writes it.
 */
export class ObjectReader {
  readonly #object: JsonObject;
  readonly #path: string;
  readonly #faults: Fault[];

  constructor(value: unknown, path: string, attributes: readonly string[], faults: Fault[]) {
    this.#path = path;
    if (!isJsonObject(value)) {
      faults.push({ path: path || "(top)", message: "must be an object" });
      // What is missing in an object that isn't there would be noise.
      this.#object = {};
      this.#faults = [];
      return;
    }
    this.#object = value;
    this.#faults = faults;
    for (const name of Object.keys(value).filter((key) => !attributes.includes(key))) {
      const message = `is an unknown attribute; expected one of ${attributes.join(", ")}`;
      faults.push({ path: this.#pathOf(name), message, unknownIn: path || "(top)" });
    }
  }

  /** Whether the attribute has a value, valid or not. */
  has(name: string): boolean {
    return this.value(name) !== undefined;
  }

  /** Those of the attributes that have a value, valid or not. */
  present(names: readonly string[]): readonly string[] {
    return names.filter((name) => this.has(name));
  }

  /** Whether the attribute is written down, even if as null. */
  mentions(name: string): boolean {
    return own(this.#object, name) !== undefined;
  }

  /** The value as it is. */
  value(name: string): unknown {
    return own(this.#object, name) ?? undefined;
  }

  required<Value>(name: string, kind: Kind<Value>): Value {
    return this.#parsed(name, this.value(name), kind);
  }

  optional<Value>(name: string, kind: Kind<Value>): Value | undefined {
    return this.has(name) ? this.required(name, kind) : undefined;
  }

  /** A list of at least one item, without duplicates. */
  list<Value>(name: string, kind: Kind<Value>): readonly Value[] {
    const value = this.value(name);
    if (!Array.isArray(value) || value.length === 0) {
      this.fault(name, `must be a list of at least one item, each ${kind.rule}`);
      return [];
    }
    const items = value.map((item) => kind.parse(item));
    const valid = items.filter((item) => item !== undefined);
    if (valid.length < items.length) {
      for (const [index, item] of items.entries()) {
        if (item === undefined) {
          this.fault(`${name}[${index}]`, `must be ${kind.rule}`);
        }
      }
      return [];
    }
    // Two spellings of one value, such as 1 and "1", are duplicates too.
    if (Math.min(new Set(valid).size, new Set(value).size) < value.length) {
      this.fault(name, "must not contain duplicates");
    }
    return valid;
  }

  optionalList<Value>(name: string, kind: Kind<Value>): readonly Value[] | undefined {
    return this.has(name) ? this.list(name, kind) : undefined;
  }

  boolean(name: string): boolean {
    return this.required(name, BOOLEAN);
  }

  /** An integer within a range, both ends included. */
  integer(name: string, range: { readonly min: number; readonly max: number }): number {
    const { min, max } = range;
    return this.required(name, {
      rule: `an integer from ${min} to ${max}`,
      parse: (value) =>
        typeof value === "number" && Number.isInteger(value) && value >= min && value <= max
          ? value
          : undefined,
      fallback: min,
    });
  }

  optionalInteger(name: string, range: { readonly min: number; readonly max: number }): number | undefined {
    return this.has(name) ? this.integer(name, range) : undefined;
  }

  object(name: string, attributes: readonly string[]): ObjectReader {
    return new ObjectReader(this.value(name), this.#pathOf(name), attributes, this.#faults);
  }

  /** An object of at least one entry, whose names the user chooses: each entry is an object. */
  objects(name: string, attributes: readonly string[]): readonly (readonly [string, ObjectReader])[] {
    const value = this.value(name);
    if (!isJsonObject(value) || Object.keys(value).length === 0) {
      this.fault(name, "must be an object with at least one entry");
      return [];
    }
    const readerOf = (key: string) =>
      new ObjectReader(value[key], this.#pathOf(`${name}.${key}`), attributes, this.#faults);
    return Object.keys(value).map((key) => [key, readerOf(key)]);
  }

  /** A list of at least one object. */
  objectList(name: string, attributes: readonly string[]): readonly ObjectReader[] {
    const value = this.value(name);
    if (!Array.isArray(value) || value.length === 0) {
      this.fault(name, "must be a list of at least one object");
      return [];
    }
    const pathOf = (index: number) => this.#pathOf(`${name}[${index}]`);
    return value.map((item, index) => new ObjectReader(item, pathOf(index), attributes, this.#faults));
  }

  /** An object whose names the user chooses, each with a value of one kind; it may be empty. */
  entries<Value>(name: string, kind: Kind<Value>): readonly (readonly [string, Value])[] {
    const value = this.value(name);
    if (!isJsonObject(value)) {
      this.fault(name, "must be an object");
      return [];
    }
    return Object.entries(value).map(([key, item]) => [key, this.#parsed(`${name}.${key}`, item, kind)]);
  }

  fault(name: string, message: string): void {
    this.#faults.push({ path: this.#pathOf(name), message });
  }

  #parsed<Value>(name: string, value: unknown, kind: Kind<Value>): Value {
    const parsed = kind.parse(value);
    if (parsed !== undefined) {
      return parsed;
    }
    this.fault(name, `must be ${kind.rule}`);
    return kind.fallback;
  }

  #pathOf(name: string): string {
    return this.#path === "" ? name : `${this.#path}.${name}`;
  }
}
