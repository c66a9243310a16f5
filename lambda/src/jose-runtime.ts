import { constants, KeyObject, verify, type webcrypto as WebCrypto, webcrypto } from "node:crypto";

/**
 * What jose finds in the bundle where it looks for the runtime's own: the build puts these in the place of the
 * globals `crypto` and `Uint8Array.fromBase64`, and jose stays as it is published. Both are here for speed alone
 * (`npm run bench`).
 *
 * `crypto.subtle.verify` is answered by `node:crypto` on the spot. Web Crypto's own hops through the thread pool
 * and back, which costs three times what an RS256 check itself does. Only what is known exactly is answered here,
 * the rest goes to Web Crypto. `node:crypto` is laxer, so each difference is closed by hand: it takes any PSS salt
 * unless told the length, takes DER for an ECDSA signature unless told the encoding, and a KeyObject has forgotten
 * the algorithm, hash and usages that its CryptoKey was imported for.
 */
export const crypto = {
  subtle: {
    importKey: webcrypto.subtle.importKey.bind(webcrypto.subtle),
    verify: verifySynchronously,
  },
};

type Algorithm = Readonly<{ name: string; hash?: unknown; saltLength?: number }>;
type Verified = boolean | Promise<boolean>;

/** Web Crypto's name of a hash, and that of `node:crypto`. */
const HASHES = new Map<unknown, string>([
  ["SHA-256", "sha256"],
  ["SHA-384", "sha384"],
  ["SHA-512", "sha512"],
]);

const keyObjects = new WeakMap<WebCrypto.CryptoKey, KeyObject>();

function verifySynchronously(
  algorithm: Algorithm,
  key: WebCrypto.CryptoKey,
  signature: Uint8Array,
  data: Uint8Array,
): Verified {
  const hash = HASHES.get(algorithm.hash);
  if (key.type !== "public" || key.algorithm.name !== algorithm.name || !key.usages.includes("verify")) {
    return webcrypto.subtle.verify(algorithm, key, signature, data);
  }
  if (algorithm.name === "Ed25519") {
    return verify(null, data, keyObjectOf(key), signature);
  }
  if (algorithm.name === "ECDSA" && hash !== undefined) {
    return verify(hash, data, { key: keyObjectOf(key), dsaEncoding: "ieee-p1363" }, signature);
  }
  if (hash === undefined || hashOf(key) !== algorithm.hash) {
    return webcrypto.subtle.verify(algorithm, key, signature, data);
  }
  if (algorithm.name === "RSASSA-PKCS1-v1_5") {
    // This padding is the default of an RSA key, and naming it in an object costs as much again on Node 24.
    return verify(hash, data, keyObjectOf(key), signature);
  }
  if (algorithm.name === "RSA-PSS" && algorithm.saltLength !== undefined) {
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    return verify(
      hash,
      data,
      { key: keyObjectOf(key), padding, saltLength: algorithm.saltLength },
      signature,
    );
  }
  return webcrypto.subtle.verify(algorithm, key, signature, data);
}

function hashOf(key: WebCrypto.CryptoKey): unknown {
  const { hash } = key.algorithm as { hash?: { name?: unknown } };
  return hash?.name;
}

function keyObjectOf(key: WebCrypto.CryptoKey): KeyObject {
  let keyObject = keyObjects.get(key);
  if (keyObject === undefined) {
    keyObject = KeyObject.from(key);
    keyObjects.set(key, keyObject);
  }
  return keyObject;
}

/**
 * `Uint8Array.fromBase64` as far as jose calls it, for runtimes that haven't got it. jose falls back to `atob` and
 * a loop over the characters, which costs 4 µs a token.
 *
 * @throws SyntaxError if the text is not of the base64url alphabet
 */
export function fromBase64(text: string): Uint8Array {
  const bytes = Buffer.from(text, "base64url");
  // Buffer skips what is no base64, which shows in the length, and takes both alphabets.
  const isComplete = text.length % 4 !== 1 && bytes.length === Math.floor((text.length * 3) / 4);
  if (!isComplete || text.includes("+") || text.includes("/")) {
    throw new SyntaxError("not base64url");
  }
  return bytes;
}
