/**
 * The asymmetric JWS algorithms that an issuer can be allowed (RFC 7518 section 3.1, RFC 8037, RFC 9864), each
 * with the key it needs. Symmetric algorithms are left out on purpose: a public key must never be usable as an
 * HMAC secret (RFC 8725 section 2.1), so `HS256` is not even a name here.
 */
const ALGORITHMS = {
  RS256: { kty: "RSA" },
  RS384: { kty: "RSA" },
  RS512: { kty: "RSA" },
  PS256: { kty: "RSA" },
  PS384: { kty: "RSA" },
  PS512: { kty: "RSA" },
  ES256: { kty: "EC", crv: "P-256" },
  ES384: { kty: "EC", crv: "P-384" },
  ES512: { kty: "EC", crv: "P-521" },
  EdDSA: { kty: "OKP", crv: "Ed25519" },
  Ed25519: { kty: "OKP", crv: "Ed25519" },
} as const satisfies Record<string, { kty: string; crv?: string }>;

/** The `alg` of a token that this authorizer can verify. */
export type SigningAlgorithm = keyof typeof ALGORITHMS;

/** Every algorithm an issuer can be allowed, in the order in which documentation lists them. */
export const SIGNING_ALGORITHMS = Object.keys(ALGORITHMS) as readonly SigningAlgorithm[];

/** Whether the value names an algorithm of this authorizer: exact case, own names only. */
export function isSigningAlgorithm(value: unknown): value is SigningAlgorithm {
  return typeof value === "string" && Object.hasOwn(ALGORITHMS, value);
}

/** The JWK key type, and the curve where there is one, that the algorithm verifies with (RFC 7518 section 6). */
export function keyTypeOf(algorithm: SigningAlgorithm): { readonly kty: string; readonly crv?: string } {
  return ALGORITHMS[algorithm];
}
