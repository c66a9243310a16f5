import { constants, sign, webcrypto } from "node:crypto";
import { describe, expect, test } from "vitest";
import { ASYMMETRIC_ALGORITHMS, type AsymmetricAlgorithm, keyTypeOf } from "../../src/algorithms.ts";
import { createVerificationKey } from "../../src/keys/verification-key.ts";
import { createSigningKey, publicJwk } from "../support/keys.ts";
import { SIGN } from "../support/signatures.ts";
import { importPublic, verificationKeyOf } from "../support/verification-keys.ts";

const DATA = Buffer.from("header.payload");
const rsa = createSigningKey("RS256");
const ec = createSigningKey("ES256");
const ed = createSigningKey("EdDSA");

/** An algorithm's own key, where it can have one. */
const keyFor = (alg: AsymmetricAlgorithm) =>
  keyTypeOf(alg).kty === "RSA" ? { ...rsa, alg } : alg === "ES256" ? ec : createSigningKey(alg);

describe("a public key that was imported for an algorithm", () => {
  test.each(ASYMMETRIC_ALGORITHMS)("verifies by it: %s", async (alg) => {
    const key = keyFor(alg);
    const { verify } = await verificationKeyOf(key);
    expect(verify(DATA, SIGN[alg](DATA, key.privateKey))).toBe(true);
    expect(verify(Buffer.from("other"), SIGN[alg](DATA, key.privateKey))).toBe(false);
  });

  const pairs = ASYMMETRIC_ALGORITHMS.flatMap((alg) =>
    ASYMMETRIC_ALGORITHMS.filter((other) => other !== alg).map((other) => [alg, other] as const),
  );
  test.each(pairs)("of %s is none for %s, but for the two names of Ed25519", async (alg, other) => {
    const isAlias = [alg, other].every((name) => name === "EdDSA" || name === "Ed25519");
    const key = createVerificationKey(other, await importPublic(keyFor(alg)));
    expect(key !== undefined).toBe(isAlias);
  });
});

describe("no key to verify with", () => {
  test("is a private one", async () => {
    const { subtle } = webcrypto;
    const algorithm = { name: "ECDSA", namedCurve: "P-256" };
    const jwk = { ...ec.privateKey.export({ format: "jwk" }) };
    const key = await subtle.importKey("jwk", jwk, algorithm, true, ["sign"]);
    expect(createVerificationKey("ES256", key)).toBeUndefined();
  });

  test("is one that may not verify", async () => {
    const algorithm = { name: "ECDSA", namedCurve: "P-256" };
    const jwk = publicJwk(ec, { alg: undefined, use: undefined });
    const key = await webcrypto.subtle.importKey("jwk", jwk, algorithm, true, []);
    expect(createVerificationKey("ES256", key)).toBeUndefined();
  });

  test("is one for signing and verifying a MAC", async () => {
    const algorithm = { name: "HMAC", hash: "SHA-256" };
    const secret = Buffer.alloc(32);
    const key = await webcrypto.subtle.importKey("raw", secret, algorithm, true, ["sign", "verify"]);
    for (const alg of ASYMMETRIC_ALGORITHMS) {
      expect(createVerificationKey(alg, key)).toBeUndefined();
    }
  });
});

/** OpenSSL takes these; a JWS may not have them. */
describe("a signature that is refused", () => {
  test.each([0, 31, 33, 222])("has a PSS salt of %d bytes (RFC 7518 section 3.5)", async (saltLength) => {
    const { verify } = await verificationKeyOf({ ...rsa, alg: "PS256" });
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    expect(verify(DATA, sign("sha256", DATA, { key: rsa.privateKey, padding, saltLength }))).toBe(false);
    expect(verify(DATA, sign("sha256", DATA, { key: rsa.privateKey, padding, saltLength: 32 }))).toBe(true);
  });

  test("is an ECDSA signature in DER (RFC 7518 section 3.4)", async () => {
    const { verify } = await verificationKeyOf(ec);
    expect(verify(DATA, sign("sha256", DATA, ec.privateKey))).toBe(false);
  });

  test("is of another hash", async () => {
    const { verify } = await verificationKeyOf(rsa);
    expect(verify(DATA, SIGN.RS512(DATA, rsa.privateKey))).toBe(false);
  });

  test.each([
    ["RSASSA", rsa, [0, 1, 255, 257, 512]],
    ["PSS", { ...rsa, alg: "PS256" } as const, [0, 1, 255, 257, 512]],
    ["ECDSA", ec, [0, 1, 32, 63, 65, 66, 72, 128]],
    ["Ed25519", ed, [0, 1, 63, 65]],
  ])("has another length (%s)", async (_name, key, lengths) => {
    const { verify } = await verificationKeyOf(key);
    expect(lengths.map((length) => verify(DATA, Buffer.alloc(length, 1)))).toEqual(lengths.map(() => false));
  });
});
