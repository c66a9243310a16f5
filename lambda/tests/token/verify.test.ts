import { describe, expect, test } from "vitest";
import { ASYMMETRIC_ALGORITHMS, keyTypeOf } from "../../src/algorithms.ts";
import { verifySignature } from "../../src/token/verify.ts";
import { createSigningKey, type SigningKey } from "../support/keys.ts";
import { mintToken } from "../support/tokens.ts";
import { verificationKeyOf } from "../support/verification-keys.ts";

/** The token with one character of its signature changed to another that is canonical there too. */
function corrupt(token: string): string {
  const position = token.lastIndexOf(".") + 1;
  return token.slice(0, position) + (token[position] === "A" ? "B" : "A") + token.slice(position + 1);
}

const rsa = [createSigningKey("RS256"), createSigningKey("RS256")] as const;

describe.each(ASYMMETRIC_ALGORITHMS)("%s", (alg) => {
  // One RSA key does for all RSA algorithms, and takes long to make.
  const [key, other]: readonly [SigningKey, SigningKey] =
    keyTypeOf(alg).kty === "RSA"
      ? [
          { ...rsa[0], alg },
          { ...rsa[1], alg },
        ]
      : [createSigningKey(alg), createSigningKey(alg)];

  test("verifies what its key signed", async () => {
    expect(verifySignature(mintToken(key), [verificationKeyOf(key)])).toBeUndefined();
  });

  test("refuses what another key signed", async () => {
    expect(verifySignature(mintToken(other), [verificationKeyOf(key)])).toEqual({
      failure: "signature_invalid",
    });
  });

  test("refuses a changed signature", async () => {
    expect(verifySignature(corrupt(mintToken(key)), [verificationKeyOf(key)])).toEqual({
      failure: "signature_invalid",
    });
  });

  test("tries each of several keys", async () => {
    const keys = [verificationKeyOf(other), verificationKeyOf(key)];
    expect(verifySignature(mintToken(key), keys)).toBeUndefined();
  });

  test("refuses everything without keys", async () => {
    expect(verifySignature(mintToken(key), [])).toEqual({ failure: "signature_invalid" });
  });
});

test("a key that throws has verified nothing, and the next one is tried", async () => {
  const [key] = rsa;
  const broken = {
    verify: () => {
      throw new Error("error:0200008A:rsa routines::invalid padding");
    },
  };
  expect(verifySignature(mintToken(key), [broken])).toEqual({ failure: "signature_invalid" });
  expect(verifySignature(mintToken(key), [broken, verificationKeyOf(key)])).toBeUndefined();
});
