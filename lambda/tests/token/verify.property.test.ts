import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ASYMMETRIC_ALGORITHMS, keyTypeOf } from "../../src/algorithms.ts";
import { createSigningKey } from "../support/keys.ts";
import { SIGN } from "../support/signatures.ts";
import { base64url } from "../support/tokens.ts";
import { jwkOf, VERIFIERS } from "../support/verifiers.ts";

type Corruption = (bytes: Buffer, at: number) => Buffer;

/** Ways to corrupt a signature. The first one leaves it as it is. */
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

describe.each(ASYMMETRIC_ALGORITHMS)("for %s", (alg) => {
  const key = keyTypeOf(alg).kty === "RSA" ? { ...rsa, alg } : createSigningKey(alg);

  test("the bundle and the source agree on valid signatures and on invalid ones of every kind", async () => {
    const publicKey = jwkOf(key);
    const header = base64url(JSON.stringify({ alg }));
    const answers = new Set<boolean>();
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom(...CORRUPTIONS),
        fc.nat(1_000),
        fc.boolean(),
        async (payload, corrupt, at, isOtherData) => {
          const input = (bytes: Uint8Array): string => `${header}.${base64url(bytes)}`;
          const signature = corrupt(SIGN[alg](Buffer.from(input(payload)), key.privateKey), at);
          const shown = input(isOtherData ? Buffer.concat([payload, Buffer.of(0)]) : payload);
          const [source, bundle] = await Promise.all(
            VERIFIERS.map(([, verifier]) => verifier.verifies(shown, signature, publicKey, alg)),
          );
          expect(bundle).toBe(source);
          answers.add(source === true);
        },
      ),
      { numRuns: 120 },
    );
    expect([...answers].sort()).toEqual([false, true]);
  });
});
