import type { Item } from "./item.js";

/** What the last read said about one key. It changes when the key is read again, for everyone who holds it. */
export interface KnownItem {
  /** Milliseconds since the epoch, when the read began. */
  readAt: number;
  /** Undefined if there is no such item. */
  item: Item | undefined;
}

/** The last answers of the table. */
export interface KnownItems {
  readonly find: (iss: string, key: string) => KnownItem | undefined;
  readonly keep: (iss: string, key: string, readAt: number, item: Item | undefined) => KnownItem;
}

/** At most 2 MB, because a character takes one or two bytes. */
const MAX_ITEMS = 4000;
const MAX_CHARACTERS = 500_000;

/**
 * Makes the cache, bounded by number and length. It has two generations, like the cache of verified tokens: when the
 * younger is full, it becomes the older, and the older is dropped. An answer that is used moves to the younger.
 */
export function createKnownItems(maxItems = MAX_ITEMS, maxCharacters = MAX_CHARACTERS): KnownItems {
  let younger = new Map<string, KnownItem>();
  let older = new Map<string, KnownItem>();
  let characters = 0;

  function add(name: string, known: KnownItem): KnownItem {
    if (younger.size >= maxItems / 2 || characters + name.length > maxCharacters / 2) {
      older = younger;
      younger = new Map();
      characters = 0;
    }
    characters += name.length;
    younger.set(name, known);
    return known;
  }

  function findByName(name: string): KnownItem | undefined {
    const known = younger.get(name);
    if (known !== undefined) {
      return known;
    }
    const earlier = older.get(name);
    return earlier === undefined ? undefined : add(name, earlier);
  }

  return {
    find: (iss, key) => findByName(nameOf(iss, key)),
    keep: (iss, key, readAt, item) => {
      const name = nameOf(iss, key);
      const known = findByName(name);
      if (known === undefined) {
        return add(name, { readAt, item });
      }
      known.readAt = readAt;
      known.item = item;
      return known;
    },
  };
}

/** Unambiguous, because no `iss` that the configuration trusts contains a control character. */
function nameOf(iss: string, key: string): string {
  return `${iss}\n${key}`;
}
