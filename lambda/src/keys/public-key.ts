import type { JWK } from "jose";
import { type AsymmetricAlgorithm, keyTypeOf } from "../algorithms.js";
import { isJsonObject, type JsonObject, own } from "../json.js";

/** A key of a JWK Set that may verify tokens, read but not imported yet. */
export interface PublicKey {
  readonly kid: string | undefined;
  /** The issuer's algorithms that the key fits. */
  readonly algorithms: readonly AsymmetricAlgorithm[];
  /** The public members alone: key type, curve and numbers. */
  readonly jwk: JWK;
}

/** RFC 7518 section 3.3 demands 2048; the maximum bounds what one signature check may cost. */
const RSA_MODULUS_BITS = { min: 2048, max: 8192 };
/** The cost of a check grows with the exponent. 65537, which nearly every key has, takes 3 bytes. */
const MAX_RSA_EXPONENT_BYTES = 4;
/** Some providers write leading zero octets. */
const MAX_LEADING_ZEROS = 128;
/** Octets of a coordinate, by curve (RFC 7518 section 6.2.1.2, RFC 8037 section 2). */
const COORDINATE_BYTES: Readonly<Record<string, number>> = {
  "P-256": 32,
  "P-384": 48,
  "P-521": 66,
  Ed25519: 32,
};

const BASE64URL = /^[A-Za-z0-9_-]+$/;

/**
 * Reads a member of a JWK Set (RFC 7517 sections 4 and 5). The length of every value is bounded before native code
 * sees it: importing an exponent takes time in the square of its length.
 *
 * @param value the member, from the network or from the configuration
 * @param algorithms those that the issuer may use
 * @returns the key, or a constant string that says why it cannot verify a token here
 */
export function readPublicKey(
  value: unknown,
  algorithms: readonly AsymmetricAlgorithm[],
): PublicKey | string {
  if (!isJsonObject(value)) {
    return "not an object";
  }
  if (["d", "k", "p", "q"].some((name) => Object.hasOwn(value, name))) {
    return "a private or symmetric key";
  }
  const ofType = algorithms.filter((algorithm) => isOfType(value, algorithm));
  if (ofType.length === 0) {
    return "kty or crv fits none of the issuer's algorithms";
  }
  const alg = own(value, "alg");
  const fitting = alg === undefined ? ofType : ofType.filter((algorithm) => algorithm === alg);
  if (fitting.length === 0) {
    return "alg is not one of the issuer's algorithms";
  }
  if (!isForSignatures(value)) {
    return "use or key_ops is not for verifying signatures";
  }
  const kid = own(value, "kid");
  if (kid !== undefined && typeof kid !== "string") {
    return "kid is not a string";
  }
  const jwk = own(value, "kty") === "RSA" ? readRsaKey(value) : readCurveKey(value);
  return typeof jwk === "string" ? jwk : { kid, algorithms: fitting, jwk };
}

function isOfType(jwk: JsonObject, algorithm: AsymmetricAlgorithm): boolean {
  const { kty, crv } = keyTypeOf(algorithm);
  return own(jwk, "kty") === kty && (crv === undefined || own(jwk, "crv") === crv);
}

function isForSignatures(jwk: JsonObject): boolean {
  const [use, operations] = [own(jwk, "use"), own(jwk, "key_ops")];
  return (
    (use === undefined || use === "sig") &&
    (operations === undefined || (Array.isArray(operations) && operations.includes("verify")))
  );
}

function readRsaKey(jwk: JsonObject): JWK | string {
  const n = bytesOf(own(jwk, "n"), RSA_MODULUS_BITS.max / 8 + MAX_LEADING_ZEROS);
  const e = bytesOf(own(jwk, "e"), MAX_RSA_EXPONENT_BYTES);
  if (n === undefined || e === undefined) {
    return "n or e is missing, not base64url, or too long";
  }
  const modulusBits = bitsOf(n);
  if (modulusBits < RSA_MODULUS_BITS.min || modulusBits > RSA_MODULUS_BITS.max) {
    return "RSA modulus of under 2048 or over 8192 bits";
  }
  const isOdd = ((e.at(-1) ?? 0) & 1) === 1;
  return isOdd && bitsOf(e) > 1
    ? { kty: "RSA", n: n.toString("base64url"), e: e.toString("base64url") }
    : "RSA exponent 1 or even";
}

function readCurveKey(jwk: JsonObject): JWK | string {
  const { kty, crv } = jwk as { readonly kty: string; readonly crv: string };
  const length = COORDINATE_BYTES[crv] ?? 0;
  const x = bytesOf(own(jwk, "x"), length)?.toString("base64url");
  const y = bytesOf(own(jwk, "y"), length)?.toString("base64url");
  if (x === undefined || (kty === "EC" && y === undefined)) {
    return "x or y is missing, not base64url, or too long";
  }
  return y === undefined || kty !== "EC" ? { kty, crv, x } : { kty, crv, x, y };
}

/** @returns undefined unless the value is base64url of 1 to `maxBytes` bytes */
function bytesOf(value: unknown, maxBytes: number): Buffer | undefined {
  const maxCharacters = Math.ceil((maxBytes * 4) / 3);
  return typeof value === "string" && value.length <= maxCharacters && BASE64URL.test(value)
    ? Buffer.from(value, "base64url")
    : undefined;
}

/** Significant bits of an unsigned big-endian number. */
function bitsOf(bytes: Buffer): number {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first === -1 ? 0 : (bytes.length - first) * 8 - (Math.clz32(bytes[first] ?? 0) - 24);
}
