import { randomUUID } from "node:crypto";
import { type JWTHeaderParameters, type JWTPayload, SignJWT } from "jose";
import { generateSigningKeys, type SigningAlgorithm, type SigningKeys } from "./signing-keys.ts";

/** Changes to an otherwise valid access token. An undefined claim or header is left out. */
export interface TokenChanges {
  readonly algorithm?: SigningAlgorithm;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** Makes tokens that the identity provider would not issue. */
export interface TokenMinter {
  /** Signs with the provider's current key. The token is valid unless a change makes it invalid. */
  signToken(changes?: TokenChanges): Promise<string>;
  /** Signs with an unknown key: the provider never published the key or its id. */
  signWithUnknownKey(changes?: TokenChanges): Promise<string>;
  /** Signs with a foreign key but with the provider's key id: a forgery with an invalid signature. */
  signWithForeignKey(changes?: TokenChanges): Promise<string>;
}

/** Lifetime of minted tokens and of the identity provider's own tokens, in seconds. */
export const tokenLifetimeSeconds = 600;

/**
 * @param currentKeys returns the provider's current keys
 * @param defaultClaims claims of a valid token, in addition to `iat`, `exp` and `jti`
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
