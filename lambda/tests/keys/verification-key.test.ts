import { constants, createSecretKey, generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { ASYMMETRIC_ALGORITHMS, type AsymmetricAlgorithm, keyTypeOf } from "../../src/algorithms.ts";
import { createVerificationKey } from "../../src/keys/verification-key.ts";
import { createSigningKey } from "../support/keys.ts";
import { SIGN } from "../support/signatures.ts";
import { verificationKeyOf } from "../support/verification-keys.ts";

const DATA = Buffer.from("header.payload");
const rsa = createSigningKey("RS256");
const ec = createSigningKey("ES256");
const ed = createSigningKey("EdDSA");

/** An algorithm's own key, where it can have one. */
const keyFor = (alg: AsymmetricAlgorithm) =>
  keyTypeOf(alg).kty === "RSA" ? { ...rsa, alg } : alg === "ES256" ? ec : createSigningKey(alg);

describe("a public key that is bound to an algorithm", () => {
  test.each(ASYMMETRIC_ALGORITHMS)("verifies by it: %s", async (alg) => {
    const key = keyFor(alg);
    const { verify } = verificationKeyOf(key);
    expect(verify(DATA, SIGN[alg](DATA, key.privateKey))).toBe(true);
    expect(verify(Buffer.from("other"), SIGN[alg](DATA, key.privateKey))).toBe(false);
  });

  const pairs = ASYMMETRIC_ALGORITHMS.flatMap((alg) =>
    ASYMMETRIC_ALGORITHMS.filter((other) => other !== alg).map((other) => [alg, other] as const),
  );
  test.each(pairs)("of %s is none for %s, unless both have keys of one kind", (alg, other) => {
    const [own, wanted] = [keyTypeOf(alg), keyTypeOf(other)];
    const create = () => createVerificationKey(other, keyFor(alg).publicKey);
    if (own.kty === wanted.kty && own.crv === wanted.crv) {
      expect(create).not.toThrow();
    } else {
      expect(create).toThrow(`no public key for ${other}`);
    }
  });
});

describe("no key to verify with", () => {
  test.each([
    ["a private one", ec.privateKey],
    ["a secret", createSecretKey(Buffer.alloc(32))],
    ["one for RSASSA-PSS alone", generateKeyPairSync("rsa-pss", { modulusLength: 2048 }).publicKey],
    ["one for key agreement", generateKeyPairSync("x25519").publicKey],
    [
      "one of a curve that no algorithm has",
      generateKeyPairSync("ec", { namedCurve: "secp256k1" }).publicKey,
    ],
    ["one of Ed448", generateKeyPairSync("ed448").publicKey],
  ])("is %s", (_name, key) => {
    for (const alg of ASYMMETRIC_ALGORITHMS) {
      expect(() => createVerificationKey(alg, key)).toThrow(`no public key for ${alg}`);
    }
  });
});

/** OpenSSL takes these; a JWS may not have them. */
describe("a signature that is refused", () => {
  test.each([0, 31, 33, 222])("has a PSS salt of %d bytes (RFC 7518 section 3.5)", async (saltLength) => {
    const { verify } = verificationKeyOf({ ...rsa, alg: "PS256" });
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    expect(verify(DATA, sign("sha256", DATA, { key: rsa.privateKey, padding, saltLength }))).toBe(false);
    expect(verify(DATA, sign("sha256", DATA, { key: rsa.privateKey, padding, saltLength: 32 }))).toBe(true);
  });

  test("is an ECDSA signature in DER (RFC 7518 section 3.4)", async () => {
    const { verify } = verificationKeyOf(ec);
    expect(verify(DATA, sign("sha256", DATA, ec.privateKey))).toBe(false);
  });

  test("is of another hash", async () => {
    const { verify } = verificationKeyOf(rsa);
    expect(verify(DATA, SIGN.RS512(DATA, rsa.privateKey))).toBe(false);
  });

  test.each([
    ["RSASSA", rsa, [0, 1, 255, 257, 512]],
    ["PSS", { ...rsa, alg: "PS256" } as const, [0, 1, 255, 257, 512]],
    ["ECDSA", ec, [0, 1, 32, 63, 65, 66, 72, 128]],
    ["Ed25519", ed, [0, 1, 63, 65]],
  ])("has another length (%s)", async (_name, key, lengths) => {
    const { verify } = verificationKeyOf(key);
    expect(lengths.map((length) => verify(DATA, Buffer.alloc(length, 1)))).toEqual(lengths.map(() => false));
  });
});
