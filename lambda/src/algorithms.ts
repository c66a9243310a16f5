/**
 * The JWS algorithms that an issuer may use (RFC 7518 section 3.1, RFC 8037, RFC 9864), each with the key it needs.
 * Asymmetric and symmetric algorithms are separate types on purpose: an issuer uses one kind, so that a public key can
 * never serve as an HMAC secret (RFC 8725 section 2.1).
 */
const ASYMMETRIC = {
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

/** The length of each hash in bytes, which is also the minimum length of a secret (RFC 7518 section 3.2). */
const SYMMETRIC = { HS256: 32, HS384: 48, HS512: 64 } as const;

/** The `alg` of a token that a public key verifies. */
export type AsymmetricAlgorithm = keyof typeof ASYMMETRIC;

/** The `alg` of a token that a shared secret verifies. */
export type SymmetricAlgorithm = keyof typeof SYMMETRIC;

/** The `alg` of a token that this authorizer can verify. */
export type SigningAlgorithm = AsymmetricAlgorithm | SymmetricAlgorithm;

/** In the order in which documentation lists them. */
export const ASYMMETRIC_ALGORITHMS = Object.keys(ASYMMETRIC) as readonly AsymmetricAlgorithm[];

/** In the order in which documentation lists them. */
export const SYMMETRIC_ALGORITHMS = Object.keys(SYMMETRIC) as readonly SymmetricAlgorithm[];

/** Whether the algorithm uses a shared secret: exact case, own names only. */
export function isSymmetric(algorithm: string): algorithm is SymmetricAlgorithm {
  return Object.hasOwn(SYMMETRIC, algorithm);
}

/** The JWK key type, and the curve where there is one, that the algorithm verifies with (RFC 7518 section 6). */
export function keyTypeOf(algorithm: AsymmetricAlgorithm): { readonly kty: string; readonly crv?: string } {
  return ASYMMETRIC[algorithm];
}

/** The minimum length of a secret for this algorithm, in bytes (RFC 7518 section 3.2). */
export function macBytesOf(algorithm: SymmetricAlgorithm): number {
  return SYMMETRIC[algorithm];
}
