import { generateKeyPairSync, type KeyObject } from "node:crypto";
import type { AsymmetricAlgorithm } from "../../src/algorithms.ts";

/** A JSON object of a test, such as a JWK, a header or claims. */
export type Json = Readonly<Record<string, unknown>>;

/** A private key, the algorithm it signs with, and the name it is published under. */
export interface SigningKey {
  readonly alg: AsymmetricAlgorithm;
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** Generates a new key for the algorithm. RSA takes at least 100 ms, the others almost no time. */
export function createSigningKey(alg: AsymmetricAlgorithm, kid = `${alg}-key`): SigningKey {
  return { alg, kid, ...generateKeyPair(alg) };
}

/** The public JWK as a provider publishes it. A change to undefined removes the member. */
export function publicJwk(key: SigningKey, changes: Json = {}): Json {
  const jwk = { ...key.publicKey.export({ format: "jwk" }), kid: key.kid, alg: key.alg, use: "sig" };
  return JSON.parse(JSON.stringify({ ...jwk, ...changes }));
}

/** A JWK Set of these keys. */
export function jwks(...keys: readonly SigningKey[]): Json {
  return { keys: keys.map((key) => publicJwk(key)) };
}

function generateKeyPair(alg: AsymmetricAlgorithm): { privateKey: KeyObject; publicKey: KeyObject } {
  switch (alg) {
    case "ES256":
      return generateKeyPairSync("ec", { namedCurve: "P-256" });
    case "ES384":
      return generateKeyPairSync("ec", { namedCurve: "P-384" });
    case "ES512":
      return generateKeyPairSync("ec", { namedCurve: "P-521" });
    case "EdDSA":
    case "Ed25519":
      return generateKeyPairSync("ed25519");
    default:
      return generateKeyPairSync("rsa", { modulusLength: 2048 });
  }
}
