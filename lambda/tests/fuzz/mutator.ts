/** Pseudo-random numbers (mulberry32). The same seed gives the same numbers. */
export interface Random {
  /** An integer of at least 0 and less than the bound. */
  readonly below: (bound: number) => number;
  readonly pick: <Item>(items: readonly Item[]) => Item;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const below = (bound: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
  return {
    below,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) {
        throw new Error("there is no item to pick");
      }
      return item;
    },
  };
}

/** Strings that often break parsers. */
const PIECES = [
  ...["", ".", "..", ",", " ", "\n", "\0", "=", "+", "/", "-", "_", "%", "\\", '"', "'", "{", "}", "[", "]"],
  ...["null", "true", "-1", "1e999", "1e-400", "7.00000000000000000001", "9007199254740993", "NaN"],
  ...["__proto__", "constructor", "\\u0065", "\ud800", "\ufeff", "😀", "İ", "Bearer ", "none", "HS256"],
  ...["AA", "e30", "eyJhbGciOiJub25lIn0", "*", "?", "$", "$" + "{"],
];

/** Changes a string in one random way: removes, inserts, replaces, repeats or reorders characters. */
export function mutateText(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const length = 1 + random.below(Math.max(1, Math.min(40, text.length)));
  const slice = text.slice(at, at + length);
  const change = random.pick<() => string>([
    () => text.slice(0, at) + text.slice(at + length),
    () => text.slice(0, at) + random.pick(PIECES) + text.slice(at),
    () => text.slice(0, at) + random.pick(PIECES) + text.slice(at + length),
    () => text.slice(0, at) + slice + text.slice(at),
    () =>
      text.slice(0, at) +
      String.fromCharCode(random.below(random.pick([128, 256, 0x1_0000]))) +
      text.slice(at + 1),
    () => text.slice(0, at) + slice.toUpperCase() + text.slice(at + length),
    () => text.slice(0, at) + [...slice].reverse().join("") + text.slice(at + length),
    () => text.slice(at) + text.slice(0, at),
    () => text + text,
    () => text.slice(0, at),
  ]);
  return change();
}

/** Values of an unexpected type or content. */
const VALUES: readonly unknown[] = [
  ...[null, true, false, 0, -0, 1, -1, 0.5, 1e308, 2 ** 53, "", " ", "x", "\u0000", "*", [], {}, [[]], [{}]],
  ...["constructor", "__proto__", "e\u0301", { toString: "x" }, { length: 1, 0: "x" }, ["x", "x"]],
];

/** Changes one part of a JSON value at any depth: replaces, removes or renames a member, or changes a string. */
export function mutateValue(value: unknown, random: Random): unknown {
  const isContainer = typeof value === "object" && value !== null && Object.keys(value).length > 0;
  if (!isContainer || random.below(6) === 0) {
    return typeof value === "string" && random.below(3) > 0 ? mutateText(value, random) : random.pick(VALUES);
  }
  const names = Object.keys(value);
  const name = random.pick(names);
  const member = (value as Record<string, unknown>)[name];
  const changed = (): readonly [string, unknown] => [name, mutateValue(member, random)];
  const others = Object.entries(value).filter(([each]) => each !== name);
  const entries = random.pick<() => readonly (readonly [string, unknown])[]>([
    () => [...others, changed()],
    () => [...others, changed()],
    () => [...others, changed()],
    () => others,
    () => [...others, [mutateText(name, random), member]],
    () => [...others, [name, (value as Record<string, unknown>)[random.pick(names)]]],
  ])();
  return Array.isArray(value) ? entries.map(([, each]) => each) : Object.fromEntries(entries);
}

/** Applies a change one to four times: most bugs need one change, some need several. */
export function repeatedly<Value>(value: Value, random: Random, change: (value: Value) => Value): Value {
  let changed = value;
  for (let times = 1 + (random.below(3) === 0 ? random.below(4) : 0); times > 0; times--) {
    changed = change(changed);
  }
  return changed;
}
