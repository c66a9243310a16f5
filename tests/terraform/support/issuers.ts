import { generateKeyPairSync } from "node:crypto";
import { createSigningKey, jwks } from "../../../lambda/tests/support/keys.ts";

/** Public keys as a provider publishes them. */
export const KEY_SET = jwks(createSigningKey("ES256", "seed"));
export const PUBLIC_KEY = generateKeyPairSync("ec", { namedCurve: "P-256" })
  .publicKey.export({ type: "spki", format: "pem" })
  .toString();

export const SECRET_ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:hmac-AbCdEf";

/** A valid entry of `trusted_issuers` with keys by discovery, and one with a shared secret. */
export const MAIN = { issuer: "https://a.example.com/", audience: ["a"] };
export const SECRET = { ...MAIN, algorithms: ["HS256"], shared_secret: { arn: SECRET_ARN, encoding: "hex" } };

/** A time in the form of `jwks_use_until`. */
export function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().replace(/\.\d+Z/, "Z");
}
