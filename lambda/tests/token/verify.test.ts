import { describe, expect, test } from "vitest";
import { ASYMMETRIC_ALGORITHMS, keyTypeOf } from "../../src/algorithms.ts";
import { createSigningKey, type SigningKey } from "../support/keys.ts";
import { mintToken } from "../support/tokens.ts";
import { jwkOf, VERIFIERS } from "../support/verifiers.ts";

/** The token with one character of its signature changed to another valid one. */
function corrupt(token: string): string {
  const position = token.lastIndexOf(".") + 1;
  return token.slice(0, position) + (token[position] === "A" ? "B" : "A") + token.slice(position + 1);
}

const rsa = [createSigningKey("RS256"), createSigningKey("RS256")] as const;
const INVALID = { failure: "signature_invalid" };

describe.each(VERIFIERS)("%s", (_name, verifier) => {
  const { verifySignature } = verifier;
  const keyOf = (key: SigningKey) => ({ alg: key.alg, key: jwkOf(key) });

  describe.each(ASYMMETRIC_ALGORITHMS)("%s", (alg) => {
    // One RSA key serves all RSA algorithms, because it takes long to generate.
    const [key, other]: readonly [SigningKey, SigningKey] =
      keyTypeOf(alg).kty === "RSA"
        ? [
            { ...rsa[0], alg },
            { ...rsa[1], alg },
          ]
        : [createSigningKey(alg), createSigningKey(alg)];

    test("verifies a token that its key signed", async () => {
      expect(await verifySignature(mintToken(key), [keyOf(key)])).toBeUndefined();
    });

    test("refuses a token that another key signed", async () => {
      expect(await verifySignature(mintToken(other), [keyOf(key)])).toEqual(INVALID);
    });

    test("refuses a changed signature", async () => {
      expect(await verifySignature(corrupt(mintToken(key)), [keyOf(key)])).toEqual(INVALID);
    });

    test("tries each of several keys", async () => {
      const keys = [keyOf(other), keyOf(key)];
      expect(await verifySignature(mintToken(key), keys)).toBeUndefined();
    });

    test("refuses every token without keys", async () => {
      expect(await verifySignature(mintToken(key), [])).toEqual(INVALID);
    });
  });

  test.each(["=", "!", "é"])("refuses a signature with %j at its end", async (end) => {
    const [key] = rsa;
    expect(await verifySignature(mintToken(key) + end, [keyOf(key)])).toEqual(INVALID);
  });

  test("verifies nothing with a key that throws, and tries the next one", async () => {
    const [key] = rsa;
    const broken = { ...keyOf(key), alg: "RS512" };
    const wrongType = { alg: "RS256", key: new Uint8Array(32) };
    expect(await verifySignature(mintToken(key), [broken, wrongType])).toEqual(INVALID);
    expect(await verifySignature(mintToken(key), [broken, wrongType, keyOf(key)])).toBeUndefined();
  });
});
