import { constants, createHmac, generateKeyPairSync, sign } from "node:crypto";
import type { JWK } from "jose";
import { describe, expect, test } from "vitest";
import {
  ASYMMETRIC_ALGORITHMS,
  type AsymmetricAlgorithm,
  keyTypeOf,
  SYMMETRIC_ALGORITHMS,
} from "../../src/algorithms.ts";
import { createSigningKey, publicJwk, type SigningKey } from "../support/keys.ts";
import { SIGN } from "../support/signatures.ts";
import { base64url } from "../support/tokens.ts";
import { jwkOf, VERIFIERS } from "../support/verifiers.ts";

const rsa = createSigningKey("RS256");
const ec = createSigningKey("ES256");
const ed = createSigningKey("EdDSA");

/** A key for the algorithm. One RSA key serves all RSA algorithms. */
const keyFor = (alg: AsymmetricAlgorithm): SigningKey =>
  keyTypeOf(alg).kty === "RSA" ? { ...rsa, alg } : alg === "ES256" ? ec : createSigningKey(alg);

/** The signing input: a header with the algorithm, and a payload. */
const inputFor = (alg: string, payload = "payload"): string =>
  `${base64url(JSON.stringify({ alg }))}.${base64url(payload)}`;

describe.each(VERIFIERS)("%s", (_name, verifier) => {
  /** Whether the key verifies the signature that the function makes over its signing input. */
  async function verifies(key: SigningKey, signatureOf: (data: Buffer) => Uint8Array): Promise<boolean> {
    const input = inputFor(key.alg);
    return verifier.verifies(input, signatureOf(Buffer.from(input)), jwkOf(key), key.alg);
  }

  describe("a public key", () => {
    test.each(ASYMMETRIC_ALGORITHMS)("for %s verifies a signature of that algorithm", async (alg) => {
      const key = keyFor(alg);
      expect(await verifies(key, (data) => SIGN[alg](data, key.privateKey))).toBe(true);
      expect(await verifies(key, () => SIGN[alg](Buffer.from("other"), key.privateKey))).toBe(false);
    });

    const pairs = ASYMMETRIC_ALGORITHMS.flatMap((alg) =>
      ASYMMETRIC_ALGORITHMS.filter((other) => other !== alg).map((other) => [alg, other] as const),
    );
    test.each(pairs)(
      "for %s can be imported for %s only if both have the same key type and curve",
      async (alg, other) => {
        const [own, wanted] = [keyTypeOf(alg), keyTypeOf(other)];
        const importing = verifier.importJWK(publicJwk(keyFor(alg), { alg: undefined }) as JWK, other);
        if (own.kty === wanted.kty && own.crv === wanted.crv) {
          await expect(importing).resolves.toMatchObject({ type: "public" });
        } else {
          await expect(importing).rejects.toThrow();
        }
      },
    );

    const rsaPairs = pairs.filter(
      ([alg, other]) => keyTypeOf(alg).kty === "RSA" && keyTypeOf(other).kty === "RSA",
    );
    test.each(rsaPairs)("for %s verifies no token of %s", async (alg, other) => {
      const input = inputFor(other);
      const signature = SIGN[other](Buffer.from(input), rsa.privateKey);
      expect(await verifier.verifies(input, signature, jwkOf(rsa), alg)).toBe(false);
      expect(await verifier.verifies(input, signature, jwkOf(rsa), other)).toBe(true);
    });

    test.each(rsaPairs)("that was imported for %s verifies no token of %s", async (alg, other) => {
      const key = await verifier.importJWK(jwkOf(rsa), alg);
      const input = inputFor(other);
      const signature = SIGN[other](Buffer.from(input), rsa.privateKey);
      expect(await verifier.verifies(input, signature, key as JWK, other)).toBe(false);
    });
  });

  describe("a key verifies nothing", () => {
    test.each<[string, JWK]>([
      ["a secret", { kty: "oct", k: "AAAA" }],
      ["a key for key agreement", generateKeyPairSync("x25519").publicKey.export({ format: "jwk" }) as JWK],
      [
        "a key on a curve that no algorithm uses",
        generateKeyPairSync("ec", { namedCurve: "secp256k1" }).publicKey.export({ format: "jwk" }) as JWK,
      ],
      ["an Ed448 key", generateKeyPairSync("ed448").publicKey.export({ format: "jwk" }) as JWK],
      ["a point that is not on its curve", publicJwk(ec, { x: "AAAA" }) as JWK],
    ])("if it is %s", async (_case, jwk) => {
      for (const alg of ASYMMETRIC_ALGORITHMS) {
        const input = inputFor(alg);
        const signature = SIGN.RS256(Buffer.from(input), rsa.privateKey);
        expect(await verifier.verifies(input, signature, jwk, alg)).toBe(false);
      }
    });

    test("if it is a private key", async () => {
      const input = inputFor("ES256");
      const signature = SIGN.ES256(Buffer.from(input), ec.privateKey);
      const jwk = ec.privateKey.export({ format: "jwk" }) as JWK;
      expect(await verifier.verifies(input, signature, jwk, "ES256")).toBe(false);
      const key = await verifier.importJWK(jwk, "ES256").catch(() => jwk);
      expect(await verifier.verifies(input, signature, key as JWK, "ES256")).toBe(false);
    });

    test("if it is an RSA key of less than 2048 bits", async () => {
      const weak: SigningKey = { ...rsa, ...generateKeyPairSync("rsa", { modulusLength: 1024 }) };
      expect(await verifies(weak, (data) => SIGN.RS256(data, weak.privateKey))).toBe(false);
    });
  });

  /** OpenSSL accepts some of these signatures, but a JWS must not have them. */
  describe("a signature is refused if it", () => {
    test.each([0, 31, 33, 222])("has a PSS salt of %d bytes (RFC 7518 section 3.5)", async (saltLength) => {
      const key: SigningKey = { ...rsa, alg: "PS256" };
      const padding = constants.RSA_PKCS1_PSS_PADDING;
      const salted = (length: number) => (data: Buffer) =>
        sign("sha256", data, { key: rsa.privateKey, padding, saltLength: length });
      expect(await verifies(key, salted(saltLength))).toBe(false);
      expect(await verifies(key, salted(32))).toBe(true);
    });

    test("is an ECDSA signature in DER (RFC 7518 section 3.4)", async () => {
      expect(await verifies(ec, (data) => sign("sha256", data, ec.privateKey))).toBe(false);
    });

    test("is made with another hash", async () => {
      expect(await verifies(rsa, (data) => SIGN.RS512(data, rsa.privateKey))).toBe(false);
    });

    test.each<[string, SigningKey, readonly number[]]>([
      ["RSASSA", rsa, [1, 255, 257, 512]],
      ["PSS", { ...rsa, alg: "PS256" }, [1, 255, 257, 512]],
      ["ECDSA", ec, [1, 32, 63, 65, 66, 72, 128]],
      ["Ed25519", ed, [1, 63, 65]],
    ])("has the wrong length (%s)", async (_case, key, lengths) => {
      for (const length of lengths) {
        expect(await verifies(key, () => Buffer.alloc(length, 1))).toBe(false);
      }
    });

    test.each<[string, SigningKey]>([
      ["RSASSA", rsa],
      ["ECDSA", ec],
      ["Ed25519", ed],
    ])("is valid except for an additional byte at the start or at the end (%s)", async (_case, key) => {
      const zero = Buffer.alloc(1);
      const valid = (data: Buffer): Buffer => SIGN[key.alg](data, key.privateKey);
      expect(await verifies(key, (data) => Buffer.concat([zero, valid(data)]))).toBe(false);
      expect(await verifies(key, (data) => Buffer.concat([valid(data), zero]))).toBe(false);
    });
  });

  describe("a shared secret", () => {
    const secret = Buffer.alloc(64, 7);

    test.each(SYMMETRIC_ALGORITHMS)("verifies %s, but no MAC of another length or hash", async (alg) => {
      const input = inputFor(alg);
      const mac = (hash: string): Buffer => createHmac(hash, secret).update(input).digest();
      const own = `sha${alg.slice(2)}`;
      expect(await verifier.verifies(input, mac(own), secret, alg)).toBe(true);
      for (const length of [1, 16, 31, 33, 65]) {
        const other = Buffer.concat([mac(own), mac(own)]).subarray(0, length);
        expect(await verifier.verifies(input, other, secret, alg)).toBe(false);
      }
      for (const hash of ["sha1", "sha256", "sha384", "sha512"].filter((name) => name !== own)) {
        expect(await verifier.verifies(input, mac(hash), secret, alg)).toBe(false);
      }
      expect(await verifier.verifies(input, mac(own), Buffer.alloc(64, 8), alg)).toBe(false);
    });

    test("is never used as a public key, and a public key never as a secret", async () => {
      const key = jwkOf(rsa);
      const pem = Buffer.from(rsa.publicKey.export({ type: "spki", format: "pem" }));
      const input = inputFor("HS256");
      const mac = createHmac("sha256", pem).update(input).digest();
      expect(await verifier.verifies(input, mac, key, "HS256")).toBe(false);
      const signed = inputFor("RS256");
      const signature = SIGN.RS256(Buffer.from(signed), rsa.privateKey);
      expect(await verifier.verifies(signed, signature, pem, "RS256")).toBe(false);
    });
  });
});
