import { randomUUID } from "node:crypto";
import { type JWTHeaderParameters, type JWTPayload, SignJWT } from "jose";
import { generateSigningKeys, type SigningAlgorithm, type SigningKeys } from "./signing-keys.ts";

/** What to change in an otherwise valid access token. A claim or header that is undefined is left out. */
export interface TokenChanges {
  readonly algorithm?: SigningAlgorithm;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** Makes tokens that the identity provider would not issue. */
export interface TokenMinter {
  /** Signs with the provider's current key: valid unless the changes say otherwise. */
  signToken(changes?: TokenChanges): Promise<string>;
  /** Signs with a key that the provider never published, under a key id it never used: an unknown key. */
  signWithUnknownKey(changes?: TokenChanges): Promise<string>;
  /** Signs with a foreign key under the provider's own key id: a forgery with a bad signature. */
  signWithForeignKey(changes?: TokenChanges): Promise<string>;
}

/** Seconds; the same as the identity provider's own tokens. */
export const tokenLifetimeSeconds = 600;

/**
 * @param currentKeys the provider's keys at the time of signing
 * @param defaultClaims claims of a valid token, besides `iat`, `exp` and `jti`
 */
export async function createTokenMinter(
  currentKeys: () => SigningKeys,
  defaultClaims: Readonly<Record<string, unknown>>,
): Promise<TokenMinter> {
  const foreignKeys = await generateSigningKeys("foreign");

  const sign = (keys: SigningKeys, kid: (algorithm: SigningAlgorithm) => string, changes: TokenChanges) => {
    const { algorithm = "RS256" } = changes;
    const now = Math.floor(Date.now() / 1000);
    const times = { iat: now, exp: now + tokenLifetimeSeconds, jti: randomUUID() };
    const payload: JWTPayload = { ...defaultClaims, ...times, ...changes.claims };
    const header: JWTHeaderParameters = {
      typ: "at+jwt",
      kid: kid(algorithm),
      ...changes.header,
      alg: algorithm,
    };
    return new SignJWT(payload).setProtectedHeader(header).sign(keys[algorithm].privateKey);
  };

  const currentKid = (algorithm: SigningAlgorithm) => currentKeys()[algorithm].kid;
  const foreignKid = (algorithm: SigningAlgorithm) => foreignKeys[algorithm].kid;
  return {
    signToken: async (changes = {}) => sign(currentKeys(), currentKid, changes),
    signWithUnknownKey: async (changes = {}) => sign(foreignKeys, foreignKid, changes),
    signWithForeignKey: async (changes = {}) => sign(foreignKeys, currentKid, changes),
  };
}
