import { createSigningKey, jwks, type SigningKey } from "../../../lambda/tests/support/keys.ts";
import { pick, type Random } from "../support/random.ts";
import type { ProviderState } from "./oracle.ts";
import type { Behaviour } from "./provider.ts";
import type { Phase } from "./schedule.ts";
import { type Keyring, renamed, TOKEN_KINDS, type TokenKind } from "./tokens.ts";

/** Longer than a decision with expired keys waits (500 ms). */
const SLOW_MS = 700;

/** Replaces, adds or withdraws the provider's keys, at the begin of a phase. */
export function changeKeys({ keys }: Phase, keyring: Keyring, published: Set<SigningKey>): void {
  if (keys === "add" || keys === "replace") {
    const { signing, earlier } = keyring;
    earlier.push(signing);
    keyring.signing = createSigningKey("ES256", `key-${earlier.length + 1}`);
    published.add(keyring.signing);
  }
  if (keys === "withdraw" || keys === "replace") {
    for (const key of keyring.earlier) {
      published.delete(key);
    }
  }
}

/** What the provider's endpoint does during a phase. */
export function behaviourOf(
  { provider }: Phase,
  keyring: Keyring,
  published: ReadonlySet<SigningKey>,
): Behaviour {
  const document = jwks(...published);
  switch (provider) {
    case "sound":
      return { kind: "answers", document };
    case "slow":
      return { kind: "answers", document, delayMilliseconds: SLOW_MS };
    case "empty":
      return { kind: "answers", document: { keys: [] } };
    case "foreign":
      return { kind: "answers", document: jwks(keyring.foreign) };
    case "impostor":
      return { kind: "impostor", document: jwks(renamed(keyring.impostor, keyring.signing)) };
    default:
      return { kind: provider };
  }
}

/** The provider during a phase, for the oracle. */
export function stateOf(
  { provider }: Phase,
  from: number,
  { foreign }: Keyring,
  published: ReadonlySet<SigningKey>,
): ProviderState {
  const qualities = { sound: "sound", foreign: "sound", slow: "unsure" } as const;
  const quality = provider in qualities ? qualities[provider as keyof typeof qualities] : "broken";
  return { from, quality, keys: new Set(provider === "foreign" ? [foreign] : published) };
}

const KINDS = Object.entries(TOKEN_KINDS) as [TokenKind, number][];

const NAMES_UNKNOWN_KEY: readonly TokenKind[] = ["unknown key", "untrusted provider's key"];

/**
 * Picks the next kind of token. While the endpoint publishes another provider's keys, it vouches for them: nothing can
 * tell them from its own.
 */
export function pickKind({ provider, hasKnownKeysOnly = false }: Phase, random: Random): TokenKind {
  const kind = pick(random, KINDS);
  if (hasKnownKeysOnly && NAMES_UNKNOWN_KEY.includes(kind)) {
    return "expired";
  }
  return kind === "untrusted provider's key" && provider === "foreign" ? "untrusted issuer" : kind;
}
