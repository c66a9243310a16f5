/** Tokens that have been verified, as the text that they came in, each with what is known of it. */
export interface VerifiedTokenCache<Known> {
  readonly find: (credentials: string) => Known | undefined;
  /** Whether a token is worth keeping: it has been here before, as far as can be told. From now on it has. */
  readonly isReturning: (credentials: string) => boolean;
  readonly keep: (credentials: string, known: Known) => void;
}

/**
 * With policies and claims of the largest size, 15 MB; of usual tokens, less than 2. Each source of tokens has a cache
 * of its own, so that a function that serves WebSocket APIs beside others may need it twice.
 */
const MAX_TOKENS = 500;
/** A token's claims take up to some five times its own length in memory. */
const MAX_CHARACTERS = 1_000_000;

/** How many tokens that came once are told from others. */
const MAX_SEEN = 4000;

/** How many characters at the end of a signature an entry is found by: to look it up by all costs a microsecond. */
const FINGERPRINT_LENGTH = 8;

/**
 * Makes the cache of tokens that have been accepted, bounded by their number and their length. What is found by the end
 * of a signature counts only if all else is equal too: two tokens that differ in one character are two, and of two that
 * can't be told by their ends the later is kept.
 *
 * It says nothing of whether a token is still good. That is for each decision to find out; what is kept here is what
 * follows from the text of the token, and from the keys that verified it, and can't come out otherwise a second time.
 *
 * A token is to be kept when it comes for the second time: to keep each, with its claims and its policy, costs the
 * garbage collector a fifth of a signature check for tokens that never come again.
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

/** A whole number from 0 on, of 30 bits. */
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
 * A map of two generations: when the younger is full it becomes the older, and the older is forgotten. What is used
 * moves to the younger. To delete the oldest key of one Map instead gets slower with each that has been deleted.
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
