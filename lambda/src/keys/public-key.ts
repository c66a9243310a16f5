import { createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto";
import { type AsymmetricAlgorithm, keyTypeOf } from "../algorithms.js";
import { isJsonObject, type JsonObject, own } from "../json.js";

/** A key of a JWK Set that can verify tokens. */
export interface PublicKey {
  readonly kid: string | undefined;
  /** Those of its issuer that it may verify with. */
  readonly algorithms: readonly AsymmetricAlgorithm[];
  readonly keyObject: KeyObject;
}

/** RFC 7518 section 3.3, and a bound on what one check may cost. */
const RSA_MODULUS_BITS = { min: 2048, max: 8192 };

/**
 * Reads a member of a JWK Set (RFC 7517 section 4 and 5).
 *
 * By `node:crypto`, and not by jose: this looks at everything that jose looks at, and a bundle without jose is a tenth
 * smaller. Tests hold the two against each other.
 *
 * @param value the member
 * @param algorithms those that the issuer may use
 * @returns the key, or why it can't verify a token here, in constant text: its type, curve, size, purpose, or what it is
 * made of
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
    return "alg is none of the issuer's algorithms";
  }
  if (!isForSignatures(value)) {
    return "use or key_ops is not for verifying signatures";
  }
  const kid = own(value, "kid");
  if (kid !== undefined && typeof kid !== "string") {
    return "kid is no text";
  }
  const keyObject = importKey(value);
  if (keyObject === undefined) {
    return "not a key of its type";
  }
  return hasStrongModulus(keyObject)
    ? { kid, algorithms: fitting, keyObject }
    : "RSA modulus of under 2048 or over 8192 bits, or exponent 1 or even";
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

/** Keys of the configuration are read twice, to find out whether they can be used and to use them. */
const imported = new WeakMap<JsonObject, KeyObject>();

/** What has been looked at, and nothing else. @returns undefined if that makes no key, such as a point off its curve */
function importKey(jwk: JsonObject): KeyObject | undefined {
  const known = imported.get(jwk);
  if (known !== undefined) {
    return known;
  }
  const names = ["kty", "crv", "n", "e", "x", "y"].filter((name) => Object.hasOwn(jwk, name));
  const key: JsonWebKey = Object.fromEntries(names.map((name) => [name, jwk[name]]));
  try {
    const keyObject = createPublicKey({ key, format: "jwk" });
    imported.set(jwk, keyObject);
    return keyObject;
  } catch {
    return undefined;
  }
}

/** True for a key that is no RSA key. */
function hasStrongModulus({ asymmetricKeyDetails }: KeyObject): boolean {
  const { modulusLength, publicExponent = 0n } = asymmetricKeyDetails ?? {};
  return (
    modulusLength === undefined ||
    (modulusLength >= RSA_MODULUS_BITS.min &&
      modulusLength <= RSA_MODULUS_BITS.max &&
      publicExponent > 1n &&
      publicExponent % 2n === 1n)
  );
}
