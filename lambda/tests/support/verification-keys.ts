import { createPublicKey, type JsonWebKey } from "node:crypto";
import { type CryptoKey, importJWK } from "jose";
import type { AsymmetricAlgorithm } from "../../src/algorithms.ts";
import type { VerificationKey } from "../../src/keys/key-source.ts";
import { createVerificationKey } from "../../src/keys/verification-key.ts";
import { publicJwk, type SigningKey } from "./keys.ts";

/** The public key as jose imports it for the algorithm. */
export async function importPublic(key: SigningKey, alg: AsymmetricAlgorithm = key.alg): Promise<CryptoKey> {
  const imported = await importJWK(publicJwk(key, { alg }), alg);
  if (imported instanceof Uint8Array) {
    throw new Error("a public key is no secret");
  }
  return imported;
}

/** The key that verifies what a signing key signs. */
export function verificationKeyOf(key: SigningKey): VerificationKey {
  return createVerificationKey(
    key.alg,
    createPublicKey({ key: publicJwk(key) as JsonWebKey, format: "jwk" }),
  );
}
