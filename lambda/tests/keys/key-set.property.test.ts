import fc from "fast-check";
import { createLocalJWKSet, errors, exportJWK, type JSONWebKeySet, type JWK } from "jose";
import { expect, test } from "vitest";
import { ASYMMETRIC_ALGORITHMS, type AsymmetricAlgorithm } from "../../src/algorithms.ts";
import { loadKeySet, MAX_CANDIDATES } from "../../src/keys/key-set.ts";
import { keysFor } from "../support/key-reading.ts";
import { createSigningKey, type Json, publicJwk, type SigningKey } from "../support/keys.ts";

/** Two keys of most types, so that the set has a choice. */
const pool: readonly SigningKey[] = [
  createSigningKey("RS256"),
  createSigningKey("RS256"),
  createSigningKey("ES256"),
  createSigningKey("ES256"),
  createSigningKey("ES384"),
  createSigningKey("EdDSA"),
  createSigningKey("EdDSA"),
];

const algorithm = fc.constantFrom(...ASYMMETRIC_ALGORITHMS);
const kid = fc.constantFrom("a", "a", "b", undefined);

/** A key of the pool with members that a provider adds, right or wrong. */
const published = fc
  .record({
    index: fc.nat(pool.length - 1),
    kid,
    alg: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: algorithm }),
    use: fc.constantFrom("sig", "sig", undefined, undefined, undefined, "enc"),
    // Never both: jose refuses a public key that lists sign, and our set needs only verify in the list.
    key_ops: fc.constantFrom(undefined, undefined, undefined, ["verify"], ["verify"], ["sign"]),
  })
  .map(({ index, ...members }) => ({ index, jwk: publicJwk(pool[index] as SigningKey, members) }));

/** The keys of the pool that jose finds, in its order, at most ten. */
async function foundByJose(
  keys: readonly Json[],
  alg: string,
  id: string | undefined,
): Promise<readonly string[]> {
  const find = createLocalJWKSet({ keys } as unknown as JSONWebKeySet);
  const xOf = async (key: Parameters<typeof exportJWK>[0]): Promise<string> => {
    const { n, x } = await exportJWK(key);
    return String(n ?? x);
  };
  try {
    return [await xOf(await find(id === undefined ? { alg } : { alg, kid: id }))];
  } catch (error) {
    const several: string[] = [];
    if (error instanceof errors.JWKSMultipleMatchingKeys) {
      for await (const key of error) {
        several.push(await xOf(key));
      }
    }
    return several.slice(0, MAX_CANDIDATES);
  }
}

/** The keys of the pool that our set finds, in its order. */
function foundByUs(
  keys: readonly Json[],
  alg: AsymmetricAlgorithm,
  id: string | undefined,
): readonly string[] {
  const found = loadKeySet({ keys }, keysFor(), () => undefined)?.find({ alg, kid: id }) ?? [];
  return found.map(({ key }) => {
    const { n, x } = key as JWK;
    return String(n ?? x);
  });
}

test("the key set finds the same keys for a token as jose, in the same order", async () => {
  const counts = [0, 0, 0];
  await fc.assert(
    fc.asyncProperty(
      fc.array(published, { minLength: 1, maxLength: 8 }),
      algorithm,
      kid,
      async (keys, alg, id) => {
        const jwks = keys.map(({ jwk }) => jwk);
        const ours = foundByUs(jwks, alg, id);
        expect(ours).toEqual(await foundByJose(jwks, alg, id));
        const kind = Math.min(ours.length, 2);
        counts[kind] = (counts[kind] ?? 0) + 1;
      },
    ),
    { numRuns: 1_500 },
  );
  // No key, one key and several keys must each occur often enough to test something.
  expect(Math.min(...counts)).toBeGreaterThan(50);
});
