import { importJWK } from "jose";
import { describe, expect, test } from "vitest";
import { keyTypeOf, SIGNING_ALGORITHMS, type SigningAlgorithm } from "../../src/algorithms.ts";
import { verifySignature } from "../../src/token/verify.ts";
import { createSigningKey, publicJwk, type SigningKey } from "../support/keys.ts";
import { mintToken } from "../support/tokens.ts";

/** The public key as jose wants it, for the algorithm. */
async function importPublic(key: SigningKey, alg: SigningAlgorithm = key.alg): Promise<CryptoKey> {
  const imported = await importJWK(publicJwk(key, { alg }), alg);
  if (imported instanceof Uint8Array) {
    throw new Error("a public key is no secret");
  }
  return imported;
}

/** The token with one character of its signature changed to another that is canonical there too. */
function corrupt(token: string): string {
  const position = token.lastIndexOf(".") + 1;
  return token.slice(0, position) + (token[position] === "A" ? "B" : "A") + token.slice(position + 1);
}

const rsa = [createSigningKey("RS256"), createSigningKey("RS256")] as const;

describe.each(SIGNING_ALGORITHMS)("%s", (alg) => {
  // One RSA key does for all RSA algorithms, and takes long to make.
  const [key, other]: readonly [SigningKey, SigningKey] =
    keyTypeOf(alg).kty === "RSA"
      ? [
          { ...rsa[0], alg },
          { ...rsa[1], alg },
        ]
      : [createSigningKey(alg), createSigningKey(alg)];

  test("verifies what its key signed", async () => {
    expect(await verifySignature(mintToken(key), alg, [await importPublic(key)])).toBeUndefined();
  });

  test("refuses what another key signed", async () => {
    expect(await verifySignature(mintToken(other), alg, [await importPublic(key)])).toEqual({
      failure: "signature_invalid",
    });
  });

  test("refuses a changed signature", async () => {
    expect(await verifySignature(corrupt(mintToken(key)), alg, [await importPublic(key)])).toEqual({
      failure: "signature_invalid",
    });
  });

  test("tries each of several keys", async () => {
    const keys = [await importPublic(other), await importPublic(key)];
    expect(await verifySignature(mintToken(key), alg, keys)).toBeUndefined();
  });

  test("refuses everything without keys", async () => {
    expect(await verifySignature(mintToken(key), alg, [])).toEqual({ failure: "signature_invalid" });
  });
});

test("a token is refused when its alg is not the algorithm that was chosen for it", async () => {
  const [key] = rsa;
  const keyForPss = await importPublic(key, "PS256");
  expect(await verifySignature(mintToken({ ...key, alg: "PS256" }), "RS256", [keyForPss])).toEqual({
    failure: "signature_invalid",
  });
});

test("a key imported for another algorithm verifies nothing", async () => {
  const [key] = rsa;
  expect(await verifySignature(mintToken(key), "RS256", [await importPublic(key, "PS256")])).toEqual({
    failure: "signature_invalid",
  });
});
