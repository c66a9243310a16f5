/** Tokens that have been verified, each with what is known of it. */
export interface VerifiedTokenCache<Known> {
  readonly find: (token: string) => Known | undefined;
  readonly keep: (token: string, known: Known) => void;
}

/** With policies and claims of the largest size, 15 MB; of usual tokens, less than 2. */
const MAX_TOKENS = 500;
/** A token's claims take up to some five times its own length in memory. */
const MAX_CHARACTERS = 1_000_000;

/**
 * Makes the cache of tokens that have been accepted, bounded by their number and their length. It is looked up by the
 * whole token: two tokens that differ in one character of a signature are two.
 *
 * It says nothing of whether a token is still good. That is for each decision to find out; what is kept here is what
 * follows from the text of the token, and from the keys that verified it, and can't come out otherwise a second time.
 */
export function createVerifiedTokenCache<Known>(
  maxTokens = MAX_TOKENS,
  maxCharacters = MAX_CHARACTERS,
): VerifiedTokenCache<Known> {
  const tokens = new Map<string, Known>();
  let characters = 0;

  function forget(token: string): void {
    if (tokens.delete(token)) {
      characters -= token.length;
    }
  }

  return {
    find: (token) => tokens.get(token),
    keep: (token, known) => {
      forget(token);
      tokens.set(token, known);
      characters += token.length;
      // A Map is in the order of insertion: the oldest goes first.
      for (const oldest of tokens.keys()) {
        if (tokens.size <= maxTokens && characters <= maxCharacters) {
          break;
        }
        forget(oldest);
      }
    },
  };
}
