import { randomBytes } from "node:crypto";
import type { FailureCode } from "../../src/failure.ts";
import { createSigningKey, type Json, publicJwk, type SigningKey } from "../support/keys.ts";
import { AUDIENCE, signRaw, validClaims } from "../support/tokens.ts";

/** The keys of the issuer under attack, of another trusted issuer, and of the attacker. */
export interface AttackKeys {
  readonly rsa: SigningKey;
  readonly ec: SigningKey;
  readonly ed: SigningKey;
  readonly partner: SigningKey;
  /** The shared secret of a third issuer. */
  readonly secret: Buffer;
  /** No issuer publishes the attacker's keys. */
  readonly attackersRsa: SigningKey;
  readonly attackersEc: SigningKey;
}

/** What an attacker knows, and the issuers' private keys: each attack changes one thing in a token that is valid. */
export interface Victim {
  readonly keys: AttackKeys;
  readonly issuer: string;
  readonly partnerIssuer: string;
  readonly secretIssuer: string;
  readonly secretArn: string;
  readonly nowSeconds: number;
  /** The attacker's server. The authorizer must never call it. */
  readonly evilUrl: string;
}

/** A token that must be refused. */
export interface Attack {
  /** Completes "refuses …". */
  readonly name: string;
  /** Where the attack is described. */
  readonly source: string;
  readonly reason: FailureCode;
  readonly token: (victim: Victim) => string;
}

/** The rules of the authorizer under attack: one path for any token, and one path for each tenant. */
export const RULES: readonly Json[] = [
  { paths: ["/orders"], any_token: true },
  { methods: ["GET"], paths: ["/tenants/{/org/tenant}/*"] },
];

/** Another API of the same function, with an audience of its own. The attacked API has no entry. */
export const APIS: Json = { billing: { id: "xyz987", audience: ["https://billing.example.com"] } };

export const SECRET_ISSUER = "https://devices.example.com/";
export const SECRET_ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:devices-AbCdEf";

/** The settings of the issuer with the shared secret, which is stored in hexadecimal. */
export const SECRET_SETTINGS: Json = {
  issuer: SECRET_ISSUER,
  algorithms: ["HS256"],
  jwks_url: null,
  ca_certificates_pem: null,
  shared_secret: { arn: SECRET_ARN, encoding: "hex", overlap_seconds: 0 },
};

/** Generates all keys. The RSA key has no `alg` in the key set, so that an attack can confuse RSASSA and PSS. */
export function createAttackKeys(): AttackKeys {
  return {
    rsa: createSigningKey("RS256", "rsa-1"),
    ec: createSigningKey("ES256", "ec-1"),
    ed: createSigningKey("EdDSA", "ed-1"),
    partner: createSigningKey("ES256", "partner-1"),
    secret: randomBytes(64),
    attackersRsa: createSigningKey("RS256", "rsa-1"),
    attackersEc: createSigningKey("ES256", "ec-1"),
  };
}

/** The key sets that both issuers publish. */
export function publishedKeys({ rsa, ec, ed, partner }: AttackKeys): { victim: Json; partner: Json } {
  const otherCurve = createSigningKey("ES384", "ec-384");
  return {
    victim: {
      keys: [
        publicJwk(rsa, { alg: undefined }),
        publicJwk(ec),
        publicJwk(ed),
        publicJwk(otherCurve, { alg: undefined }),
      ],
    },
    partner: { keys: [publicJwk(partner)] },
  };
}

/** The header of a valid token that this key signs. */
export function headerOf(key: SigningKey, changes: Json = {}): Json {
  return { typ: "at+jwt", alg: key.alg, kid: key.kid, ...changes };
}

/** The claims of a valid token of the issuer under attack. */
export function claimsOf(victim: Victim, changes: Json = {}): Json {
  return { ...validClaims(victim.nowSeconds), iss: victim.issuer, aud: AUDIENCE, ...changes };
}

/** Signs a token that is valid except for the changes. */
export function tokenOf(victim: Victim, key: SigningKey, header: Json = {}, claims: Json = {}): string {
  return signRaw(key, JSON.stringify(headerOf(key, header)), JSON.stringify(claimsOf(victim, claims)));
}
