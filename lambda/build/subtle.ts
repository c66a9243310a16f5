import { Buffer } from "node:buffer";
import {
  constants,
  createHash,
  createHmac,
  createPublicKey,
  createSecretKey,
  type JsonWebKey,
  type KeyObject,
  verify as nodeVerify,
  timingSafeEqual,
} from "node:crypto";

/**
 * Replaces, in the bundle, the Web Crypto functions that jose calls with synchronous ones of `node:crypto`. Web Crypto
 * takes 5 ms to load, and its use of the thread pool makes an RS256 check three times as slow (`npm run bench`).
 * `node:crypto` accepts more than a JWS allows, so this file adds the missing checks: by default, `node:crypto` accepts
 * a PSS salt of any length, an ECDSA signature in DER, and any key for any algorithm.
 */
export const subtle = { digest, importKey, verify };

/** Replaces `Uint8Array.fromBase64`, which Node.js has only since version 25. */
export function fromBase64(
  text: string,
  { alphabet }: { readonly alphabet: "base64" | "base64url" },
): Uint8Array {
  const bytes = Buffer.from(text, alphabet);
  // Buffer skips invalid characters. The token extractor has already checked the alphabet.
  if (bytes.length !== Math.floor((text.length * 3) / 4)) {
    throw new SyntaxError("not base64url");
  }
  return bytes;
}

type Algorithm = { name: string; hash?: string; namedCurve?: string; saltLength?: number };
type Key = { algorithm: Algorithm; keyObject: KeyObject; signatureBytes: number };

/** Octets of an ECDSA signature, by curve (RFC 7518 section 3.4). */
const ECDSA_BYTES: Record<string, number> = { "P-256": 64, "P-384": 96, "P-521": 132 };
const KEY_TYPES: Record<string, string> = {
  "RSASSA-PKCS1-v1_5": "rsa",
  "RSA-PSS": "rsa",
  ECDSA: "ec",
  Ed25519: "ed25519",
};

function digest(hash: string, data: Uint8Array): Uint8Array {
  return createHash(hash.replace("SHA-", "sha")).update(data).digest();
}

/** @throws Error for anything but a public JWK of the algorithm's type and curve, or the bytes of an HMAC secret */
function importKey(
  format: string,
  data: object,
  algorithm: Algorithm,
  extractable: boolean,
  usages: string[],
) {
  const isSecret = format === "raw" && algorithm.name === "HMAC" && data instanceof Uint8Array;
  const keyObject = isSecret
    ? createSecretKey(data)
    : createPublicKey({ key: data as JsonWebKey, format: "jwk" });
  const { crv, d } = data as JsonWebKey;
  const isOfCurve = algorithm.namedCurve === undefined || algorithm.namedCurve === crv;
  const isPublic = format === "jwk" && d === undefined;
  if (!isSecret && !(isPublic && isOfCurve && keyObject.asymmetricKeyType === KEY_TYPES[algorithm.name])) {
    throw new Error("the key does not fit the algorithm");
  }
  const { modulusLength } = keyObject.asymmetricKeyDetails ?? {};
  const hash = algorithm.hash === undefined ? undefined : { name: algorithm.hash };
  return {
    [Symbol.toStringTag]: "CryptoKey",
    type: keyObject.type,
    extractable,
    usages,
    keyObject,
    algorithm: { ...algorithm, hash, modulusLength },
    signatureBytes: ECDSA_BYTES[algorithm.namedCurve ?? ""],
  };
}

/** @throws Error if the algorithm is not the one that the key was imported for */
function verify(
  { name, hash = "", saltLength }: Algorithm,
  key: Key,
  signature: Uint8Array,
  data: Uint8Array,
): boolean {
  if (name !== key.algorithm.name) {
    throw new Error("the key does not fit the algorithm");
  }
  const { keyObject } = key;
  const digest = hash.replace("SHA-", "sha");
  switch (name) {
    case "RSASSA-PKCS1-v1_5":
      return nodeVerify(digest, data, keyObject, signature);
    case "RSA-PSS": {
      const padding = constants.RSA_PKCS1_PSS_PADDING;
      if (saltLength === undefined) {
        throw new Error("RSA-PSS without a salt length");
      }
      return nodeVerify(digest, data, { key: keyObject, padding, saltLength }, signature);
    }
    case "ECDSA":
      return (
        signature.length === key.signatureBytes &&
        nodeVerify(digest, data, { key: keyObject, dsaEncoding: "ieee-p1363" }, signature)
      );
    case "Ed25519":
      return nodeVerify(null, data, keyObject, signature);
    case "HMAC": {
      const mac = createHmac(digest, keyObject).update(data).digest();
      return mac.length === signature.length && timingSafeEqual(mac, signature);
    }
    default:
      throw new Error("not an algorithm of a JWS");
  }
}
