/** Verified tokens, by the string they were read from, each with what is known about it. */
export interface VerifiedTokenCache<Known> {
  readonly find: (credentials: string) => Known | undefined;
  /** Whether a token has probably been seen before, and is worth keeping. It counts as seen from now on. */
  readonly isReturning: (credentials: string) => boolean;
  readonly keep: (credentials: string, known: Known) => void;
}

/**
 * At most 15 MB, with policies and claims of the largest size; less than 2 MB with usual tokens. Each token source has a
 * cache of its own, so a function that also serves WebSocket APIs may need it twice.
 */
const MAX_TOKENS = 500;
/** Claims take up to five times the length of their token in memory. */
const MAX_CHARACTERS = 1_000_000;

/** Number of once-seen tokens remembered. */
const MAX_SEEN = 4000;

/** An entry is found by so many characters at the end of the signature: to look it up by all costs 1 µs. */
const FINGERPRINT_LENGTH = 8;

/**
 * Makes the cache of accepted tokens, bounded by their number and length. An entry found by the end of a signature counts
 * only if the whole string is equal. If two tokens have the same end, the later one is kept.
 *
 * The cache does not say whether a token is still valid: each decision checks that. It keeps only what follows from the
 * token's string and the keys that verified it.
 *
 * A token is kept when it comes for the second time: to keep every token, with claims and policy, would cost 4 µs of
 * garbage collection for tokens that never come again.
 */
export function createVerifiedTokenCache<Known>(
  maxTokens = MAX_TOKENS,
  maxCharacters = MAX_CHARACTERS,
): VerifiedTokenCache<Known> {
  const tokens = createGenerations<Known>(maxTokens / 2, maxCharacters / 2);
  let lately = new Set<number>();
  let before = new Set<number>();
  return {
    find: (credentials) => {
      const entry = tokens.get(fingerprintOf(credentials));
      return entry?.credentials === credentials ? entry.known : undefined;
    },
    isReturning: (credentials) => {
      const fingerprint = fingerprintOf(credentials);
      if (lately.has(fingerprint) || before.has(fingerprint)) {
        return true;
      }
      if (lately.size >= MAX_SEEN / 2) {
        before = lately;
        lately = new Set();
      }
      lately.add(fingerprint);
      return false;
    },
    keep: (credentials, known) => tokens.set(fingerprintOf(credentials), { credentials, known }),
  };
}

/** An integer of 30 bits, not negative. */
function fingerprintOf(credentials: string): number {
  let fingerprint = 0;
  for (
    let index = Math.max(0, credentials.length - FINGERPRINT_LENGTH);
    index < credentials.length;
    index++
  ) {
    fingerprint = (Math.imul(fingerprint, 61) + credentials.charCodeAt(index)) & 0x3fff_ffff;
  }
  return fingerprint;
}

interface Entry<Known> {
  readonly credentials: string;
  readonly known: Known;
}

interface Generations<Known> {
  readonly get: (key: number) => Entry<Known> | undefined;
  readonly set: (key: number, entry: Entry<Known>) => void;
}

/**
 * Makes a map of two generations. When the younger is full, it becomes the older, and the older is dropped. An entry that
 * is used moves to the younger. To delete the oldest key of a single Map instead gets slower with each deletion.
 *
 * @param maxEntries of one generation
 * @param maxCharacters of all the credentials of one generation
 */
function createGenerations<Known>(maxEntries: number, maxCharacters: number): Generations<Known> {
  let younger = new Map<number, Entry<Known>>();
  let older = new Map<number, Entry<Known>>();
  let characters = 0;

  function set(key: number, entry: Entry<Known>): void {
    const { length } = entry.credentials;
    const replaced = younger.get(key);
    if (replaced !== undefined) {
      characters -= replaced.credentials.length;
    } else if (younger.size >= maxEntries || characters + length > maxCharacters) {
      older = younger;
      younger = new Map();
      characters = 0;
    }
    characters += length;
    younger.set(key, entry);
  }

  return {
    get: (key) => {
      const young = younger.get(key);
      if (young !== undefined) {
        return young;
      }
      const old = older.get(key);
      if (old !== undefined) {
        set(key, old);
      }
      return old;
    },
    set,
  };
}
