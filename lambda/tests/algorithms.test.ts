import { expect, test } from "vitest";
import {
  ASYMMETRIC_ALGORITHMS,
  isSymmetric,
  keyTypeOf,
  macBytesOf,
  SYMMETRIC_ALGORITHMS,
} from "../src/algorithms.ts";

test("the asymmetric algorithms are exactly these", () => {
  expect(ASYMMETRIC_ALGORITHMS.map((algorithm) => [algorithm, keyTypeOf(algorithm)])).toEqual([
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

test("the symmetric algorithms are exactly these, and none of them is asymmetric", () => {
  expect(SYMMETRIC_ALGORITHMS.map((algorithm) => [algorithm, macBytesOf(algorithm)])).toEqual([
    ["HS256", 32],
    ["HS384", 48],
    ["HS512", 64],
  ]);
  expect(ASYMMETRIC_ALGORITHMS.filter(isSymmetric)).toEqual([]);
});

test.each(["none", "hs256", "HS1", "constructor", "__proto__", ""])(
  "%j is not a symmetric algorithm",
  (name) => {
    expect(isSymmetric(name)).toBe(false);
  },
);
