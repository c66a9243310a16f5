import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { loadKeySet } from "../../src/keys/key-set.ts";
import { keysFor } from "../support/key-reading.ts";
import { createSigningKey, type Json, publicJwk, type SigningKey } from "../support/keys.ts";
import { base64url } from "../support/tokens.ts";

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
  (await loadKeySet({ keys }, keysFor(), () => undefined)) !== undefined;

describe("a key is usable", () => {
  test.each([
    ["RSA", publicJwk(rsa)],
    [
      "RSA of 2,048 bits, just large enough",
      publicJwk(rsa, { alg: undefined, use: undefined, kid: undefined }),
    ],
    ["RSA of 8,192 bits, just small enough", { ...publicJwk(rsa), n: modulusOfBits(8192) }],
    ["RSA with a leading zero octet in its modulus", zeroPadded(publicJwk(rsa))],
    ["RSA with a zero octet in front of its exponent", publicJwk(rsa, { e: exponent([0, 0, 0, 1, 0, 1]) })],
    ["RSA with exponent 3", publicJwk(rsa, { e: exponent([3]) })],
    ["RSA in the standard alphabet of base64, with padding", inStandardBase64(publicJwk(rsa))],
    ["P-256 in the standard alphabet of base64, with padding", inStandardBase64(publicJwk(ec))],
    ["P-256 with a sign octet in front of its coordinates", withSignOctets(publicJwk(ec))],
    ["P-256", publicJwk(ec)],
    ["P-384", publicJwk(createSigningKey("ES384"))],
    ["P-521", publicJwk(createSigningKey("ES512"))],
    ["Ed25519", publicJwk(ed)],
    ["Ed25519 with the name of its curve as alg", publicJwk(ed, { alg: "Ed25519" })],
    ["for verification according to its key_ops", publicJwk(ec, { key_ops: ["verify"] })],
    ["without key operations", publicJwk(ec, { key_ops: [] })],
    [
      "with members that are null instead of absent",
      { ...publicJwk(ec), use: null, key_ops: null, alg: null, d: null, kid: null, issuer: null },
    ],
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
    ["RSA with an exponent of more than 4 bytes", publicJwk(rsa, { e: exponent([1, 0, 0, 0, 1]) })],
    ["RSA with an exponent as long as its modulus", publicJwk(rsa, { e: publicJwk(rsa)["n"] })],
    ["RSA with an exponent of 100 kB", publicJwk(rsa, { e: "A".repeat(100_000) })],
    ["RSA with a modulus of 100 kB", publicJwk(rsa, { n: "A".repeat(100_000) })],
    ["P-256 with a coordinate of 100 kB", publicJwk(ec, { x: "A".repeat(100_000) })],
    ["Ed25519 with one octet too few", publicJwk(ed, { x: base64url(Buffer.alloc(31, 1)) })],
    ["Ed25519 with one octet too many", publicJwk(ed, { x: base64url(Buffer.alloc(33, 1)) })],
    ["white space inside a value", publicJwk(ec, { x: ` ${publicJwk(ec)["x"]}` })],
    ["RSA without an exponent", publicJwk(rsa, { e: undefined })],
    ["RSA without a modulus", publicJwk(rsa, { n: undefined })],
    ["RSA with a modulus that is not a string", publicJwk(rsa, { n: 65537 })],
    ["for encryption", publicJwk(ec, { use: "enc" })],
    ["for an empty use", publicJwk(ec, { use: "" })],
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
    const keySet = await loadKeySet({ keys }, keysFor(), () => undefined);
    expect(await keySet?.find({ alg: "ES256", kid: "ec" })).toHaveLength(1);
  });
});

test("keys that cannot be imported are reported once for each key set", async () => {
  const reported: (readonly string[])[] = [];
  const broken = Array.from({ length: 5 }, () => publicJwk(ec, { kid: "broken", x: "AAAA" }));
  const keySet = await loadKeySet({ keys: [...broken, publicJwk(ec)] }, keysFor(), (keys) =>
    reported.push(keys.map(({ reason }) => reason)),
  );
  await keySet?.find({ alg: "ES256", kid: "broken" });
  expect(reported).toEqual([["same kid as another key (not skipped)"], ["not a key of its type"]]);
});

describe("a key set", () => {
  test.each<[string, Json]>([
    ["has no keys", {}],
    ["has an empty list", { keys: [] }],
    ["has null instead of a list", { keys: null }],
    ["has an object instead of a list", { keys: { 0: publicJwk(ec) } }],
    ["inherits its keys", Object.create({ keys: [publicJwk(ec)] })],
  ])("is unusable if it %s", async (_name, document) => {
    expect(await loadKeySet(document, keysFor(), () => undefined)).toBeUndefined();
  });

  test.each<[string, Json]>([
    ["for an algorithm that the issuer does not allow", publicJwk(createSigningKey("ES512"))],
    ["for key agreement according to its alg", publicJwk(ec, { alg: "ECDH-ES" })],
    ["for signing according to its key_ops", publicJwk(ec, { key_ops: ["sign"] })],
    ["not a point of its curve", publicJwk(ec, { x: "AAAA" })],
    ["without coordinates", publicJwk(ec, { x: undefined, y: undefined })],
  ])("is unusable if its only key is %s", async (_name, jwk) => {
    expect(await loadKeySet({ keys: [jwk] }, keysFor(["RS256", "ES256"]), () => undefined)).toBeUndefined();
  });

  test("with more than 1000 keys ends at the 1000th, and says so", () => {
    const keys = Array.from({ length: 1002 }, (_, index) => publicJwk(ec, { kid: `${index + 1}` }));
    const reported: unknown[] = [];
    const keySet = loadKeySet({ keys }, keysFor(), (skipped) => reported.push(...skipped));
    expect(keySet?.find({ alg: "ES256", kid: "1000" })).toHaveLength(1);
    expect(keySet?.find({ alg: "ES256", kid: "1001" })).toEqual([]);
    expect(reported).toEqual([{ reason: "2 keys after the first 1000", isLoss: true }]);
  });
});

/** The JWK with a leading zero octet in its modulus, as some providers send it. */
function zeroPadded(jwk: Json): Json {
  return padded(jwk, 1);
}

const decoded = (value: unknown): Buffer => Buffer.from(String(value), "base64url");

/** The JWK with the values of its numbers in standard base64. */
function inStandardBase64(jwk: Json): Json {
  const numbers = ["n", "e", "x", "y"].filter((name) => name in jwk);
  return {
    ...jwk,
    ...Object.fromEntries(numbers.map((name) => [name, decoded(jwk[name]).toString("base64")])),
  };
}

/** The JWK with a zero octet in front of each coordinate, as signed integers are written. */
function withSignOctets(jwk: Json): Json {
  const padded = (name: string): string => base64url(Buffer.concat([Buffer.alloc(1), decoded(jwk[name])]));
  return { ...jwk, x: padded("x"), y: padded("y") };
}

function padded(jwk: Json, octets: number): Json {
  const modulus = Buffer.from(String(jwk["n"]), "base64url");
  return { ...jwk, n: Buffer.concat([Buffer.alloc(octets), modulus]).toString("base64url") };
}
