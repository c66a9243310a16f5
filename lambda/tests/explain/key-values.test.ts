import { expect, test } from "vitest";
import { keyValues } from "../../explain/key-values.ts";
import { readLeniently } from "../../explain/read-leniently.ts";
import { failure, isFailure } from "../../src/failure.ts";
import { configurationWith } from "../support/configuration.ts";
import { createSigningKey, type Json, jwks, publicJwk } from "../support/keys.ts";
import { mintToken } from "../support/tokens.ts";

const key = createSigningKey("ES256", "a");
const pem = key.publicKey.export({ type: "spki", format: "pem" });
const secret = {
  arn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:hmac-AbCdEf",
  encoding: "hex",
  overlap_seconds: 0,
};

function valuesOf(
  header: Json,
  issuer: Json,
  code: "key_unknown" | "signature_invalid",
  documents: readonly Json[],
) {
  const readable = readLeniently(mintToken(key, { header }));
  const [trusted] = configurationWith({ issuer }).trustedIssuers;
  if (isFailure(readable) || trusted === undefined) {
    throw new Error("the token or the configuration is invalid");
  }
  return keyValues(failure(code), readable, trusted, documents);
}

const DOCUMENT = jwks(key);
const WITHOUT_KID = { keys: [publicJwk(key, { kid: undefined, use: undefined })] };
const MANY = { keys: Array.from({ length: 12 }, (_, index) => publicJwk(key, { kid: `k${index}` })) };

test.each<[string, Json, Json, "key_unknown" | "signature_invalid", readonly Json[], string]>([
  [
    "a shared secret",
    { alg: "HS256" },
    { jwks_url: null, shared_secret: secret, algorithms: ["HS256"] },
    "signature_invalid",
    [],
    'alg is "HS256"; the signature does not verify with the shared secret, read as hex',
  ],
  [
    "a PEM",
    {},
    { jwks_url: null, public_key_pem: pem },
    "signature_invalid",
    [],
    'alg is "ES256"; the signature does not verify with public_key_pem',
  ],
  [
    "keys of the configuration",
    { kid: "b" },
    { jwks_url: null, jwks: DOCUMENT },
    "key_unknown",
    [],
    'kid is "b", alg is "ES256"; the key set has "a" (EC, P-256)',
  ],
  [
    "a fetched key set, and a discovery document before it",
    { kid: "a" },
    {},
    "signature_invalid",
    [{ issuer: "x" }, DOCUMENT],
    'kid is "a"; the signature does not verify with this key: "a" (EC, P-256, ES256, sig)',
  ],
  [
    "a key set without key ids",
    { kid: "a" },
    {},
    "key_unknown",
    [WITHOUT_KID],
    'kid is "a", alg is "ES256"; the key set has a key without kid (EC, P-256, ES256)',
  ],
  [
    "a token without a key id",
    { kid: undefined },
    {},
    "signature_invalid",
    [DOCUMENT],
    'kid is missing, alg is "ES256"; the key set has "a" (EC, P-256, ES256, sig)',
  ],
  [
    "an empty key set",
    { kid: "a" },
    {},
    "key_unknown",
    [{ keys: [] }],
    'kid is "a", alg is "ES256"; the key set has none',
  ],
])("the header of a token is compared with %s", (_name, header, issuer, code, documents, values) => {
  expect(valuesOf(header, issuer, code, documents)).toBe(values);
});

test("a long key set and a long key id are shortened", () => {
  const values = valuesOf({ kid: "x".repeat(400) }, {}, "key_unknown", [MANY]);
  expect(values).toMatch(/^kid is "x{119} …, /);
  expect(values).toMatch(/"k9" \([^)]*\), 2 more$/);
});
