import { webcrypto } from "node:crypto";
import { describe, expect, test } from "vitest";
import { crypto, fromBase64 } from "../src/jose-runtime.ts";
import { createSigningKey, publicJwk } from "./support/keys.ts";

type Params = Parameters<typeof crypto.subtle.verify>[0];

const DATA = Buffer.from("header.payload");

/** What came of a verification: the answer, or the name of the error. */
async function resultOf(
  subtle: { verify: (...args: Parameters<typeof crypto.subtle.verify>) => unknown },
  ...args: Parameters<typeof crypto.subtle.verify>
): Promise<unknown> {
  try {
    return await subtle.verify(...args);
  } catch (error) {
    return error instanceof Error ? error.name : error;
  }
}

/** Asks both, who must agree, and returns what they said. */
async function verify(algorithm: Params, key: webcrypto.CryptoKey, signature: Uint8Array): Promise<unknown> {
  const ours = await resultOf(crypto.subtle, algorithm, key, signature, DATA);
  expect(ours).toEqual(await resultOf(webcrypto.subtle as never, algorithm, key, signature, DATA));
  return ours;
}

const RSASSA = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
const PSS = { name: "RSA-PSS", hash: "SHA-256", saltLength: 32 };
const ECDSA = { name: "ECDSA", hash: "SHA-256", namedCurve: "P-256" };
const RSA_SIZE = { modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) };

const rsassa = await webcrypto.subtle.generateKey({ ...RSASSA, ...RSA_SIZE }, true, ["sign", "verify"]);
const pss = await webcrypto.subtle.generateKey({ ...PSS, ...RSA_SIZE }, true, ["sign", "verify"]);
const ecdsa = await webcrypto.subtle.generateKey(ECDSA, true, ["sign", "verify"]);
const ed25519 = (await webcrypto.subtle.generateKey("Ed25519", true, [
  "sign",
  "verify",
])) as webcrypto.CryptoKeyPair;

const sign = async (algorithm: Params, pair: webcrypto.CryptoKeyPair): Promise<Uint8Array> =>
  new Uint8Array(await webcrypto.subtle.sign(algorithm as never, pair.privateKey, DATA));

describe("verify answers as Web Crypto does", () => {
  test("at once for what jose asks: that is what it is for", async () => {
    const answers = [
      crypto.subtle.verify(RSASSA, rsassa.publicKey, await sign(RSASSA, rsassa), DATA),
      crypto.subtle.verify(PSS, pss.publicKey, await sign(PSS, pss), DATA),
      crypto.subtle.verify(ECDSA, ecdsa.publicKey, await sign(ECDSA, ecdsa), DATA),
      crypto.subtle.verify(
        { name: "Ed25519" },
        ed25519.publicKey,
        await sign({ name: "Ed25519" }, ed25519),
        DATA,
      ),
    ];
    expect(answers).toEqual([true, true, true, true]);
  });

  test("when the key was imported for another algorithm", async () => {
    expect(await verify(PSS, rsassa.publicKey, await sign(RSASSA, rsassa))).toBe("InvalidAccessError");
    expect(await verify(RSASSA, pss.publicKey, await sign(PSS, pss))).toBe("InvalidAccessError");
    expect(await verify(ECDSA, rsassa.publicKey, await sign(RSASSA, rsassa))).toBe("InvalidAccessError");
    expect(await verify({ name: "Ed25519" }, ecdsa.publicKey, await sign(ECDSA, ecdsa))).toBe(
      "InvalidAccessError",
    );
  });

  test("when the key may not verify", async () => {
    const jwk = publicJwk(createSigningKey("ES256"), { alg: undefined, use: undefined });
    const idle = await webcrypto.subtle.importKey(
      "jwk",
      jwk,
      { name: "ECDSA", namedCurve: "P-256" },
      true,
      [],
    );
    expect(await verify(ECDSA, idle, Buffer.alloc(64))).toBe("InvalidAccessError");
  });

  test.each([
    ["RSASSA", RSASSA, rsassa],
    ["PSS", PSS, pss],
    ["ECDSA", ECDSA, ecdsa],
    ["Ed25519", { name: "Ed25519" }, ed25519],
  ])("when a private key is shown for a public one (%s)", async (_name, algorithm, pair) => {
    expect(await verify(algorithm, pair.privateKey, await sign(algorithm, pair))).toBe("InvalidAccessError");
  });

  test("when the key was imported for another hash than the one that is named", async () => {
    // Web Crypto takes the key's own hash.
    expect(await verify({ ...RSASSA, hash: "SHA-512" }, rsassa.publicKey, await sign(RSASSA, rsassa))).toBe(
      true,
    );
    expect(await verify({ ...PSS, hash: "SHA-512" }, pss.publicKey, await sign(PSS, pss))).toBe(true);
  });

  test("when no hash is named, or one we don't know", async () => {
    const signature = await sign(RSASSA, rsassa);
    expect(await verify({ name: RSASSA.name }, rsassa.publicKey, signature)).toBe(true);
    expect(await verify({ ...ECDSA, hash: "SHA-1" }, ecdsa.publicKey, await sign(ECDSA, ecdsa))).toBe(false);
    expect(await verify({ name: "ECDSA" }, ecdsa.publicKey, await sign(ECDSA, ecdsa))).not.toBe(true);
    expect(
      await verify({ ...ECDSA, hash: { name: "SHA-256" } }, ecdsa.publicKey, await sign(ECDSA, ecdsa)),
    ).toBe(true);
  });

  test.each([0, 31, 33, 222])("when a PSS signature has a salt of %d bytes", async (saltLength) => {
    const signature = await sign({ ...PSS, saltLength }, pss);
    expect(await verify(PSS, pss.publicKey, signature)).toBe(false);
    expect(await verify({ ...PSS, saltLength }, pss.publicKey, signature)).toBe(true);
  });

  test("when no salt length is named", async () => {
    const { saltLength: _, ...algorithm } = PSS;
    expect(await verify(algorithm, pss.publicKey, await sign(PSS, pss))).not.toBe(true);
  });

  test.each([0, 1, 32, 63, 65, 66, 72, 128])("when an ECDSA signature has %d bytes", async (length) => {
    expect(await verify(ECDSA, ecdsa.publicKey, Buffer.alloc(length, 1))).toBe(false);
  });

  test.each([0, 1, 255, 257, 512])("when an RSA signature has %d bytes", async (length) => {
    expect(await verify(RSASSA, rsassa.publicKey, Buffer.alloc(length, 1))).toBe(false);
    expect(await verify(PSS, pss.publicKey, Buffer.alloc(length, 1))).toBe(false);
  });

  test.each([0, 1, 63, 65])("when an Ed25519 signature has %d bytes", async (length) => {
    expect(await verify({ name: "Ed25519" }, ed25519.publicKey, Buffer.alloc(length, 1))).toBe(false);
  });
});

describe("fromBase64", () => {
  test.each(["", "AA", "AAA", "AAAA", "-_-_", "eyJhbGciOiJSUzI1NiJ9"])("reads %j", (text) => {
    expect(fromBase64(text)).toEqual(Buffer.from(text, "base64url"));
  });

  test.each(["A+", "A/", "AA==", " AA", "AA\n", "A A", "AA\0", "ä", "AA.AA", "*"])(
    "throws a SyntaxError at %j",
    (text) => {
      expect(() => fromBase64(text)).toThrow(SyntaxError);
    },
  );
});
