import { constants, type KeyObject, verify } from "node:crypto";
import { type AsymmetricAlgorithm, keyTypeOf } from "../algorithms.js";
import type { VerificationKey } from "./key-source.js";

/** What `node:crypto` calls a key, by what a JWK calls its type or its curve (RFC 7518 section 6, RFC 8037 section 2). */
const KEY_KINDS: Readonly<Record<string, string>> = {
  RSA: "rsa",
  "P-256": "ec prime256v1",
  "P-384": "ec secp384r1",
  "P-521": "ec secp521r1",
  Ed25519: "ed25519",
};

/** The length of a digest in bytes, by the last three digits of an algorithm's name (RFC 7518 section 3.1). */
const DIGEST_LENGTHS: Readonly<Record<string, number>> = { 256: 32, 384: 48, 512: 64 };

/**
 * Binds a public key to an algorithm.
 *
 * `node:crypto` verifies, on the spot: with Web Crypto's hop through the thread pool, an RS256 check costs three times
 * as much (`npm run bench`). It is laxer than a JWS is, so that each difference is closed here: it takes any PSS salt
 * unless told the length, DER for an ECDSA signature unless told the encoding, and any key for any algorithm, which is
 * why the key's own type and curve are compared first.
 *
 * @throws Error if the key is none to verify with by this algorithm, which the key set has made sure of
 */
export function createVerificationKey(alg: AsymmetricAlgorithm, key: KeyObject): VerificationKey {
  const { kty, crv } = keyTypeOf(alg);
  const { namedCurve } = key.asymmetricKeyDetails ?? {};
  const kind = namedCurve === undefined ? key.asymmetricKeyType : `${key.asymmetricKeyType} ${namedCurve}`;
  if (key.type !== "public" || kind !== KEY_KINDS[crv ?? kty]) {
    throw new Error(`no public key for ${alg}`);
  }
  if (kty === "OKP") {
    return { verify: (data, signature) => verify(null, data, key, signature) };
  }
  const bits = alg.slice(2);
  const digest = `sha${bits}`;
  if (kty === "EC") {
    const options = { key, dsaEncoding: "ieee-p1363" } as const;
    return { verify: (data, signature) => verify(digest, data, options, signature) };
  }
  if (alg.startsWith("PS")) {
    const saltLength = DIGEST_LENGTHS[bits];
    const options = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
    return { verify: (data, signature) => verify(digest, data, options, signature) };
  }
  // RSASSA-PKCS1-v1_5 is the default of an RSA key, and naming it in an object costs as much again on Node 24.
  return { verify: (data, signature) => verify(digest, data, key, signature) };
}
