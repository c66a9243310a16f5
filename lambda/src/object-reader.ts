import { isJsonObject, type JsonObject, own } from "./json.js";

/** One thing that is wrong with a document. The message never repeats a value, which may be a secret. */
export interface Fault {
  /** Where it is, such as `trusted_issuers.default.audience[0]`. */
  readonly path: string;
  /** What is wrong and how to fix it. */
  readonly message: string;
  /** For an unknown attribute, the path of its object: the attribute's own name may come from a claim. */
  readonly unknownIn?: string;
}

/** A document's value, or everything that is wrong with it. */
export type ReadResult<Value> =
  | { readonly value: Value; readonly faults?: undefined }
  | { readonly faults: readonly Fault[]; readonly value?: undefined };

/** A kind of value. */
export interface Kind<Value> {
  /** Completes the message "must be ...". */
  readonly rule: string;
  /** Returns undefined for a value that breaks the rule. */
  readonly parse: (value: unknown) => Value | undefined;
  /** A harmless value that stands in for an invalid one until the document is rejected. */
  readonly fallback: Value;
}

/** True or false. */
export const BOOLEAN: Kind<boolean> = {
  rule: "true or false",
  parse: (value) => (typeof value === "boolean" ? value : undefined),
  fallback: false,
};

/** An integer within a range, both ends included. */
export function integer({ min, max }: { readonly min: number; readonly max: number }): Kind<number> {
  const isInRange = (value: unknown): value is number =>
    typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;
  const parse = (value: unknown) => (isInRange(value) ? value : undefined);
  return { rule: `an integer from ${min} to ${max}`, parse, fallback: min };
}

/**
 * A string that matches a pattern.
 *
 * @param refine returns undefined for a string that is invalid although it matches, or what the string means
 */
export function text(
  pattern: string,
  rule: string,
  refine: (text: string) => string | undefined = (matching) => matching,
): Kind<string> {
  const expression = new RegExp(pattern, "u");
  const parse = (value: unknown) =>
    typeof value === "string" && expression.test(value) ? refine(value) : undefined;
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
 * @param attributes all attributes that the object may have: another one is probably misspelled
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
    const place = path || "(top)";
    this.#path = path;
    this.#object = isJsonObject(value) ? value : {};
    // Of something that isn't an object, this is the only fault: that its attributes are missing would be noise.
    this.#faults = isJsonObject(value) ? faults : [];
    if (!isJsonObject(value)) {
      faults.push({ path: place, message: "must be an object" });
    }
    for (const name of Object.keys(this.#object).filter((key) => !attributes.includes(key))) {
      const message = `is an unknown attribute; expected one of ${attributes.join(", ")}`;
      faults.push({ path: this.#pathOf(name), message, unknownIn: place });
    }
  }

  /** The value as it is. */
  value(name: string): unknown {
    return own(this.#object, name) ?? undefined;
  }

  /** Whether the attribute has a value, valid or not. */
  has(name: string): boolean {
    return this.value(name) !== undefined;
  }

  /** Whether the attribute is written down, even if as null. */
  mentions(name: string): boolean {
    return own(this.#object, name) !== undefined;
  }

  required<Value>(name: string, kind: Kind<Value>): Value {
    return this.#parsed(name, this.value(name), kind);
  }

  optional<Value>(name: string, kind: Kind<Value>): Value | undefined {
    return this.has(name) ? this.required(name, kind) : undefined;
  }

  /** A list of at least one item, without duplicates. It is empty if an item is invalid. */
  list<Value>(name: string, kind: Kind<Value>): readonly Value[] {
    const values = this.#array(name, `item, each ${kind.rule}`);
    const items = values.map((value) => kind.parse(value));
    for (const [index] of [...items.entries()].filter(([, item]) => item === undefined)) {
      this.fault(`${name}[${index}]`, `must be ${kind.rule}`);
    }
    const valid = items.filter((item) => item !== undefined);
    // Two spellings of one value, such as 1 and "1", are duplicates too.
    if (
      valid.length === values.length &&
      Math.min(new Set(valid).size, new Set(values).size) < valid.length
    ) {
      this.fault(name, "must not contain duplicates");
    }
    return valid.length === values.length ? valid : [];
  }

  optionalList<Value>(name: string, kind: Kind<Value>): readonly Value[] | undefined {
    return this.has(name) ? this.list(name, kind) : undefined;
  }

  object(name: string, attributes: readonly string[]): ObjectReader {
    return this.#readerOf(name, this.value(name), attributes);
  }

  /** A list of at least one object. */
  objectList(name: string, attributes: readonly string[]): readonly ObjectReader[] {
    const items = this.#array(name, "object");
    return items.map((item, index) => this.#readerOf(`${name}[${index}]`, item, attributes));
  }

  /** An object of at least one object, whose names the user chooses. */
  objects(name: string, attributes: readonly string[]): readonly (readonly [string, ObjectReader])[] {
    const value = this.value(name);
    const entries = isJsonObject(value) ? Object.entries(value) : [];
    if (entries.length === 0) {
      this.fault(name, "must be an object with at least one entry");
    }
    return entries.map(([key, item]) => [key, this.#readerOf(`${name}.${key}`, item, attributes)]);
  }

  /** An object whose names the user chooses, each with a value of one kind. It may be empty. */
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

  #readerOf(name: string, value: unknown, attributes: readonly string[]): ObjectReader {
    return new ObjectReader(value, this.#pathOf(name), attributes, this.#faults);
  }

  #array(name: string, content: string): readonly unknown[] {
    const value = this.value(name);
    if (Array.isArray(value) && value.length > 0) {
      return value;
    }
    this.fault(name, `must be a list of at least one ${content}`);
    return [];
  }

  #parsed<Value>(name: string, value: unknown, kind: Kind<Value>): Value {
    const parsed = kind.parse(value);
    if (parsed === undefined) {
      this.fault(name, `must be ${kind.rule}`);
    }
    return parsed ?? kind.fallback;
  }

  #pathOf(name: string): string {
    return this.#path === "" ? name : `${this.#path}.${name}`;
  }
}
