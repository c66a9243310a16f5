import { compactVerify, type JWK } from "jose";
import { type Failure, failure } from "../failure.js";

/** As much of a key as a signature needs. */
export interface SignatureKey {
  /** The one algorithm that the key verifies with. */
  readonly alg: string;
  readonly key: JWK | Uint8Array;
}

/**
 * Verifies the signature of a compact JWS (RFC 7515 section 5.2) by jose, which imports a key once and keeps it.
 *
 * @param token as the token extractor returns it
 * @param keys the candidates, more than one only for a token without `kid`; each is tried
 * @returns `signature_invalid` unless one of the keys verifies it
 */
export async function verifySignature(
  token: string,
  keys: readonly SignatureKey[],
): Promise<Failure | undefined> {
  for (const { alg, key } of keys) {
    try {
      await compactVerify(token, key, { algorithms: [alg] });
      return undefined;
    } catch {
      // For whatever reason jose or OpenSSL refused the signature, this key did not verify it.
    }
  }
  return failure("signature_invalid");
}
