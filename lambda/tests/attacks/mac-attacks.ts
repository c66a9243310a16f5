import { createHmac } from "node:crypto";
import type { Json } from "../support/keys.ts";
import { signWith } from "../support/tokens.ts";
import { type Attack, claimsOf, tokenOf, type Victim } from "./attack.ts";

/** A token of the issuer with the shared secret, with a MAC that the test computes. */
function macToken(victim: Victim, mac: (data: Buffer) => Uint8Array, header: Json = {}): string {
  return signWith(
    { typ: "at+jwt", alg: "HS256", ...header },
    claimsOf(victim, { iss: victim.secretIssuer }),
    mac,
  );
}

/** Computes the MAC that the issuer itself would compute. */
export function validMac({ keys }: Victim, hash = "sha256"): (data: Buffer) => Buffer {
  return (data) => createHmac(hash, keys.secret).update(data).digest();
}

const guesses: Readonly<Record<string, (victim: Victim) => string | Buffer>> = {
  "the empty secret": () => "",
  "a NUL": () => "\0",
  "a common word": () => "secret",
  "the secret's ARN": ({ secretArn }) => secretArn,
  "the secret's hexadecimal text": ({ keys }) => keys.secret.toString("hex"),
  "the secret's first half": ({ keys }) => keys.secret.subarray(0, 32),
  "the secret and a zero byte": ({ keys }) => Buffer.concat([keys.secret, Buffer.alloc(1)]),
  "the issuer's identifier": ({ secretIssuer }) => secretIssuer,
};

/** Attacks on an issuer that signs with a shared secret. */
export const macAttacks: readonly Attack[] = [
  ...Object.entries(guesses).map(
    ([name, guess]): Attack => ({
      name: `a MAC keyed with ${name}`,
      source: "RFC 8725 section 2.2, CVE-2019-20933, jwt_tool -C",
      reason: "signature_invalid",
      token: (victim) =>
        macToken(victim, (data) => createHmac("sha256", guess(victim)).update(data).digest()),
    }),
  ),
  ...[0, 1, 16, 31].map(
    (length): Attack => ({
      name: `a valid MAC truncated to ${length} bytes`,
      source: "RFC 2104 section 5, CVE-2016-10555",
      reason: length === 0 ? "token_malformed" : "signature_invalid",
      token: (victim) => macToken(victim, (data) => validMac(victim)(data).subarray(0, length)),
    }),
  ),
  {
    name: "a valid MAC with an additional byte",
    source: "RFC 7518 section 3.2",
    reason: "signature_invalid",
    token: (victim) => macToken(victim, (data) => Buffer.concat([validMac(victim)(data), Buffer.alloc(1)])),
  },
  {
    name: "an HS512 MAC declared as HS256",
    source: "RFC 8725 section 3.1",
    reason: "signature_invalid",
    token: (victim) => macToken(victim, validMac(victim, "sha512")),
  },
  {
    name: "a valid HS512 MAC, which the issuer does not allow",
    source: "RFC 8725 section 3.1",
    reason: "algorithm_not_allowed",
    token: (victim) => macToken(victim, validMac(victim, "sha512"), { alg: "HS512" }),
  },
  {
    name: "a signature by another issuer's key instead of a MAC",
    source: "RFC 8725 section 3.8",
    reason: "algorithm_not_allowed",
    token: (victim) => tokenOf(victim, victim.keys.ec, {}, { iss: victim.secretIssuer }),
  },
  {
    name: "a MAC keyed with one issuer's secret and the iss of another issuer",
    source: "RFC 8725 section 2.1 and 3.8",
    reason: "algorithm_not_allowed",
    token: (victim) =>
      signWith({ typ: "at+jwt", alg: "HS256", kid: "ec-1" }, claimsOf(victim), validMac(victim)),
  },
];
