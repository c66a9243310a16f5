import { type Failure, failure } from "../failure.js";

/** As much of a key as a signature needs: bound to one algorithm, the token's. */
export interface SignatureKey {
  readonly verify: (data: Uint8Array, signature: Uint8Array) => boolean;
}

/**
 * Verifies the signature of a compact JWS (RFC 7515 section 5.2).
 *
 * @param token as the token extractor returns it
 * @param keys candidates, more than one only for a token without `kid`; each is tried
 * @returns `signature_invalid` unless one of the keys verifies it
 */
export function verifySignature(token: string, keys: readonly SignatureKey[]): Failure | undefined {
  const end = token.lastIndexOf(".");
  // Of the base64url alphabet and dots, which are one byte each.
  const signingInput = Buffer.from(token.slice(0, end), "latin1");
  const signature = Buffer.from(token.slice(end + 1), "base64url");
  return keys.some((key) => isVerified(key, signingInput, signature))
    ? undefined
    : failure("signature_invalid");
}

/** Whatever OpenSSL holds against a signature, the key did not verify it. */
function isVerified(key: SignatureKey, signingInput: Buffer, signature: Buffer): boolean {
  try {
    return key.verify(signingInput, signature);
  } catch {
    return false;
  }
}
