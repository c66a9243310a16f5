import { isJsonObject, type JsonObject, own } from "../json.js";

/** One thing that is wrong with the configuration. Values are never repeated. */
export interface Fault {
  /** Where, such as `trusted_issuers.default.audience[0]`. */
  readonly path: string;
  /** What is wrong and how to mend it. */
  readonly message: string;
}

/**
 * Reads one object of the configuration, member by member, and notes every fault instead of stopping at the
 * first. A value that is at fault reads as undefined. Null stands for absent, as Terraform writes it.
 */
export interface ObjectReader {
  readonly path: string;
  /** A string that the pattern matches whole. */
  readonly string: (name: string, pattern: RegExp, rule: string) => string | undefined;
  /** The same, and absent is no fault. */
  readonly optionalString: (name: string, pattern: RegExp, rule: string) => string | undefined;
  /** A list of distinct strings, not empty. */
  readonly strings: (name: string, pattern: RegExp, rule: string) => readonly string[] | undefined;
  /** The same, and absent is no fault. */
  readonly optionalStrings: (name: string, pattern: RegExp, rule: string) => readonly string[] | undefined;
  /** A list of distinct items, not empty, each read by a function that returns undefined for one that is at fault. */
  readonly optionalItems: <Item>(
    name: string,
    read: (item: unknown) => Item | undefined,
    rule: string,
  ) => readonly Item[] | undefined;
  /** True or false. */
  readonly boolean: (name: string) => boolean | undefined;
  /** A whole number within bounds, both included. */
  readonly integer: (name: string, min: number, max: number) => number | undefined;
  readonly optionalInteger: (name: string, min: number, max: number) => number | undefined;
  /** Whether there is such a member, whatever it is. */
  readonly has: (name: string) => boolean;
  /** Whatever is there. */
  readonly value: (name: string) => unknown;
  readonly object: (name: string, knownNames: readonly string[]) => ObjectReader | undefined;
  /** An object whose member names are the user's, not empty. */
  readonly objects: (name: string, knownNames: readonly string[]) => readonly [string, ObjectReader][];
  /** A list of objects, of which there are `min` (0) and more. */
  readonly objectList: (name: string, knownNames: readonly string[], min?: number) => readonly ObjectReader[];
  /** An object of strings whose member names are the user's; it may be empty. */
  readonly texts: (name: string) => readonly [string, string][];
  /** Those of the names that have a value, right or wrong. */
  readonly present: (names: readonly string[]) => readonly string[];
  readonly fault: (name: string, message: string) => void;
}

/** How the message of a fault begins whose path ends with a name that nobody knows. */
export const NOT_A_SETTING = "is not a setting";

/**
 * Starts to read an object.
 *
 * @param value what should be an object
 * @param path of the object; empty at the top
 * @param knownNames all members that it may have; another one is a fault, for it is a misspelt setting
 * @param faults to which every fault is added
 */
export function readObject(
  value: unknown,
  path: string,
  knownNames: readonly string[],
  faults: Fault[],
): ObjectReader | undefined {
  if (!isJsonObject(value)) {
    faults.push({ path: path || "(top)", message: "must be an object" });
    return undefined;
  }
  const reader = objectReader(value, path, faults);
  for (const name of Object.keys(value)) {
    if (!knownNames.includes(name)) {
      reader.fault(name, `${NOT_A_SETTING}; known are ${knownNames.join(", ")}`);
    }
  }
  return reader;
}

function objectReader(object: JsonObject, path: string, faults: Fault[]): ObjectReader {
  const pathOf = (name: string): string => (path === "" ? name : `${path}.${name}`);
  const member = (name: string): unknown => own(object, name) ?? undefined;
  const fault = (name: string, message: string): void => {
    faults.push({ path: pathOf(name), message });
  };

  function optionalString(name: string, pattern: RegExp, rule: string): string | undefined {
    const value = member(name);
    return value === undefined ? undefined : checkedString(value, name, pattern, rule);
  }

  function checkedString(value: unknown, name: string, pattern: RegExp, rule: string): string | undefined {
    if (typeof value === "string" && pattern.test(value)) {
      return value;
    }
    fault(name, `must be ${rule}`);
    return undefined;
  }

  function strings(name: string, pattern: RegExp, rule: string): readonly string[] | undefined {
    return items(name, (item) => (typeof item === "string" && pattern.test(item) ? item : undefined), rule);
  }

  function items<Item>(
    name: string,
    read: (item: unknown) => Item | undefined,
    rule: string,
  ): readonly Item[] | undefined {
    const value = member(name);
    if (!Array.isArray(value) || value.length === 0) {
      fault(name, `must be a list of at least one, each ${rule}`);
      return undefined;
    }
    const found = value.map(read);
    for (const [index, item] of found.entries()) {
      if (item === undefined) {
        fault(`${name}[${index}]`, `must be ${rule}`);
      }
    }
    const known = found.filter((item) => item !== undefined);
    if (new Set(known).size !== known.length) {
      fault(name, "must not name one twice");
      return undefined;
    }
    return known.length === found.length ? known : undefined;
  }

  function boolean(name: string): boolean | undefined {
    const value = member(name);
    if (typeof value === "boolean") {
      return value;
    }
    fault(name, "must be true or false");
    return undefined;
  }

  function integer(name: string, min: number, max: number): number | undefined {
    const value = member(name);
    if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) {
      return value as number;
    }
    fault(name, `must be a whole number from ${min} to ${max}`);
    return undefined;
  }

  function objects(name: string, knownNames: readonly string[]): readonly [string, ObjectReader][] {
    const value = member(name);
    if (!isJsonObject(value) || Object.keys(value).length === 0) {
      fault(name, "must be an object with at least one member");
      return [];
    }
    return Object.keys(value).flatMap((key): [string, ObjectReader][] => {
      const reader = readObject(value[key], pathOf(`${name}.${key}`), knownNames, faults);
      return reader === undefined ? [] : [[key, reader]];
    });
  }

  function objectList(name: string, knownNames: readonly string[], min = 0): readonly ObjectReader[] {
    const value = member(name);
    if (!Array.isArray(value) || value.length < min) {
      fault(name, min === 0 ? "must be a list of objects" : `must be a list of objects, at least ${min}`);
      return [];
    }
    return value.flatMap((item: unknown, index) => {
      const reader = readObject(item, pathOf(`${name}[${index}]`), knownNames, faults);
      return reader === undefined ? [] : [reader];
    });
  }

  function texts(name: string): readonly [string, string][] {
    const value = member(name);
    if (!isJsonObject(value)) {
      fault(name, "must be an object of texts");
      return [];
    }
    return Object.entries(value).flatMap(([key, text]): [string, string][] => {
      if (typeof text === "string") {
        return [[key, text]];
      }
      fault(`${name}.${key}`, "must be a text");
      return [];
    });
  }

  return {
    path,
    string: (name, pattern, rule) => checkedString(member(name), name, pattern, rule),
    optionalString,
    strings,
    optionalStrings: (name, pattern, rule) =>
      member(name) === undefined ? undefined : strings(name, pattern, rule),
    optionalItems: (name, read, rule) => (member(name) === undefined ? undefined : items(name, read, rule)),
    boolean,
    integer,
    optionalInteger: (name, min, max) => (member(name) === undefined ? undefined : integer(name, min, max)),
    has: (name) => Object.hasOwn(object, name) && object[name] !== undefined,
    value: member,
    object: (name, knownNames) => readObject(member(name), pathOf(name), knownNames, faults),
    objects,
    objectList,
    texts,
    present: (names) => names.filter((name) => member(name) !== undefined),
    fault,
  };
}
