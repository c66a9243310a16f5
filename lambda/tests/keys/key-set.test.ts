import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { ASYMMETRIC_ALGORITHMS } from "../../src/algorithms.ts";
import { loadKeySet } from "../../src/keys/key-set.ts";
import { createSigningKey, type Json, publicJwk, type SigningKey } from "../support/keys.ts";

const rsa = createSigningKey("RS256", "rsa");
const ec = createSigningKey("ES256", "ec");
const ed = createSigningKey("EdDSA", "ed");
const exponent = (bytes: readonly number[]): string => Buffer.from(bytes).toString("base64url");

/** The largest number of this many bits, encoded like a modulus. */
function modulusOfBits(bits: number): string {
  const hexadecimal = ((1n << BigInt(bits)) - 1n).toString(16);
  return Buffer.from(hexadecimal.padStart(Math.ceil(bits / 8) * 2, "0"), "hex").toString("base64url");
}

/** An RSA key of this size. */
function rsaOfBits(modulusLength: number): SigningKey {
  return { alg: "RS256", kid: `rsa-${modulusLength}`, ...generateKeyPairSync("rsa", { modulusLength }) };
}

/** Whether a key set with only these keys is usable. */
const isUsable = async (...keys: readonly unknown[]): Promise<boolean> =>
  (await loadKeySet({ keys }, ASYMMETRIC_ALGORITHMS)) !== undefined;

describe("a key is usable", () => {
  test.each([
    ["RSA", publicJwk(rsa)],
    [
      "RSA of 2,048 bits, just large enough",
      publicJwk(rsa, { alg: undefined, use: undefined, kid: undefined }),
    ],
    ["RSA of 8,192 bits, just small enough", { ...publicJwk(rsa), n: modulusOfBits(8192) }],
    ["RSA with a leading zero octet in its modulus", zeroPadded(publicJwk(rsa))],
    ["RSA with exponent 3", publicJwk(rsa, { e: exponent([3]) })],
    ["P-256", publicJwk(ec)],
    ["P-384", publicJwk(createSigningKey("ES384"))],
    ["P-521", publicJwk(createSigningKey("ES512"))],
    ["Ed25519", publicJwk(ed)],
    ["Ed25519 with the name of its curve as alg", publicJwk(ed, { alg: "Ed25519" })],
    ["for verification according to its key_ops", publicJwk(ec, { key_ops: ["verify"] })],
  ])("if it is %s", async (_name, jwk) => {
    expect(await isUsable(jwk)).toBe(true);
  });

  test.each<[string, Json]>([
    ["has several key operations", { key_ops: ["sign", "verify"] }],
    ["has a duplicate operation", { key_ops: ["verify", "verify"] }],
    ["has an invalid ext", { ext: "true" }],
    ["has a null ext", { ext: null }],
    ["has members of another key type", { priv: "x", oth: [], dp: "x" }],
    ["has an invalid certificate", { x5c: ["x"], x5t: 7 }],
  ])("even if it %s", async (_name, changes) => {
    for (const key of [rsa, ec, ed]) {
      expect(await isUsable(publicJwk(key, changes))).toBe(true);
    }
  });
});

describe("a key is not usable", () => {
  const weak = publicJwk(rsaOfBits(1024));
  test.each<[string, unknown]>([
    ["RSA of 1,024 bits", weak],
    ["RSA of 2,047 bits", { ...publicJwk(rsa), n: modulusOfBits(2047) }],
    ["RSA of 1,024 bits padded with zero octets", padded(weak, 128)],
    ["RSA of 8,193 bits", { ...publicJwk(rsa), n: modulusOfBits(8193) }],
    ["RSA with exponent 1", publicJwk(rsa, { e: exponent([1]) })],
    ["RSA with exponent 1 after zero octets", publicJwk(rsa, { e: exponent([0, 0, 1]) })],
    ["RSA with an even exponent", publicJwk(rsa, { e: exponent([1, 0, 0]) })],
    ["RSA with exponent 0", publicJwk(rsa, { e: exponent([0]) })],
    ["RSA without an exponent", publicJwk(rsa, { e: undefined })],
    ["RSA without a modulus", publicJwk(rsa, { n: undefined })],
    ["RSA with a modulus that is not a string", publicJwk(rsa, { n: 65537 })],
    ["for encryption", publicJwk(ec, { use: "enc" })],
    ["for an empty use", publicJwk(ec, { use: "" })],
    ["for a null use", { ...publicJwk(ec), use: null }],
    ["a private EC key", ec.privateKey.export({ format: "jwk" })],
    ["a private RSA key", rsa.privateKey.export({ format: "jwk" })],
    ["a private Ed25519 key", ed.privateKey.export({ format: "jwk" })],
    ["a secret", { kty: "oct", k: "c2VjcmV0", alg: "HS256" }],
    [
      "on another curve",
      generateKeyPairSync("ec", { namedCurve: "secp256k1" }).publicKey.export({ format: "jwk" }),
    ],
    ["for key agreement", generateKeyPairSync("x25519").publicKey.export({ format: "jwk" })],
    ["of an unknown type", publicJwk(ec, { kty: "XYZ" })],
    ["of a type in another case", publicJwk(ec, { kty: "ec" })],
    ["an EC key without a curve", publicJwk(ec, { crv: undefined })],
    ["an EC key with a curve of another key type", publicJwk(ec, { crv: "Ed25519" })],
    ["an object that inherits its members", Object.create(publicJwk(ec))],
    ["null", null],
    ["a string", "key"],
    ["a list", [publicJwk(ec)]],
  ])("if it is %s", async (_name, jwk) => {
    expect(await isUsable(jwk)).toBe(false);
  });

  test("but the other keys of its set are", async () => {
    const keys = [null, weak, { kty: "oct", k: "AA" }, publicJwk(ec), "x"];
    const keySet = await loadKeySet({ keys }, ASYMMETRIC_ALGORITHMS);
    expect(await keySet?.find({ alg: "ES256", kid: "ec" })).toHaveLength(1);
  });
});

describe("a key set", () => {
  test.each<[string, Json]>([
    ["has no keys", {}],
    ["has an empty list", { keys: [] }],
    ["has null instead of a list", { keys: null }],
    ["has an object instead of a list", { keys: { 0: publicJwk(ec) } }],
    ["inherits its keys", Object.create({ keys: [publicJwk(ec)] })],
  ])("is unusable if it %s", async (_name, document) => {
    expect(await loadKeySet(document, ASYMMETRIC_ALGORITHMS)).toBeUndefined();
  });

  test.each<[string, Json]>([
    ["for an algorithm that the issuer does not allow", publicJwk(createSigningKey("ES512"))],
    ["for key agreement according to its alg", publicJwk(ec, { alg: "ECDH-ES" })],
    ["for signing according to its key_ops", publicJwk(ec, { key_ops: ["sign"] })],
    ["not a point of its curve", publicJwk(ec, { x: "AAAA" })],
    ["without coordinates", publicJwk(ec, { x: undefined, y: undefined })],
  ])("is unusable if its only key is %s", async (_name, jwk) => {
    expect(await loadKeySet({ keys: [jwk] }, ["RS256", "ES256"])).toBeUndefined();
  });

  test("with more than 100 keys ends at the 100th", async () => {
    const fill = Array.from({ length: 99 }, (_, index) => publicJwk(ec, { kid: `fill-${index}` }));
    const keys = [...fill, publicJwk(ec, { kid: "100" }), publicJwk(ec, { kid: "101" })];
    const keySet = await loadKeySet({ keys }, ASYMMETRIC_ALGORITHMS);
    expect(await keySet?.find({ alg: "ES256", kid: "100" })).toHaveLength(1);
    expect(await keySet?.find({ alg: "ES256", kid: "101" })).toEqual([]);
  });
});

/** The JWK with a leading zero octet in its modulus, as some providers send it. */
function zeroPadded(jwk: Json): Json {
  return padded(jwk, 1);
}

function padded(jwk: Json, octets: number): Json {
  const modulus = Buffer.from(String(jwk["n"]), "base64url");
  return { ...jwk, n: Buffer.concat([Buffer.alloc(octets), modulus]).toString("base64url") };
}
