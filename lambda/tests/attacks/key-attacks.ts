import type { FailureCode } from "../../src/failure.ts";
import { type Json, publicJwk } from "../support/keys.ts";
import { type Attack, tokenOf, type Victim } from "./attack.ts";

/** Header parameters that announce a key, which a careless verifier would trust (RFC 7515 section 4.1.2 to 4.1.8). */
const EMBEDDED_KEYS: Readonly<Record<string, (victim: Victim) => Json>> = {
  jwk: ({ keys }) => ({ jwk: publicJwk(keys.attackersRsa) }),
  "jwk with the kid of a published key": ({ keys }) => ({
    jwk: publicJwk(keys.attackersRsa, { kid: "rsa-1" }),
  }),
  jku: ({ evilUrl }) => ({ jku: `${evilUrl}/jwks.json` }),
  "jku that starts with the issuer's host": ({ evilUrl, issuer }) => ({
    jku: evilUrl.replace("https://", `https://${new URL(issuer).hostname}@`),
  }),
  x5u: ({ evilUrl }) => ({ x5u: `${evilUrl}/chain.pem` }),
  x5c: ({ keys }) => ({
    x5c: [keys.attackersRsa.publicKey.export({ type: "spki", format: "der" }).toString("base64")],
  }),
  "iss in the header": ({ evilUrl }) => ({ iss: evilUrl }),
};

const embedded = Object.entries(EMBEDDED_KEYS).flatMap(([name, headerOf]): readonly Attack[] => [
  {
    name: `the attacker's key announced by ${name}, with the kid of a published key`,
    source: "RFC 8725 section 3.10, CVE-2018-0114, jwt_tool -X i and -X s",
    reason: "signature_invalid",
    token: (victim) => tokenOf(victim, victim.keys.attackersRsa, headerOf(victim)),
  },
  {
    name: `the attacker's key announced by ${name}, without kid`,
    source: "RFC 8725 section 3.10, CVE-2018-0114, jwt_tool -X i and -X s",
    reason: "signature_invalid",
    token: (victim) => tokenOf(victim, victim.keys.attackersRsa, { ...headerOf(victim), kid: undefined }),
  },
]);

const kids: readonly (readonly [unknown, FailureCode])[] = [
  ["../../../../../../dev/null", "key_unknown"],
  ["/proc/sys/kernel/randomize_va_space", "key_unknown"],
  ["x' UNION SELECT 'secret';--", "key_unknown"],
  ["rsa-1' OR '1'='1", "key_unknown"],
  ["rsa-1|sleep 10", "key_unknown"],
  ["__proto__", "key_unknown"],
  ["constructor", "key_unknown"],
  ["0", "key_unknown"],
  ["", "key_unknown"],
  ["RSA-1", "key_unknown"],
  ["rsa-1 ", "key_unknown"],
  ["k".repeat(512), "key_unknown"],
  ["k".repeat(513), "token_malformed"],
  [0, "token_malformed"],
  [null, "token_malformed"],
  [true, "token_malformed"],
  [["rsa-1"], "token_malformed"],
  [{ kid: "rsa-1" }, "token_malformed"],
];

/** Attacks on the choice of the key. */
export const keyAttacks: readonly Attack[] = [
  {
    name: "a forged signature with the kid of a published key",
    source: "RFC 8725 section 3.3",
    reason: "signature_invalid",
    token: (victim) => tokenOf(victim, victim.keys.attackersEc),
  },
  {
    name: "a forged signature without kid",
    source: "RFC 8725 section 3.3",
    reason: "signature_invalid",
    token: (victim) => tokenOf(victim, victim.keys.attackersEc, { kid: undefined }),
  },
  ...embedded,
  ...kids.map(
    ([kid, reason]): Attack => ({
      name: `kid ${JSON.stringify(kid).slice(0, 60)}`,
      source: "RFC 8725 section 3.10, jwt_tool kid tricks",
      reason,
      token: (victim) => tokenOf(victim, victim.keys.rsa, { kid }),
    }),
  ),
  {
    name: "a token of another trusted issuer with this issuer's iss",
    source: "RFC 8725 section 3.8",
    reason: "key_unknown",
    token: (victim) => tokenOf(victim, victim.keys.partner),
  },
  {
    name: "a token of another trusted issuer with this issuer's iss and kid",
    source: "RFC 8725 section 3.8",
    reason: "signature_invalid",
    token: (victim) => tokenOf(victim, victim.keys.partner, { kid: "ec-1" }),
  },
  {
    name: "a token of this issuer with the iss of another trusted issuer",
    source: "RFC 8725 section 3.8",
    reason: "key_unknown",
    token: (victim) => tokenOf(victim, victim.keys.ec, {}, { iss: victim.partnerIssuer }),
  },
  {
    name: "an algorithm that another trusted issuer allows, but not the issuer in iss",
    source: "RFC 8725 section 3.1",
    reason: "algorithm_not_allowed",
    token: (victim) => tokenOf(victim, victim.keys.rsa, {}, { iss: victim.partnerIssuer }),
  },
];
