import { createPublicKey, type JsonWebKey } from "node:crypto";
import { type AsymmetricAlgorithm, keyTypeOf } from "../algorithms.js";
import { isJsonObject, type JsonObject, own } from "../json.js";

/** RFC 7518 section 3.3, and a bound on what one check may cost. */
const RSA_MODULUS_BITS = { min: 2048, max: 8192 };

/**
 * Why a member of a JWK Set (RFC 7517 section 4 and 5) can't verify a token here: its type, curve, size, purpose, or
 * what it is made of.
 *
 * @param value the member
 * @param algorithms those that the issuer may use
 * @returns constant text, or undefined if the key is usable
 */
export function unusableBecause(
  value: unknown,
  algorithms: readonly AsymmetricAlgorithm[],
): string | undefined {
  if (!isJsonObject(value)) {
    return "not an object";
  }
  if (["d", "k", "p", "q"].some((name) => Object.hasOwn(value, name))) {
    return "a private or symmetric key";
  }
  const fitting = algorithms.filter((algorithm) => isOfType(value, algorithm));
  if (fitting.length === 0) {
    return "kty or crv fits none of the issuer's algorithms";
  }
  const alg = own(value, "alg");
  if (alg !== undefined && !fitting.some((algorithm) => algorithm === alg)) {
    return "alg is none of the issuer's algorithms";
  }
  if (!isForSignatures(value)) {
    return "use or key_ops is not for verifying signatures";
  }
  if (own(value, "kty") === "RSA" && !hasStrongModulus(value)) {
    return "RSA modulus of under 2048 or over 8192 bits, or exponent 1 or even";
  }
  const kid = own(value, "kid");
  if (kid !== undefined && typeof kid !== "string") {
    return "kid is no text";
  }
  return isPublicKey(value) ? undefined : "not a key of its type";
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

/** Whether the parts make a key at all, such as a point of its curve. */
function isPublicKey(jwk: JsonObject): boolean {
  const names = ["kty", "crv", "n", "e", "x", "y"].filter((name) => Object.hasOwn(jwk, name));
  const parts = Object.fromEntries(names.map((name) => [name, jwk[name]]));
  try {
    createPublicKey({ key: parts as JsonWebKey, format: "jwk" });
    return true;
  } catch {
    return false;
  }
}

function hasStrongModulus(jwk: JsonObject): boolean {
  const modulus = octets(own(jwk, "n"));
  const exponent = octets(own(jwk, "e"));
  const bits = modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24;
  const isOneOrEven = (exponent.length === 1 && exponent[0] === 1) || ((exponent.at(-1) ?? 0) & 1) === 0;
  return bits >= RSA_MODULUS_BITS.min && bits <= RSA_MODULUS_BITS.max && !isOneOrEven;
}

/** A Base64urlUInt without its leading zero octets (RFC 7518 section 2). */
function octets(value: unknown): Buffer {
  const bytes = Buffer.from(typeof value === "string" ? value : "", "base64url");
  const first = bytes.findIndex((byte) => byte !== 0);
  return first === -1 ? Buffer.alloc(0) : bytes.subarray(first);
}
