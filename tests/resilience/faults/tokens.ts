import { randomBytes } from "node:crypto";
import { createSigningKey, type Json, type SigningKey } from "../../../lambda/tests/support/keys.ts";
import { base64url, mintToken } from "../../../lambda/tests/support/tokens.ts";
import type { Random } from "../support/random.ts";

/** The provider's keys, and those of others. */
export interface Keyring {
  /** The key that the provider signs with. */
  signing: SigningKey;
  /** Keys that it has signed with before. */
  readonly earlier: SigningKey[];
  /** The key of a server that stands at the provider's address without its certificate. */
  readonly impostor: SigningKey;
  /** The key of another trusted issuer, which publishes it under the ids of this provider's keys. */
  readonly liar: SigningKey;
  /** The key of a provider that is not trusted. */
  readonly foreign: SigningKey;
  readonly attacker: SigningKey;
}

/** Makes all keys. */
export function createKeyring(): Keyring {
  const [signing, impostor, liar, foreign, attacker] = [
    "key-1",
    "impostor",
    "liar",
    "foreign",
    "attacker",
  ].map((kid) => createSigningKey("ES256", kid)) as [
    SigningKey,
    SigningKey,
    SigningKey,
    SigningKey,
    SigningKey,
  ];
  return { signing, earlier: [], impostor, liar, foreign, attacker };
}

/** A key that is published under another id. */
export const renamed = (key: SigningKey, { kid }: SigningKey): SigningKey => ({ ...key, kid });

/** A token of the load. */
export interface LoadToken {
  readonly kind: TokenKind;
  readonly token: string;
  /** The key that decides whether it must be accepted; undefined if it never may be. */
  readonly key: SigningKey | undefined;
}

/** The kinds of token, each with its share of the load. */
export const TOKEN_KINDS = {
  "valid, new": 34,
  "valid, repeated": 16,
  "earlier key": 12,
  expired: 5,
  "impostor's key": 8,
  "other issuer's key": 7,
  "untrusted provider's key": 5,
  "untrusted issuer": 4,
  "unknown key": 3,
  "wrong audience": 3,
  garbage: 3,
} as const;
export type TokenKind = keyof typeof TOKEN_KINDS;

/** How long a token is repeated, in seconds. */
const REPEATED_SECONDS = 300;

/** Makes a function that mints tokens for the load. */
export function createMint(
  keyring: Keyring,
  issuers: { readonly trusted: string; readonly other: string },
  random: Random,
): (kind: TokenKind, nowSeconds: number) => LoadToken {
  let number = 0;
  let repeated: { readonly token: LoadToken; readonly until: number } | undefined;

  function mint(key: SigningKey, now: number, claims: Json = {}): string {
    const valid = {
      iss: issuers.trusted,
      sub: `user-${++number}`,
      iat: now,
      exp: now + 2 * REPEATED_SECONDS,
    };
    return mintToken(key, { claims: { ...valid, ...claims } });
  }

  return (kind, now) => {
    const { signing, earlier, impostor, liar, foreign, attacker } = keyring;
    const invalid = (token: string): LoadToken => ({ kind, token, key: undefined });
    const signed = (key: SigningKey): LoadToken => ({ kind, token: mint(key, now), key });
    switch (kind) {
      case "valid, new":
        return signed(signing);
      case "valid, repeated":
        if (repeated === undefined || repeated.token.key !== signing || now >= repeated.until) {
          repeated = { token: signed(signing), until: now + REPEATED_SECONDS };
        }
        return repeated.token;
      case "earlier key":
        return signed(earlier[Math.floor(random() * earlier.length)] ?? signing);
      case "untrusted provider's key":
        return signed(foreign);
      case "expired":
        return invalid(mint(signing, now, { exp: now - 60 }));
      case "impostor's key":
        return invalid(mint(renamed(impostor, signing), now));
      case "other issuer's key":
        return random() < 0.5
          ? invalid(mint(renamed(liar, signing), now))
          : invalid(mint(signing, now, { iss: issuers.other }));
      case "untrusted issuer":
        return invalid(mint(foreign, now, { iss: "https://untrusted.example.com/" }));
      case "unknown key":
        return invalid(mint({ ...attacker, kid: `made-up-${number}` }, now));
      case "wrong audience":
        return invalid(mint(signing, now, { aud: "https://another.example.com" }));
      case "garbage":
        return invalid(base64url(randomBytes(60)));
    }
  };
}
