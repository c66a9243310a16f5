import { createPublicKey } from "node:crypto";
import type { JWK } from "jose";
import { type AsymmetricAlgorithm, keyTypeOf } from "../algorithms.js";
import { CONTRACT } from "../config/contract.js";
import { isJsonObject, type JsonObject, own } from "../json.js";

/** A key of a JWK Set that may verify tokens, read but not imported yet. */
export interface PublicKey {
  readonly kid: string | undefined;
  /** The one issuer that the key belongs to, where the key set serves several (see key-owner.ts). */
  readonly issuer: string | undefined;
  /** The issuer's algorithms that the key fits. */
  readonly algorithms: readonly AsymmetricAlgorithm[];
  /** The public members alone: key type, curve and numbers. */
  readonly jwk: JWK;
}

/** RFC 7518 section 3.3 demands 2048; the maximum bounds what one signature check may cost. */
const RSA_MODULUS_BITS = { min: 2048, max: 8192 };
/** The cost of a check grows with the exponent. 65537, the exponent of nearly every key, takes 3 bytes. */
const MAX_RSA_EXPONENT_BYTES = 4;
/** Some providers write leading zero octets, the sign octet of a signed integer among them. */
const MAX_LEADING_ZEROS = 128;
/** Octets of a coordinate, by curve (RFC 7518 section 6.2.1.2, RFC 8037 section 2). */
const COORDINATE_BYTES: Readonly<Record<string, number>> = {
  "P-256": 32,
  "P-384": 48,
  "P-521": 66,
  Ed25519: 32,
};

/** As long as an issuer of the configuration may be. */
const MAX_ISSUER_CHARACTERS = 1000;

/** A key of a JWK Set that is left out. */
export interface SkippedKey {
  /** Text without anything from the key. */
  readonly reason: string;
  /** Whether it may be a key that verifies tokens here; false for a key with another purpose, such as an encryption key. */
  readonly isLoss: boolean;
}

/** Which keys of a JWK Set verify tokens. */
export interface KeyRequirements {
  /** The algorithms that the issuer may use. */
  readonly algorithms: readonly AsymmetricAlgorithm[];
  /** The `use` of the keys. `sig` (RFC 7517 section 4.2) may be absent; `jwt-svid` (SPIFFE) may not. */
  readonly use: JwkUse;
}

/** The `use` of a JWK that verifies tokens. */
export type JwkUse = (typeof CONTRACT.jwk_uses)[number];

/** Some providers write the standard alphabet, or padding. */
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/**
 * Reads a member of a JWK Set (RFC 7517 sections 4 and 5). The length of every value is bounded before native code
 * sees it: importing an exponent takes time in the square of its length.
 *
 * A member that is null is absent, and so is an empty `issuer`: some servers write them.
 *
 * @param value the member, from the network or from the configuration
 */
export function readPublicKey(value: unknown, { algorithms, use }: KeyRequirements): PublicKey | SkippedKey {
  if (!isJsonObject(value)) {
    return unusable("not an object");
  }
  if (PRIVATE_MEMBERS.some((name) => given(value, name) !== undefined)) {
    return unusable("a private or symmetric key");
  }
  const ofType = algorithms.filter((algorithm) => isOfType(value, algorithm));
  if (ofType.length === 0) {
    return unneeded("kty or crv fits none of the issuer's algorithms");
  }
  if (!isForSignatures(value, use)) {
    return unneeded("use or key_ops is not for verifying signatures");
  }
  const alg = given(value, "alg");
  const fitting = alg === undefined ? ofType : ofType.filter((algorithm) => algorithm === alg);
  if (fitting.length === 0) {
    return unneeded("alg is not one of the issuer's algorithms");
  }
  const kid = given(value, "kid");
  const issuer = given(value, "issuer");
  if (!isOptionalString(kid) || !isOptionalString(issuer) || (issuer?.length ?? 0) > MAX_ISSUER_CHARACTERS) {
    return unusable("kid or issuer is not a string, or issuer is too long");
  }
  const jwk = given(value, "kty") === "RSA" ? readRsaKey(value) : readCurveKey(value);
  return typeof jwk === "string"
    ? unusable(jwk)
    : { kid, issuer: issuer || undefined, algorithms: fitting, jwk };
}

/** Tells a key that is left out from one that is read. */
export function isSkipped(key: PublicKey | SkippedKey): key is SkippedKey {
  return "reason" in key;
}

const PRIVATE_MEMBERS = CONTRACT.private_jwk_members;

function unusable(reason: string): SkippedKey {
  return { reason, isLoss: true };
}

function unneeded(reason: string): SkippedKey {
  return { reason, isLoss: false };
}

/** A member that is null is absent. */
function given(jwk: JsonObject, name: string): unknown {
  return own(jwk, name) ?? undefined;
}

function isOptionalString(value: unknown): value is string | undefined {
  return value === undefined || typeof value === "string";
}

/** Whether jose will be able to import the key: not if it is a point that is not on its curve, for example. */
export function isImportable({ jwk }: PublicKey): boolean {
  try {
    return createPublicKey({ key: jwk, format: "jwk" }) !== undefined;
  } catch {
    return false;
  }
}

function isOfType(jwk: JsonObject, algorithm: AsymmetricAlgorithm): boolean {
  const { kty, crv } = keyTypeOf(algorithm);
  return own(jwk, "kty") === kty && (crv === undefined || own(jwk, "crv") === crv);
}

/** An empty `key_ops` says as little as an absent one. */
function isForSignatures(jwk: JsonObject, wanted: JwkUse): boolean {
  const use = given(jwk, "use") ?? "sig";
  const operations = given(jwk, "key_ops") ?? [];
  const isForVerifying =
    Array.isArray(operations) && (operations.length === 0 || operations.includes("verify"));
  return use === wanted && isForVerifying;
}

function readRsaKey(jwk: JsonObject): JWK | string {
  const n = integerOf(own(jwk, "n"), RSA_MODULUS_BITS.max / 8 + 1);
  const e = integerOf(own(jwk, "e"), MAX_RSA_EXPONENT_BYTES);
  if (n === undefined || e === undefined) {
    return "n or e is missing, not base64url, or too large";
  }
  const modulusBits = bitsOf(n);
  if (modulusBits < RSA_MODULUS_BITS.min || modulusBits > RSA_MODULUS_BITS.max) {
    return "RSA modulus of under 2048 or over 8192 bits";
  }
  const isOdd = ((e.at(-1) ?? 0) & 1) === 1;
  return isOdd && bitsOf(e) > 1
    ? { kty: "RSA", n: n.toString("base64url"), e: e.toString("base64url") }
    : "RSA exponent 1 or even";
}

function readCurveKey(jwk: JsonObject): JWK | string {
  const { kty, crv } = jwk as { readonly kty: string; readonly crv: string };
  const length = COORDINATE_BYTES[crv] ?? 0;
  if (kty === "OKP") {
    // RFC 8032: octets, not an integer.
    const x = bytesOf(own(jwk, "x"), length);
    return x?.length === length ? { kty, crv, x: x.toString("base64url") } : "x is not a key of its curve";
  }
  const [x, y] = ["x", "y"].map((name) => integerOf(own(jwk, name), length));
  return x === undefined || y === undefined
    ? "x or y is missing, not base64url, or too large"
    : { kty, crv, x: coordinate(x, length), y: coordinate(y, length) };
}

/** RFC 7518 section 6.2.1.2: always the full size of the curve's field. */
function coordinate(value: Buffer, length: number): string {
  return Buffer.concat([Buffer.alloc(length - value.length), value]).toString("base64url");
}

/** @returns the octets of an unsigned integer of at most `maxBytes` bytes, without leading zeros */
function integerOf(value: unknown, maxBytes: number): Buffer | undefined {
  const bytes = bytesOf(value, maxBytes + MAX_LEADING_ZEROS);
  const first = bytes?.findIndex((byte) => byte !== 0) ?? -1;
  const significant = bytes?.subarray(first === -1 ? bytes.length : first);
  return significant !== undefined && significant.length <= maxBytes ? significant : undefined;
}

/** @returns undefined unless the value is base64 of 1 to `maxBytes` bytes */
function bytesOf(value: unknown, maxBytes: number): Buffer | undefined {
  const maxCharacters = Math.ceil(maxBytes / 3) * 4;
  return typeof value === "string" && value.length <= maxCharacters && BASE64.test(value)
    ? Buffer.from(value, "base64url")
    : undefined;
}

/** Significant bits of an unsigned big-endian integer without leading zeros. */
function bitsOf(bytes: Uint8Array): number {
  return bytes.length * 8 - (Math.clz32(bytes[0] ?? 0) - 24);
}
