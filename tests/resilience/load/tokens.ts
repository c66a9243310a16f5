import { createSigningKey, type Json, jwks, type SigningKey } from "../../../lambda/tests/support/keys.ts";
import { base64url, mintToken } from "../../../lambda/tests/support/tokens.ts";
import { pick, type Random } from "../support/random.ts";
import type { LoadToken } from "./measures.ts";

/** The kinds of token, each with its share of the load in percent. */
export const MIX = {
  "valid, new": 30,
  "valid, repeated": 25,
  "forbidden by rules": 10,
  expired: 9,
  garbage: 8,
  "wrong signature": 9,
  "unknown key": 9,
} as const;
export type Kind = keyof typeof MIX;

/** Picks a kind by its share. */
export function pickKind(random: Random): Kind {
  return pick(random, Object.entries(MIX) as [Kind, number][]);
}

export const ALGORITHMS = ["RS256", "ES256"] as const;
type Algorithm = (typeof ALGORITHMS)[number];

/** What rules must allow and what they must not. */
export const RULES: readonly Json[] = [{ methods: ["GET"], paths: ["/orders"], scopes: ["orders:read"] }];
const ALLOWED_SCOPE = "orders:read";
const OTHER_SCOPE = "orders:write";

/** An issuer that signs with one algorithm. */
export interface LoadIssuer {
  readonly issuer: string;
  readonly algorithm: Algorithm;
  readonly document: Json;
}

/** Tokens that come again and again: more than the 500 that the function keeps, so that some of them are replaced. */
const REPEATED_TOKENS = 400;

/** Makes an issuer for each algorithm, and a function that makes one token of the mix after the other. */
export function createTokens(random: Random): {
  readonly issuers: readonly LoadIssuer[];
  readonly next: () => LoadToken;
} {
  const issuers = ALGORITHMS.map((algorithm) => {
    const key = createSigningKey(algorithm);
    return {
      ...{ algorithm, key, document: jwks(key) },
      issuer: `https://${algorithm.toLowerCase()}.example.com/`,
      attacker: createSigningKey(algorithm),
      repeated: [] as LoadToken[],
    };
  });
  let number = 0;

  function next(): LoadToken {
    const { issuer, algorithm, key, attacker, repeated } = issuers[
      Math.floor(random() * issuers.length)
    ] as (typeof issuers)[number];
    const kind = pickKind(random);
    const name = kind === "garbage" ? kind : `${kind}, ${algorithm}`;
    const subject = `user-${++number}`;
    const now = Math.floor(Date.now() / 1000);
    const mint = (signer: SigningKey, claims: Json = {}): string =>
      mintToken(signer, {
        claims: { iss: issuer, sub: subject, scope: ALLOWED_SCOPE, iat: now, exp: now + 3600, ...claims },
      });
    const refused = (token: string): LoadToken => ({ kind: name, token, expected: { status: 401 } });
    switch (kind) {
      case "valid, new":
        return { kind: name, token: mint(key), expected: { status: 200, subject } };
      case "valid, repeated": {
        const index = Math.floor(random() * REPEATED_TOKENS);
        repeated[index] ??= { kind: name, token: mint(key), expected: { status: 200, subject } };
        return repeated[index];
      }
      case "forbidden by rules":
        return { kind: name, token: mint(key, { scope: OTHER_SCOPE }), expected: { status: 403, subject } };
      case "expired":
        return refused(mint(key, { iat: now - 7200, exp: now - 3600 }));
      case "garbage":
        return refused(garbage(random));
      case "wrong signature":
        return refused(mint(attacker));
      case "unknown key":
        return refused(mint({ ...attacker, kid: `made-up-${number}` }));
    }
  }

  return { issuers, next };
}

/** Up to 200 random bytes as base64url, with up to four dots. */
function garbage(random: Random): string {
  const part = (): string => base64url(Uint8Array.from({ length: random() * 40 }, () => random() * 256));
  return Array.from({ length: 1 + random() * 5 }, part).join(".");
}
