import { sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { subtle } from "../../build/subtle.ts";
import { createSigningKey, publicJwk, type SigningKey } from "../support/keys.ts";

const DATA = Buffer.from("header.payload");
const rsa = createSigningKey("RS256");
const ec = createSigningKey("ES256");

const RSASSA = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
const PSS = { name: "RSA-PSS", hash: "SHA-256" };
const ECDSA = { name: "ECDSA", namedCurve: "P-256" };

const imported = (key: SigningKey, algorithm: object) =>
  subtle.importKey("jwk", publicJwk(key), algorithm as typeof RSASSA, true, [
    "verify",
  ]) as unknown as Parameters<typeof subtle.verify>[1];

// jose compares the algorithm with the key before it asks, so that no token can reach these.
describe("the answer to crypto.subtle.verify in the bundle", () => {
  test.each([
    ["RSASSA with an EC key", RSASSA, ec, ECDSA],
    ["Ed25519 with an RSA key", { name: "Ed25519" }, rsa, RSASSA],
    ["RSASSA with a key that was imported for PSS", RSASSA, rsa, PSS],
    ["an algorithm that no JWS has", { name: "RSA-OAEP" }, rsa, RSASSA],
  ])("is an error for %s", (_case, algorithm, key, own) => {
    const signature = sign("sha256", DATA, key.privateKey);
    expect(() => subtle.verify(algorithm, imported(key, own), signature, DATA)).toThrow("does not fit");
  });

  test("is an error for PSS without a salt length", () => {
    expect(() => subtle.verify(PSS, imported(rsa, PSS), Buffer.alloc(256), DATA)).toThrow("salt length");
  });
});
