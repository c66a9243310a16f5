import { constants, KeyObject, verify } from "node:crypto";
import type { CryptoKey } from "jose";
import type { AsymmetricAlgorithm } from "../algorithms.js";

/** A key, and the one algorithm that it verifies with. */
export interface VerificationKey {
  /** Whether this key made the signature over the data. */
  readonly verify: (data: Uint8Array, signature: Uint8Array) => boolean;
}

/** What the JWS algorithm is to Web Crypto (RFC 7518 section 3, RFC 8037 section 3.1), by which keys are imported. */
interface Parameters {
  readonly name: "RSASSA-PKCS1-v1_5" | "RSA-PSS" | "ECDSA" | "Ed25519";
  readonly hash?: "SHA-256" | "SHA-384" | "SHA-512";
  readonly namedCurve?: "P-256" | "P-384" | "P-521";
}

const PARAMETERS: Readonly<Record<AsymmetricAlgorithm, Parameters>> = {
  RS256: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
  RS384: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-384" },
  RS512: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-512" },
  PS256: { name: "RSA-PSS", hash: "SHA-256" },
  PS384: { name: "RSA-PSS", hash: "SHA-384" },
  PS512: { name: "RSA-PSS", hash: "SHA-512" },
  ES256: { name: "ECDSA", hash: "SHA-256", namedCurve: "P-256" },
  ES384: { name: "ECDSA", hash: "SHA-384", namedCurve: "P-384" },
  ES512: { name: "ECDSA", hash: "SHA-512", namedCurve: "P-521" },
  EdDSA: { name: "Ed25519" },
  Ed25519: { name: "Ed25519" },
};

/** The name of a hash to `node:crypto`, and the length of its digest in bytes. */
const DIGESTS = {
  "SHA-256": { name: "sha256", length: 32 },
  "SHA-384": { name: "sha384", length: 48 },
  "SHA-512": { name: "sha512", length: 64 },
} as const;

/**
 * Binds a public key to an algorithm.
 *
 * `node:crypto` verifies, on the spot: with Web Crypto's hop through the thread pool, an RS256 check costs three times
 * as much, and with jose's way to it half as much again (`npm run bench`). It is laxer than a JWS is, so that each
 * difference is closed here: it takes any PSS salt unless told the length, DER for an ECDSA signature unless told the
 * encoding, and any key for any algorithm, which is why the key's own algorithm, hash and curve are compared first.
 *
 * @param key as jose has imported it for the algorithm
 * @returns undefined if the key isn't one to verify with by this algorithm
 */
export function createVerificationKey(alg: AsymmetricAlgorithm, key: CryptoKey): VerificationKey | undefined {
  const { name, hash, namedCurve } = PARAMETERS[alg];
  const own = key.algorithm as { name: string; hash?: { name: string }; namedCurve?: string };
  const isFor = own.name === name && own.namedCurve === namedCurve;
  // An EC key is bound to no hash; the algorithm names the one that goes with the curve.
  const isForHash = name === "ECDSA" || own.hash?.name === hash;
  if (key.type !== "public" || !key.usages.includes("verify") || !isFor || !isForHash) {
    return undefined;
  }
  const keyObject = KeyObject.from(key);
  if (hash === undefined) {
    return { verify: (data, signature) => verify(null, data, keyObject, signature) };
  }
  const digest = DIGESTS[hash];
  // RSASSA is the default of an RSA key, and naming it in an object costs as much again on Node 24.
  const options =
    name === "RSASSA-PKCS1-v1_5"
      ? keyObject
      : name === "RSA-PSS"
        ? { key: keyObject, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: digest.length }
        : ({ key: keyObject, dsaEncoding: "ieee-p1363" } as const);
  return { verify: (data, signature) => verify(digest.name, data, options, signature) };
}
