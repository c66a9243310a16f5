import { webcrypto } from "node:crypto";
import fc from "fast-check";
import { compactVerify } from "jose";
import { describe, expect, test } from "vitest";
import { ASYMMETRIC_ALGORITHMS, keyTypeOf } from "../../src/algorithms.ts";
import { createSigningKey } from "../support/keys.ts";
import { SIGN } from "../support/signatures.ts";
import { base64url } from "../support/tokens.ts";
import { importPublic, verificationKeyOf } from "../support/verification-keys.ts";

/** What Web Crypto wants to know beside the key. */
const PARAMS: Readonly<Record<string, { hash?: string; saltLength?: number }>> = {
  PS256: { saltLength: 32 },
  PS384: { saltLength: 48 },
  PS512: { saltLength: 64 },
  ES256: { hash: "SHA-256" },
  ES384: { hash: "SHA-384" },
  ES512: { hash: "SHA-512" },
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

describe.each(ASYMMETRIC_ALGORITHMS)("%s", (alg) => {
  const key = keyTypeOf(alg).kty === "RSA" ? { ...rsa, alg } : createSigningKey(alg);

  test("verifies what jose and Web Crypto verify, good signatures and bad ones of every kind", async () => {
    const { verify } = verificationKeyOf(key);
    const cryptoKey = await importPublic(key);
    const header = base64url(JSON.stringify({ alg }));
    const joseVerifies = (payload: string, signature: Uint8Array): Promise<boolean> =>
      compactVerify(`${header}.${payload}.${base64url(signature)}`, cryptoKey).then(
        () => true,
        () => false,
      );
    const answers = new Set<boolean>();
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom(...CORRUPTIONS),
        fc.nat(1_000),
        fc.boolean(),
        async (payload, corrupt, at, isOtherData) => {
          const input = (bytes: Uint8Array): Buffer => Buffer.from(`${header}.${base64url(bytes)}`);
          const signature = corrupt(SIGN[alg](input(payload), key.privateKey), at);
          const shown = isOtherData ? Buffer.concat([payload, Buffer.of(0)]) : payload;
          const ours = verify(input(shown), signature);
          expect(ours).toBe(await joseVerifies(base64url(shown), signature));
          const params = { ...PARAMS[alg], name: cryptoKey.algorithm.name };
          expect(ours).toBe(await webcrypto.subtle.verify(params, cryptoKey, signature, input(shown)));
          answers.add(ours);
        },
      ),
      { numRuns: 120 },
    );
    expect([...answers].sort()).toEqual([false, true]);
  });
});
