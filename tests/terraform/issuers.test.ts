import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Configuration, parseConfiguration } from "../../lambda/src/config/configuration.ts";
import { readPublicKeys } from "../../lambda/src/keys/key-set.ts";
import { keysFor } from "../../lambda/tests/support/key-reading.ts";
import type { PlanDocument } from "../support/terraform.ts";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { functionInputs, pem } from "./support/inputs.ts";
import { inDays, KEY_SET, MAIN, PUBLIC_KEY, SECRET, SECRET_ARN } from "./support/issuers.ts";
import { type InstantiatingModule, writeModuleInstances } from "./support/module-calls.ts";
import { plannedDocument } from "./support/planned.ts";

/** Seed keys are read for all algorithms, configured keys for those of the issuer. */
const PUBLIC_KEYS = readPublicKeys(KEY_SET, keysFor());
const CONFIGURED_KEYS = readPublicKeys(KEY_SET, keysFor(["RS256", "PS256", "ES256", "EdDSA"]));

type Json = Readonly<Record<string, unknown>>;

const { name } = functionInputs;
const FUNCTION = { source: ".", inputs: { name, timeout: 3 } };

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});

afterAll(() => workspace.remove());

describe("valid issuers", () => {
  type Issuers = Configuration["trustedIssuers"];
  const until = inDays(89);
  const accepted: readonly (readonly [Json, Json, readonly Partial<Issuers[number]>[]])[] = [
    [
      {},
      { main: MAIN },
      [
        {
          key: "main",
          issuer: MAIN.issuer,
          audience: ["a"],
          audienceClaim: ["aud"],
          keysFrom: [
            {
              source: "endpoint",
              algorithms: ["RS256", "PS256", "ES256", "EdDSA"],
              jwksUrl: undefined,
              use: "sig",
              caCertificatesPem: undefined,
              seeds: undefined,
              ttlSeconds: 600,
              maxStaleSeconds: 3600,
              deadlineMilliseconds: 2000,
            },
          ],
        },
      ],
    ],
    [
      {
        ...{ audience: ["top"], audience_claim: "/a/b", token_type: "at+jwt", max_token_age_seconds: 60 },
        ...{ algorithms: ["ES256"], jwks_cache_ttl_seconds: 61, jwks_max_stale_seconds: 0 },
        required_claims: [{ name: "t", any: ["x"] }],
        ca_certificates_pem: pem,
      },
      {
        bare: { issuer: "https://bare/" },
        own: {
          ...{ issuer: "https://own/", audience: ["own"], audience_claim: "client_id", token_type: "JWT" },
          ...{ max_token_age_seconds: 1, algorithms: ["RS256"], jwks_cache_ttl_seconds: 62 },
          ...{ jwks_max_stale_seconds: 1, jwks_url: "https://own/jwks" },
          required_claims: [{ name: "o", none: [true] }],
        },
      },
      [
        {
          ...{ audience: ["top"], audienceClaim: ["a", "b"], tokenType: "at+jwt", maxTokenAgeSeconds: 60 },
          requiredClaims: [{ claim: ["t"], format: undefined, any: ["x"], all: undefined, none: undefined }],
          keysFrom: [
            {
              ...{
                source: "endpoint",
                algorithms: ["ES256"],
                jwksUrl: undefined,
                use: "sig",
                caCertificatesPem: pem,
              },
              ...{ seeds: undefined, ttlSeconds: 61, maxStaleSeconds: 0, deadlineMilliseconds: 2000 },
            },
          ],
        },
        {
          ...{ audience: ["own"], audienceClaim: ["client_id"], tokenType: "jwt", maxTokenAgeSeconds: 1 },
          requiredClaims: [
            { claim: ["o"], format: undefined, any: undefined, all: undefined, none: ["true"] },
          ],
          keysFrom: [
            {
              ...{
                source: "endpoint",
                algorithms: ["RS256"],
                jwksUrl: "https://own/jwks",
                use: "sig",
                caCertificatesPem: pem,
              },
              ...{ seeds: undefined, ttlSeconds: 62, maxStaleSeconds: 1, deadlineMilliseconds: 2000 },
            },
          ],
        },
      ],
    ],
    [
      {},
      {
        pem: { ...MAIN, public_key_pem: PUBLIC_KEY },
        secret: {
          ...{ ...SECRET, issuer: "https://s/", algorithms: ["HS256", "HS512"] },
          // As a wrapper with optional attributes gives it.
          shared_secret: { ...SECRET.shared_secret, overlap_seconds: null, kms_key_arn: null },
        },
        seeds: { ...MAIN, issuer: "https://t/", jwks: JSON.stringify(KEY_SET), jwks_use_until: until },
        set: { ...MAIN, issuer: "https://u/", jwks: JSON.stringify(KEY_SET) },
      },
      [
        { keysFrom: [expect.objectContaining({ source: "configuration", hasKeyIds: false })] },
        {
          keysFrom: [
            {
              ...{
                source: "secret",
                algorithms: ["HS256", "HS512"],
                arn: SECRET_ARN,
                encoding: "hex",
                jsonKey: undefined,
              },
              ...{ overlapSeconds: 3600, ttlSeconds: 600, maxStaleSeconds: 3600, deadlineMilliseconds: 2000 },
            },
          ],
        },
        { keysFrom: [expect.objectContaining({ seeds: { ...PUBLIC_KEYS, useUntil: Date.parse(until) } })] },
        {
          keysFrom: [
            expect.objectContaining({
              source: "configuration",
              jwks: CONFIGURED_KEYS,
              hasKeyIds: true,
            }),
          ],
        },
      ],
    ],
    [
      { jwks_fetch_timeout_seconds: 1 },
      {
        moving: {
          ...{ ...SECRET, issuer: "https://v/", algorithms: ["ES256", "HS256"], jwks_url: "https://v/jwks" },
          shared_secret: { ...SECRET.shared_secret, json_key: "jwt" },
          jwks_fetch_timeout_seconds: 2,
        },
        google: { ...MAIN, issuer: "accounts.google.com", jwks_url: "https://w/jwks" },
        devices: { audience: ["d"], without_issuer: true, jwks: `\ufeff${JSON.stringify(KEY_SET)}` },
        spiffe: { ...MAIN, issuer: "spiffe.example.com", jwks_url: "https://x/bundle", jwk_use: "jwt-svid" },
        bag: { ...MAIN, issuer: "urn:bag", public_key_pem: `Bag Attributes\n  a: b\n${PUBLIC_KEY}` },
      },
      [
        { issuer: "urn:bag", keysFrom: [expect.objectContaining({ hasKeyIds: false })] },
        { issuer: undefined, keysFrom: [expect.objectContaining({ jwks: CONFIGURED_KEYS })] },
        {
          issuer: "accounts.google.com",
          keysFrom: [expect.objectContaining({ jwksUrl: "https://w/jwks", deadlineMilliseconds: 1000 })],
        },
        {
          keysFrom: [
            expect.objectContaining({
              ...{ source: "endpoint", algorithms: ["ES256"], jwksUrl: "https://v/jwks", use: "sig" },
              deadlineMilliseconds: 2000,
            }),
            expect.objectContaining({ source: "secret", algorithms: ["HS256"], jsonKey: "jwt" }),
          ],
        },
        { keysFrom: [expect.objectContaining({ use: "jwt-svid" })] },
      ],
    ],
  ];
  let calling: InstantiatingModule;
  let plan: PlanDocument;

  beforeAll(async () => {
    const calls = accepted.map(([inputs, trusted_issuers], number) => ({
      name: `case_${number}`,
      source: ".",
      inputs: { ...FUNCTION.inputs, ...inputs, trusted_issuers },
    }));
    calling = await writeModuleInstances(workspace, "accepted-issuers", calls);
    plan = await calling.terraform.planJson();
  }, 120_000);

  test.each(
    accepted.map(([, issuers, expected], number) => [JSON.stringify(issuers), expected, number] as const),
  )("reach the function unchanged: %s", (_issuers, expected, number) => {
    const document = plannedDocument(
      plan,
      calling.addressIn(`case_${number}`, "aws_lambda_function.this[0]"),
    );
    expect(parseConfiguration(document).trustedIssuers).toMatchObject(expected);
  });
});
