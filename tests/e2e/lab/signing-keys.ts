import type { webcrypto } from "node:crypto";
import { exportJWK, generateKeyPair, type JWK } from "jose";

/** The algorithms of the identity provider. It has one key for each. */
export const signingAlgorithms = ["RS256", "ES256", "EdDSA"] as const;

/** One of the identity provider's algorithms. */
export type SigningAlgorithm = (typeof signingAlgorithms)[number];

/** A private key and the key id under which the public key is published. */
export interface SigningKey {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly privateKey: webcrypto.CryptoKey;
}

/** One key per algorithm. */
export type SigningKeys = Readonly<Record<SigningAlgorithm, SigningKey>>;

/**
 * Generates one key per algorithm: RSA with 2048 bits, P-256, Ed25519.
 *
 * @param generation becomes part of the key ids, such as `rs256-1`, so that a rotation is visible in logs
 */
export async function generateSigningKeys(generation: number | string): Promise<SigningKeys> {
  const [RS256, ES256, EdDSA] = await Promise.all([
    generateSigningKey("RS256", generation),
    generateSigningKey("ES256", generation),
    generateSigningKey("EdDSA", generation),
  ]);
  return { RS256, ES256, EdDSA };
}

/** @returns the keys as a private JWK set for oidc-provider, which publishes only the public keys */
export async function privateJwks(keys: SigningKeys): Promise<{ keys: JWK[] }> {
  const exported = Object.values(keys).map(async ({ kid, algorithm, privateKey }) => ({
    ...(await exportJWK(privateKey)),
    kid,
    alg: algorithm,
    use: "sig",
  }));
  return { keys: await Promise.all(exported) };
}

async function generateSigningKey(
  algorithm: SigningAlgorithm,
  generation: number | string,
): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true, modulusLength: 2048 });
  return { kid: `${algorithm.toLowerCase()}-${generation}`, algorithm, privateKey };
}
