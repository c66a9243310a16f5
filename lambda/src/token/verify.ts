import { type CryptoKey, compactVerify } from "jose";
import type { SigningAlgorithm } from "../algorithms.js";
import { type Failure, failure } from "../failure.js";

/**
 * Verifies the signature of a compact JWS with jose, which checks the key against the algorithm once more.
 *
 * @param token the compact JWS
 * @param algorithm the token's `alg`, already found among those its issuer may use
 * @param keys candidates, more than one only for a token without `kid`; each is tried
 * @returns `signature_invalid` unless one of the keys verifies it
 */
export async function verifySignature(
  token: string,
  algorithm: SigningAlgorithm,
  keys: readonly CryptoKey[],
): Promise<Failure | undefined> {
  const options = { algorithms: [algorithm] };
  for (const key of keys) {
    try {
      await compactVerify(token, key, options);
      return undefined;
    } catch {
      // Whatever jose holds against the token or the key, this key did not verify it.
    }
  }
  return failure("signature_invalid");
}
