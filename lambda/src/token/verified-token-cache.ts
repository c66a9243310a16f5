/** Verified tokens, by the string they were read from, each with what is known about it. */
export interface VerifiedTokenCache<Known> {
  readonly find: (credentials: string) => Known | undefined;
  /** Whether a token has probably been seen before, and is worth keeping. It counts as seen from now on. */
  readonly isReturning: (credentials: string) => boolean;
  readonly keep: (credentials: string, known: Known) => void;
}

/**
 * At most 15 MB, with policies and claims of the largest size; less than 2 MB with usual tokens. Each token source has a
 * cache of its own, so a function that also serves WebSocket APIs may need it twice. Additional token sources share the
 * limits of one.
 */
const MAX_TOKENS = 500;
/** Claims take up to five times the length of their token in memory. */
const MAX_CHARACTERS = 1_000_000;
/** Number of once-seen tokens remembered. */
const MAX_SEEN = 4000;

/**
 * Makes the cache of accepted tokens, bounded by their number and length. It does not say whether a token is still valid:
 * each decision checks that. It keeps only what follows from the token's string and the keys that verified it.
 *
 * A token is kept when it comes for the second time: to keep every token, with claims and policy, would cost 4 µs of
 * garbage collection for tokens that never come again.
 *
 * An entry is found by the end of its signature, because a Map of whole tokens costs 1 µs more. It counts only if the
 * whole string is equal. If two tokens have the same end, the later one is kept.
 *
 * There are two generations. When the younger is full, it becomes the older, and the older is dropped. A token that is
 * used moves to the younger. To delete the oldest key of a single Map instead gets slower with each deletion.
 *
 * @param sharedBy number of caches that together have the limits of one
 */
export function createVerifiedTokenCache<Known>(
  sharedBy = 1,
  maxTokens = MAX_TOKENS / sharedBy,
  maxCharacters = MAX_CHARACTERS / sharedBy,
): VerifiedTokenCache<Known> {
  let younger = new Map<number, Entry<Known>>();
  let older = new Map<number, Entry<Known>>();
  let characters = 0;
  let seen = new Set<number>();
  let seenEarlier = new Set<number>();

  function find(credentials: string): Known | undefined {
    const fingerprint = fingerprintOf(credentials);
    const entry = younger.get(fingerprint) ?? older.get(fingerprint);
    if (entry?.credentials !== credentials) {
      return undefined;
    }
    if (!younger.has(fingerprint)) {
      keep(credentials, entry.known);
    }
    return entry.known;
  }

  function keep(credentials: string, known: Known): void {
    const fingerprint = fingerprintOf(credentials);
    const replaced = younger.get(fingerprint)?.credentials.length ?? 0;
    const isFull = younger.size >= maxTokens / 2 || characters + credentials.length > maxCharacters / 2;
    if (replaced === 0 && isFull) {
      older = younger;
      younger = new Map();
      characters = 0;
    }
    characters += credentials.length - replaced;
    younger.set(fingerprint, { credentials, known });
  }

  function isReturning(credentials: string): boolean {
    const fingerprint = fingerprintOf(credentials);
    const isSeen = seen.has(fingerprint) || seenEarlier.has(fingerprint);
    if (!isSeen && seen.size >= MAX_SEEN / 2) {
      seenEarlier = seen;
      seen = new Set();
    }
    if (!isSeen) {
      seen.add(fingerprint);
    }
    return isSeen;
  }

  return { find, isReturning, keep };
}

interface Entry<Known> {
  readonly credentials: string;
  readonly known: Known;
}

/** An integer of 30 bits from the last eight characters. */
function fingerprintOf(credentials: string): number {
  let fingerprint = 0;
  for (let index = Math.max(0, credentials.length - 8); index < credentials.length; index++) {
    fingerprint = (Math.imul(fingerprint, 61) + credentials.charCodeAt(index)) & 0x3fff_ffff;
  }
  return fingerprint;
}
