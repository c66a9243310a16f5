import { describe, expect, test } from "vitest";
import { ASYMMETRIC_ALGORITHMS, type AsymmetricAlgorithm, keyTypeOf } from "../../src/algorithms.ts";
import { loadKeySet } from "../../src/keys/key-set.ts";
import type { VerificationKey } from "../../src/keys/key-source.ts";
import { verifySignature } from "../../src/token/verify.ts";
import { keysFor } from "../support/key-reading.ts";
import { createSigningKey, type Json, jwks, publicJwk, type SigningKey } from "../support/keys.ts";
import { mintToken } from "../support/tokens.ts";

/** The keys that the set finds for a token with this header. */
async function find(
  document: Json,
  alg: AsymmetricAlgorithm,
  kid?: string,
): Promise<readonly VerificationKey[]> {
  const keySet = await loadKeySet(document, keysFor(), () => undefined);
  return (await keySet?.find({ alg, kid })) ?? [];
}

/** Whether the set verifies a token that this key signed. */
async function verifies(document: Json, key: SigningKey, kid: string | undefined): Promise<boolean> {
  const keys = await find(document, key.alg, kid);
  return (await verifySignature(mintToken(key), keys)) === undefined;
}

const ec = createSigningKey("ES256", "ec");
const rsa = createSigningKey("RS256", "rsa");
const otherRsa = createSigningKey("RS256", "other-rsa");

describe("by algorithm", () => {
  test.each(ASYMMETRIC_ALGORITHMS)(
    "%s finds its key among the keys of all others, with and without kid",
    async (alg) => {
      const isRsa = keyTypeOf(alg).kty === "RSA";
      const key: SigningKey = isRsa ? { ...rsa, alg } : createSigningKey(alg);
      const others = (["ES256", "ES384", "ES512", "EdDSA"] as const)
        .filter((other) => other !== alg)
        .map((other) => createSigningKey(other, `other-${other}`));
      // A key of the same type for another algorithm.
      const sameType = publicJwk(otherRsa, { alg: alg === "RS256" ? "PS256" : "RS256" });
      const document = { keys: [sameType, ...others.map((other) => publicJwk(other)), publicJwk(key)] };
      expect(await verifies(document, key, key.kid)).toBe(true);
      expect(await verifies(document, key, undefined)).toBe(true);
    },
  );

  test("a key with alg is found for that algorithm only", async () => {
    expect(await find(jwks(rsa), "RS256", "rsa")).toHaveLength(1);
    expect(await find(jwks(rsa), "PS256", "rsa")).toEqual([]);
    expect(await find(jwks(rsa), "RS384", "rsa")).toEqual([]);
  });

  test("a key without alg is found for every algorithm of its type", async () => {
    const document = { keys: [publicJwk(rsa, { alg: undefined })] };
    for (const alg of ["RS256", "RS512", "PS256"] as const) {
      expect(await verifies(document, { ...rsa, alg }, "rsa")).toBe(true);
    }
    expect(await find(document, "ES256", "rsa")).toEqual([]);
  });

  test("a key of one curve is never found for another", async () => {
    const document = { keys: [publicJwk(ec, { alg: undefined })] };
    expect(await find(document, "ES384", "ec")).toEqual([]);
    expect(await find(document, "EdDSA", "ec")).toEqual([]);
  });
});

describe("by kid", () => {
  test.each(["EC", "ec ", "", "e", "__proto__", "0"])(
    "no key is found for %j, which only resembles a kid",
    async (kid) => {
      expect(await find(jwks(ec), "ES256", kid)).toEqual([]);
    },
  );

  test("a key without kid is not found", async () => {
    expect(await find({ keys: [publicJwk(ec, { kid: undefined })] }, "ES256", "ec")).toEqual([]);
  });

  test("both keys are found if a provider uses one kid twice", async () => {
    const twin = createSigningKey("ES256", "ec");
    expect(await verifies(jwks(ec, twin), twin, "ec")).toBe(true);
    expect(await verifies(jwks(ec, twin), ec, "ec")).toBe(true);
  });

  test("a key that can't be imported is not found, but the others are", async () => {
    const broken = publicJwk(ec, { kid: "broken", x: "AAAA" });
    const document = { keys: [broken, publicJwk(ec)] };
    expect(await find(document, "ES256", "broken")).toEqual([]);
    expect(await verifies(document, ec, "ec")).toBe(true);
  });

  test("a key whose key_ops allow only signing is not found", async () => {
    expect(await find({ keys: [publicJwk(ec, { key_ops: ["sign"] })] }, "ES256", "ec")).toEqual([]);
  });
});

describe("without kid", () => {
  const keys = Array.from({ length: 11 }, (_, index) => createSigningKey("ES256", `ec-${index}`));

  test("at most ten keys are tried", async () => {
    expect(await find(jwks(...keys), "ES256")).toHaveLength(10);
    const accepted = await Promise.all(keys.map((key) => verifies(jwks(...keys), key, undefined)));
    expect(accepted).toEqual([...Array(10).fill(true), false]);
  });

  test("keys for other algorithms and keys that can't be imported do not count", async () => {
    const others = [createSigningKey("ES384"), createSigningKey("EdDSA")].map((key) => publicJwk(key));
    const broken = publicJwk(ec, { x: "AAAA" });
    const document = { keys: [...others, broken, ...keys.slice(0, 3).map((key) => publicJwk(key))] };
    expect(await find(document, "ES256")).toHaveLength(3);
  });
});
