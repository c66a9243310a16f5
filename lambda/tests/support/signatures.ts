import { constants, type KeyObject, sign } from "node:crypto";
import type { AsymmetricAlgorithm } from "../../src/algorithms.ts";

type Sign = (data: Buffer, key: KeyObject) => Buffer;

const rsassa =
  (hash: string): Sign =>
  (data, key) =>
    sign(hash, data, { key, padding: constants.RSA_PKCS1_PADDING });

const ecdsa =
  (hash: string): Sign =>
  (data, key) =>
    sign(hash, data, { key, dsaEncoding: "ieee-p1363" });

/** RSASSA-PSS with a salt of this many bytes. RFC 7518 section 3.5 requires the length of the hash. */
export const pss =
  (hash: string, saltLength: number): Sign =>
  (data, key) =>
    sign(hash, data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });

const eddsa: Sign = (data, key) => sign(null, data, key);

/** Signs as RFC 7518 section 3 requires. Uses `node:crypto`, so that a test can sign what jose refuses to sign. */
export const SIGN: Readonly<Record<AsymmetricAlgorithm, Sign>> = {
  RS256: rsassa("sha256"),
  RS384: rsassa("sha384"),
  RS512: rsassa("sha512"),
  PS256: pss("sha256", 32),
  PS384: pss("sha384", 48),
  PS512: pss("sha512", 64),
  ES256: ecdsa("sha256"),
  ES384: ecdsa("sha384"),
  ES512: ecdsa("sha512"),
  EdDSA: eddsa,
  Ed25519: eddsa,
};
