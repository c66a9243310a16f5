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

/**
 * Makes the cache of accepted tokens, bounded by their number and length. It does not say whether a token is still valid:
 * each decision checks that. It keeps only what follows from the token's string and the keys that verified it.
 *
 * A token is kept when it comes for the second time: to keep every token, with claims and policy, would cost 4 µs of
 * garbage collection for tokens that never come again.
 *
 * There are two generations. When the younger is full, it becomes the older, and the older is dropped. A token that is
 * used moves to the younger. To delete the oldest key of a single Map instead gets slower with each deletion.
 */
export function createVerifiedTokenCache<Known>(
  maxTokens = MAX_TOKENS,
  maxCharacters = MAX_CHARACTERS,
): VerifiedTokenCache<Known> {
  let younger = new Map<string, Known>();
  let older = new Map<string, Known>();
  let characters = 0;
  let seen = new Set<number>();
  let seenEarlier = new Set<number>();

  function find(credentials: string): Known | undefined {
    const young = younger.get(credentials);
    const old = young === undefined ? older.get(credentials) : undefined;
    if (old !== undefined) {
      keep(credentials, old);
    }
    return young ?? old;
  }

  function keep(credentials: string, known: Known): void {
    const isNew = !younger.has(credentials);
    const isFull = younger.size >= maxTokens / 2 || characters + credentials.length > maxCharacters / 2;
    if (isNew && isFull) {
      older = younger;
      younger = new Map();
      characters = 0;
    }
    characters += isNew ? credentials.length : 0;
    younger.set(credentials, known);
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

/** An integer of 30 bits from the end of the signature: strings would take a hundred times the memory. */
function fingerprintOf(credentials: string): number {
  let fingerprint = 0;
  for (const character of credentials.slice(-8)) {
    fingerprint = (Math.imul(fingerprint, 61) + character.charCodeAt(0)) & 0x3fff_ffff;
  }
  return fingerprint;
}
