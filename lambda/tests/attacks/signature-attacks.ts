import { sign } from "node:crypto";
import { SIGN } from "../support/signatures.ts";
import { base64url, signWith } from "../support/tokens.ts";
import { type Attack, claimsOf, headerOf, tokenOf } from "./attack.ts";

/** The order of P-256. */
const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
/** The order of the base point of Ed25519. */
const ED25519_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

const bigEndian = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(64, "0"), "hex");
const pair = (r: bigint, s: bigint): Buffer => Buffer.concat([bigEndian(r), bigEndian(s)]);
const littleEndian = (bytes: Buffer): bigint => BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);

/** A token of the EC key with a changed signature. */
function ecAttack(name: string, source: string, change: (signature: Buffer) => Buffer): Attack {
  return {
    name: `ES256 with ${name}`,
    source,
    reason: "signature_invalid",
    token: (victim) =>
      signWith(headerOf(victim.keys.ec), claimsOf(victim), (data) =>
        change(SIGN.ES256(data, victim.keys.ec.privateKey)),
      ),
  };
}

/** A token of the RSA key with a changed signature. */
function rsaAttack(name: string, source: string, change: (signature: Buffer) => Buffer): Attack {
  return {
    name: `RS256 with ${name}`,
    source,
    reason: "signature_invalid",
    token: (victim) =>
      signWith(headerOf(victim.keys.rsa), claimsOf(victim), (data) =>
        change(SIGN.RS256(data, victim.keys.rsa.privateKey)),
      ),
  };
}

/** Attacks on the encoding and on the arithmetic of a signature. */
export const signatureAttacks: readonly Attack[] = [
  ecAttack("r and s of zero", "CVE-2022-21449", () => pair(0n, 0n)),
  ecAttack("r of zero", "CVE-2022-21449", (valid) => Buffer.concat([bigEndian(0n), valid.subarray(32)])),
  ecAttack("s of zero", "CVE-2022-21449", (valid) => Buffer.concat([valid.subarray(0, 32), bigEndian(0n)])),
  ecAttack("r and s equal to the order", "CVE-2022-21449, Wycheproof", () => pair(P256_ORDER, P256_ORDER)),
  ecAttack("s increased by the order", "Wycheproof", (valid) => {
    const s = BigInt(`0x${valid.subarray(32).toString("hex")}`) + P256_ORDER;
    return Buffer.concat([valid.subarray(0, 32), Buffer.from(s.toString(16).padStart(66, "0"), "hex")]);
  }),
  ecAttack("r and s swapped", "Wycheproof", (valid) =>
    Buffer.concat([valid.subarray(32), valid.subarray(0, 32)]),
  ),
  ecAttack("a missing byte", "RFC 7518 section 3.4", (valid) => valid.subarray(0, 63)),
  ecAttack("an additional byte", "RFC 7518 section 3.4", (valid) => Buffer.concat([valid, Buffer.alloc(1)])),
  ecAttack("both halves padded to 33 bytes", "RFC 7518 section 3.4", (valid) =>
    Buffer.concat([Buffer.alloc(1), valid.subarray(0, 32), Buffer.alloc(1), valid.subarray(32)]),
  ),
  ecAttack("a signature of one byte", "RFC 7518 section 3.4", () => Buffer.alloc(1)),
  {
    name: "ES256 with a valid signature encoded as DER",
    source: "RFC 7518 section 3.4",
    reason: "signature_invalid",
    token: (victim) =>
      signWith(headerOf(victim.keys.ec), claimsOf(victim), (data) =>
        sign("sha256", data, { key: victim.keys.ec.privateKey, dsaEncoding: "der" }),
      ),
  },
  rsaAttack("a leading zero byte", "RFC 8017 section 8.2.2", (valid) =>
    Buffer.concat([Buffer.alloc(1), valid]),
  ),
  rsaAttack("a trailing zero byte", "RFC 8017 section 8.2.2", (valid) =>
    Buffer.concat([valid, Buffer.alloc(1)]),
  ),
  rsaAttack("a missing byte", "RFC 8017 section 8.2.2", (valid) => valid.subarray(0, 255)),
  rsaAttack("all zeros", "RFC 8017 section 8.2.2", (valid) => Buffer.alloc(valid.length)),
  rsaAttack("all ones", "RFC 8017 section 8.2.2", (valid) => Buffer.alloc(valid.length, 0xff)),
  {
    name: "EdDSA with S increased by the group order",
    source: "RFC 8032 section 5.1.7",
    reason: "signature_invalid",
    token: (victim) =>
      signWith(headerOf(victim.keys.ed), claimsOf(victim), (data) => {
        const valid = SIGN.EdDSA(data, victim.keys.ed.privateKey);
        const s = bigEndian(littleEndian(valid.subarray(32)) + ED25519_ORDER).reverse();
        return Buffer.concat([valid.subarray(0, 32), s]);
      }),
  },
  {
    name: "the claims of one token with the signature of another",
    source: "RFC 7515 section 5.2",
    reason: "signature_invalid",
    token: (victim) => {
      const [header, , signature] = tokenOf(victim, victim.keys.rsa).split(".");
      const admin = base64url(JSON.stringify(claimsOf(victim, { sub: "admin" })));
      return `${header}.${admin}.${signature}`;
    },
  },
];
