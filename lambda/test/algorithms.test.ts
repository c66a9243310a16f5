import { expect, test } from "vitest";
import { isSigningAlgorithm, keyTypeOf, SIGNING_ALGORITHMS } from "../src/algorithms.ts";

test("the algorithms are the asymmetric ones, and no others", () => {
  expect(SIGNING_ALGORITHMS.map((algorithm) => [algorithm, keyTypeOf(algorithm)])).toEqual([
    ["RS256", { kty: "RSA" }],
    ["RS384", { kty: "RSA" }],
    ["RS512", { kty: "RSA" }],
    ["PS256", { kty: "RSA" }],
    ["PS384", { kty: "RSA" }],
    ["PS512", { kty: "RSA" }],
    ["ES256", { kty: "EC", crv: "P-256" }],
    ["ES384", { kty: "EC", crv: "P-384" }],
    ["ES512", { kty: "EC", crv: "P-521" }],
    ["EdDSA", { kty: "OKP", crv: "Ed25519" }],
    ["Ed25519", { kty: "OKP", crv: "Ed25519" }],
  ]);
});

test.each([
  "none",
  "HS256",
  "HS512",
  "rs256",
  "ES256K",
  "Ed448",
  "constructor",
  "__proto__",
  "",
  null,
  1,
  ["RS256"],
])("%j is no algorithm", (value) => {
  expect(isSigningAlgorithm(value)).toBe(false);
});
