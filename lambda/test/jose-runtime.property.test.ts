import { webcrypto } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keyTypeOf, SIGNING_ALGORITHMS, type SigningAlgorithm } from "../src/algorithms.ts";
import { crypto } from "../src/jose-runtime.ts";
import { createSigningKey, publicJwk } from "./support/keys.ts";
import { SIGN } from "./support/signatures.ts";

type Params = Parameters<typeof crypto.subtle.verify>[0];

/** What jose passes to `importKey` and `verify` for each algorithm. */
const PARAMS: Readonly<Record<SigningAlgorithm, Params & { namedCurve?: string }>> = {
  RS256: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
  RS384: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-384" },
  RS512: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-512" },
  PS256: { name: "RSA-PSS", hash: "SHA-256", saltLength: 32 },
  PS384: { name: "RSA-PSS", hash: "SHA-384", saltLength: 48 },
  PS512: { name: "RSA-PSS", hash: "SHA-512", saltLength: 64 },
  ES256: { name: "ECDSA", hash: "SHA-256", namedCurve: "P-256" },
  ES384: { name: "ECDSA", hash: "SHA-384", namedCurve: "P-384" },
  ES512: { name: "ECDSA", hash: "SHA-512", namedCurve: "P-521" },
  EdDSA: { name: "Ed25519" },
  Ed25519: { name: "Ed25519" },
};

type Corruption = (bytes: Buffer, at: number) => Buffer;

/** Ways in which a signature can go wrong, the first of which is not at all. */
const CORRUPTIONS: readonly Corruption[] = [
  (bytes) => bytes,
  (bytes, at) => {
    const copy = Buffer.from(bytes);
    copy[at % copy.length] = (copy[at % copy.length] ?? 0) ^ (1 << (at % 8));
    return copy;
  },
  (bytes, at) => bytes.subarray(0, at % bytes.length),
  (bytes, at) => Buffer.concat([bytes, Buffer.alloc(1 + (at % 3), at)]),
  (bytes) => Buffer.concat([Buffer.alloc(1), bytes]),
  (bytes) => Buffer.alloc(bytes.length),
  (bytes) => Buffer.alloc(bytes.length, 0xff),
  (bytes) => Buffer.from(bytes).reverse(),
  (bytes) => Buffer.concat([bytes.subarray(bytes.length / 2), bytes.subarray(0, bytes.length / 2)]),
];

const rsa = createSigningKey("RS256");

describe.each(SIGNING_ALGORITHMS)("%s", (alg) => {
  const key = keyTypeOf(alg).kty === "RSA" ? { ...rsa, alg } : createSigningKey(alg);

  test("is answered as Web Crypto answers it, for good signatures and for bad ones of every kind", async () => {
    const params = PARAMS[alg];
    const jwk = publicJwk(key, { alg: undefined, use: undefined });
    const cryptoKey = await webcrypto.subtle.importKey("jwk", jwk, params, true, ["verify"]);
    const answers = new Set<boolean>();
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom(...CORRUPTIONS),
        fc.nat(1_000),
        fc.boolean(),
        async (data, corrupt, at, isOtherData) => {
          const signature = corrupt(SIGN[alg](Buffer.from(data), key.privateKey), at);
          const shown = isOtherData ? Buffer.concat([data, Buffer.of(0)]) : data;
          const ours = crypto.subtle.verify(params, cryptoKey, signature, shown);
          expect(typeof ours).toBe("boolean");
          expect(ours).toBe(await webcrypto.subtle.verify(params as never, cryptoKey, signature, shown));
          answers.add(await ours);
        },
      ),
      { numRuns: 120 },
    );
    expect([...answers].sort()).toEqual([false, true]);
  });
});
