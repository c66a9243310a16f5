/** Tokens that have been verified, each with what is known of it. */
export interface VerifiedTokenCache<Known> {
  readonly find: (token: string) => Known | undefined;
  /** Keeps what is known of a token, if the token has been here before. */
  readonly keep: (token: string, known: Known) => void;
}

/** With policies and claims of the largest size, 15 MB; of usual tokens, less than 2. */
const MAX_TOKENS = 500;
/** A token's claims take up to some five times its own length in memory. */
const MAX_CHARACTERS = 1_000_000;

/** How many tokens that came once are told from others, by the ends of their signatures. */
const MAX_SEEN = 4000;
const SIGNATURE_END = 12;

/**
 * Makes the cache of tokens that have been accepted, bounded by their number and their length. It is looked up by the
 * whole token: two tokens that differ in one character of a signature are two.
 *
 * It says nothing of whether a token is still good. That is for each decision to find out; what is kept here is what
 * follows from the text of the token, and from the keys that verified it, and can't come out otherwise a second time.
 *
 * A token is kept when it comes for the second time: to keep each, with its claims and its policy, costs the garbage
 * collector a fifth of a signature check for tokens that never come again.
 */
export function createVerifiedTokenCache<Known>(
  maxTokens = MAX_TOKENS,
  maxCharacters = MAX_CHARACTERS,
): VerifiedTokenCache<Known> {
  const tokens = createGenerations<Known>(
    (count, characters) => count > maxTokens / 2 || characters > maxCharacters / 2,
  );
  const seen = createGenerations<true>((count) => count > MAX_SEEN / 2);
  return {
    find: tokens.get,
    keep: (token, known) => {
      const end = token.slice(-SIGNATURE_END);
      if (seen.get(end) === undefined) {
        seen.set(end, true);
      } else {
        tokens.set(token, known);
      }
    },
  };
}

interface Generations<Value> {
  readonly get: (key: string) => Value | undefined;
  readonly set: (key: string, value: Value) => void;
}

/**
 * A map of two generations: when the younger is full it becomes the older, and the older is forgotten. What is used
 * moves to the younger. To delete the oldest key of one Map instead gets slower with each that has been deleted.
 *
 * @param isFull told how many keys the younger generation would have, and how long they would be together
 */
function createGenerations<Value>(
  isFull: (count: number, characters: number) => boolean,
): Generations<Value> {
  let younger = new Map<string, Value>();
  let older = new Map<string, Value>();
  let characters = 0;

  function set(key: string, value: Value): void {
    if (!younger.has(key)) {
      if (isFull(younger.size + 1, characters + key.length)) {
        older = younger;
        younger = new Map();
        characters = 0;
      }
      characters += key.length;
    }
    younger.set(key, value);
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
