import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Configuration, parseConfiguration } from "../../lambda/src/config/configuration.ts";
import { createSigningKey, jwks } from "../../lambda/tests/support/keys.ts";
import type { PlanDocument } from "../support/terraform.ts";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { functionInputs, pem } from "./support/inputs.ts";
import { writeModuleCalls, writeRepeatedCall } from "./support/module-calls.ts";
import { plannedDocument } from "./support/planned.ts";

type Json = Readonly<Record<string, unknown>>;

const { name } = functionInputs;
const FUNCTION = { source: ".", inputs: { name, timeout: 3 } };
const KEY_SET = jwks(createSigningKey("ES256", "seed"));
const PUBLIC_KEY = generateKeyPairSync("ec", { namedCurve: "P-256" })
  .publicKey.export({ type: "spki", format: "pem" })
  .toString();
const SECRET_ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:hmac-AbCdEf";
const MAIN = { issuer: "https://a.example.com/", audience: ["a"] };
const SECRET = { ...MAIN, algorithms: ["HS256"], shared_secret: { arn: SECRET_ARN, encoding: "hex" } };
const inDays = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().replace(/\.\d+Z/, "Z");

/** What is wrong with an entry `a`, by how the message goes on after `trusted_issuers.`. */
const REFUSED: readonly (readonly [entry: unknown, message: string])[] = [
  ...[1, "https://a.example.com/", [MAIN], null].map(
    (entry) => [entry, "a must be an object, such as"] as const,
  ),
  [{ ...MAIN, audiences: ["a"] }, 'a has the unknown attribute "audiences": correct or remove it.'],
  ...[
    null,
    "",
    "http://a.example.com/",
    "https://a.example.com/?b",
    "https://u@a.example.com/",
    1,
    ["x"],
  ].map((issuer) => [{ ...MAIN, issuer }, "a.issuer must be an https URL without user"] as const),
  [{ ...MAIN, issuer: "https://a/.well-known/openid-configuration" }, "a.issuer must be an https URL"],
  ...[[], "a", [""], ["a", "a"], [1], ["a\n"], ["a".repeat(513)], null].map(
    (audience) => [{ ...MAIN, audience }, "a.audience must be a list of at least one"] as const,
  ),
  ...["", "/a/b/c/d/e", 1, "a{b}"].map(
    (audience_claim) => [{ ...MAIN, audience_claim }, "a.audience_claim must be the name of a"] as const,
  ),
  ...["", "at jwt", 1].map(
    (token_type) => [{ ...MAIN, token_type }, "a.token_type must be a media"] as const,
  ),
  ...[0, -1, 1.5, "60", 31_536_001].map(
    (max_token_age_seconds) =>
      [{ ...MAIN, max_token_age_seconds }, "a.max_token_age_seconds must be a whole number"] as const,
  ),
  [{ ...MAIN, jwks_cache_ttl_seconds: 59 }, "a.jwks_cache_ttl_seconds must be a whole number"],
  [{ ...MAIN, jwks_max_stale_seconds: 86_401 }, "a.jwks_max_stale_seconds must be a whole number"],
  ...[[], ["HS256"], ["rs256"], ["RS256", "RS256"], "RS256"].map(
    (algorithms) => [{ ...MAIN, algorithms }, "a.algorithms must be a list of at least one"] as const,
  ),
  ...["http://a/", "https://a/#b", 1, ""].map(
    (jwks_url) => [{ ...MAIN, jwks_url }, "a.jwks_url must be an https URL"] as const,
  ),
  ...[
    ...[
      "",
      "{}",
      "[]",
      "x",
      '{"keys":[]}',
      '{"keys":{}}',
      '{"keys":["x"]}',
      '{"keys":[{"kty":"oct","k":"AA"}]}',
    ],
    ...['{"keys":[{"kty":"EC","d":"AA"}]}', '{"keys":{"a":{"kty":"EC"}}}', KEY_SET],
  ].map((value) => [{ ...MAIN, jwks: value }, "a.jwks must be a JWK Set as JSON text"] as const),
  ...["tomorrow", inDays(91), 1].map(
    (jwks_use_until) =>
      [
        { ...MAIN, jwks: JSON.stringify(KEY_SET), jwks_use_until },
        "a.jwks_use_until must be a time",
      ] as const,
  ),
  [{ ...MAIN, jwks_use_until: inDays(1) }, "a has jwks_use_until without jwks"],
  [
    { ...MAIN, jwks: JSON.stringify(KEY_SET), jwks_url: "https://a.example.com/jwks" },
    "a has jwks beside jwks_url",
  ],
  ...[
    ...["MIIB", PUBLIC_KEY + PUBLIC_KEY, PUBLIC_KEY.replaceAll("PUBLIC", "PRIVATE")],
    ...[PUBLIC_KEY.replace("END PUBLIC KEY", "END CERTIFICATE"), PUBLIC_KEY.replace("M", "!")],
  ].map(
    (public_key_pem) => [{ ...MAIN, public_key_pem }, "a.public_key_pem must be one PEM public key"] as const,
  ),
  [{ ...MAIN, public_key_pem: PUBLIC_KEY, jwks_url: "https://a/" }, "a has keys from several places"],
  [{ ...SECRET, public_key_pem: PUBLIC_KEY }, "a has keys from several places"],
  [{ ...MAIN, ca_certificates_pem: "MIIB" }, "a.ca_certificates_pem must be one or more PEM"],
  [
    { ...MAIN, ca_certificates_pem: `${pem}-----BEGIN PRIVATE KEY-----\n${pem}` },
    "a.ca_certificates_pem must be one or more PEM",
  ],
  [{ ...SECRET, shared_secret: SECRET_ARN }, "a.shared_secret must be an object, such as"],
  [
    { ...SECRET, shared_secret: { ...SECRET.shared_secret, value: "x" } },
    'a.shared_secret has the unknown attribute "value"',
  ],
  ...["hmac", "arn:aws:s3:::bucket", SECRET_ARN.slice(0, -7), `${SECRET_ARN}*`, 1, null].map(
    (arn) =>
      [
        { ...SECRET, shared_secret: { ...SECRET.shared_secret, arn } },
        "a.shared_secret.arn must be the whole ARN",
      ] as const,
  ),
  ...["ascii", null, 1].map(
    (encoding) =>
      [
        { ...SECRET, shared_secret: { ...SECRET.shared_secret, encoding } },
        "a.shared_secret.encoding must say how",
      ] as const,
  ),
  [
    { ...SECRET, shared_secret: { ...SECRET.shared_secret, overlap_seconds: 604_801 } },
    "a.shared_secret.overlap_seconds must be a whole number",
  ],
  ...["alias/x", "arn:aws:kms:eu-central-1:123456789012:key/*"].map(
    (kms_key_arn) =>
      [
        { ...SECRET, shared_secret: { ...SECRET.shared_secret, kms_key_arn } },
        "a.shared_secret.kms_key_arn must be the ARN",
      ] as const,
  ),
  ...[null, ["RS256"], ["HS256", "RS256"]].map(
    (algorithms) => [{ ...SECRET, algorithms }, "a.algorithms must be a list of at least one"] as const,
  ),
  ...[[], "x", { name: "x" }].map(
    (required_claims) =>
      [{ ...MAIN, required_claims }, "a.required_claims must be a list, and not empty"] as const,
  ),
  [{ ...MAIN, required_claims: [{ name: "x" }] }, "a.required_claims[0] must have any, all or none"],
  [
    { ...MAIN, required_claims: [{ nam: "x", name: "x", any: ["y"] }] },
    'a.required_claims[0] has the unknown attribute "nam"',
  ],
  [{ ...MAIN, required_claims: [{ name: "x", any: [0.5] }] }, "a.required_claims[0].any[0] must be a text"],
];

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});

afterAll(() => workspace.remove());

describe("an issuer that is refused, with the way to mend it,", () => {
  let faults: readonly (readonly string[])[];

  beforeAll(async () => {
    // A second entry is at fault in each, so that each says which it is: Terraform doesn't.
    const maps = REFUSED.map(([entry], number) => ({
      a: entry,
      z: { issuer: "https://z.example.com/", audience: ["z"], [`case_${number}_`]: true },
    }));
    const terraform = await writeRepeatedCall(
      workspace,
      "refused-issuers",
      FUNCTION,
      "trusted_issuers",
      maps,
    );
    const details = (await terraform.planDiagnostics()).map(({ detail }) => detail.trim());
    faults = maps.map((_, number) =>
      details
        .filter((detail) => detail.includes(`"case_${number}_"`))
        .flatMap((detail) => detail.split("\n"))
        .filter((fault) => !fault.startsWith("trusted_issuers.z ")),
    );
  }, 300_000);

  test.each(REFUSED.map(([entry, message], number) => [JSON.stringify(entry), message, number] as const))(
    "is %s",
    (_entry, message, number) => {
      const expected = `trusted_issuers.${message}`;
      expect(faults[number]?.map((fault) => fault.slice(0, expected.length))).toEqual([expected]);
    },
  );

  test.each<[string, Json, string]>([
    [
      "issuer-and-trusted",
      { issuer: "https://b/", trusted_issuers: { a: MAIN } },
      "issuer and trusted_issuers are both given",
    ],
    [
      "jwks-url-and-trusted",
      { jwks_url: "https://b/", trusted_issuers: { a: MAIN } },
      "jwks_url belongs to issuer",
    ],
    ["neither", {}, "issuer is missing: set issuer to the provider's issuer identifier, such as"],
    ["no-map", { trusted_issuers: [MAIN] }, "trusted_issuers must be a map of objects"],
    ["bad-key", { trusted_issuers: { "a.b": MAIN } }, 'trusted_issuers has the key "a.b"'],
    [
      "twice",
      { trusted_issuers: { a: MAIN, b: MAIN } },
      "trusted_issuers.a.issuer is the issuer of another entry",
    ],
    [
      "secret-twice",
      { trusted_issuers: { a: SECRET, b: { ...SECRET, issuer: "https://b/" } } },
      "trusted_issuers.a.shared_secret.arn is the secret of another entry",
    ],
    [
      "top-level-claims",
      { issuer: "https://b/", audience: ["b"], required_claims: [{ name: "x" }] },
      "required_claims[0] must have any, all or none",
    ],
    [
      "top-level-list",
      { issuer: "https://b/", audience: ["b"], required_claims: "x" },
      "required_claims must be a list",
    ],
  ])("or, of all together, %s", async (directory, inputs, message) => {
    const call = { name: "authorizer", source: ".", inputs: { name, ...inputs } };
    const { terraform } = await writeModuleCalls(workspace, `refused-${directory}`, [call]);
    const [detail = ""] = (await terraform.planDiagnostics()).map((diagnostic) => diagnostic.detail);
    expect(detail.replaceAll("\n", " ").slice(0, message.length)).toBe(message);
  });

  test("whose seed keys are over is a warning", async () => {
    const entry = { ...MAIN, jwks: JSON.stringify(KEY_SET), jwks_use_until: inDays(-1) };
    const inputs = { name, trusted_issuers: { a: entry } };
    const call = { name: "authorizer", source: ".", inputs };
    const { terraform } = await writeModuleCalls(workspace, "seeds-over", [call]);
    expect(await terraform.planDiagnostics()).toMatchObject([
      {
        severity: "warning",
        detail: expect.stringMatching(/^trusted_issuers has a jwks_use_until that is over/),
      },
    ]);
  });
});

describe("issuers that are in order", () => {
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
          keysFrom: {
            source: "endpoint",
            algorithms: ["RS256", "PS256", "ES256", "EdDSA"],
            jwksUrl: undefined,
            caCertificatesPem: undefined,
            seeds: undefined,
            cacheTtlSeconds: 600,
            maxStaleSeconds: 3600,
            fetchTimeoutSeconds: 2,
          },
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
          requiredClaims: [{ claim: ["t"], any: ["x"], all: undefined, none: undefined }],
          keysFrom: {
            ...{ source: "endpoint", algorithms: ["ES256"], jwksUrl: undefined, caCertificatesPem: pem },
            ...{ seeds: undefined, cacheTtlSeconds: 61, maxStaleSeconds: 0, fetchTimeoutSeconds: 2 },
          },
        },
        {
          ...{ audience: ["own"], audienceClaim: ["client_id"], tokenType: "jwt", maxTokenAgeSeconds: 1 },
          requiredClaims: [{ claim: ["o"], any: undefined, all: undefined, none: ["true"] }],
          keysFrom: {
            ...{
              source: "endpoint",
              algorithms: ["RS256"],
              jwksUrl: "https://own/jwks",
              caCertificatesPem: pem,
            },
            ...{ seeds: undefined, cacheTtlSeconds: 62, maxStaleSeconds: 1, fetchTimeoutSeconds: 2 },
          },
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
        { keysFrom: expect.objectContaining({ source: "configuration", hasKeyIds: false }) },
        {
          keysFrom: {
            ...{ source: "secret", algorithms: ["HS256", "HS512"], arn: SECRET_ARN, encoding: "hex" },
            ...{ overlapSeconds: 3600, cacheTtlSeconds: 600, maxStaleSeconds: 3600, fetchTimeoutSeconds: 2 },
          },
        },
        { keysFrom: expect.objectContaining({ seeds: { document: KEY_SET, useUntil: Date.parse(until) } }) },
        {
          keysFrom: expect.objectContaining({ source: "configuration", document: KEY_SET, hasKeyIds: true }),
        },
      ],
    ],
  ];
  let plan: PlanDocument;

  beforeAll(async () => {
    const calls = accepted.map(([inputs, trusted_issuers], number) => ({
      name: `case_${number}`,
      source: ".",
      inputs: { ...FUNCTION.inputs, ...inputs, trusted_issuers },
    }));
    plan = await (await writeModuleCalls(workspace, "accepted-issuers", calls)).terraform.planJson();
  }, 120_000);

  test.each(
    accepted.map(([, issuers, expected], number) => [JSON.stringify(issuers), expected, number] as const),
  )("reach the function as they were written: %s", (_issuers, expected, number) => {
    const document = plannedDocument(plan, `module.case_${number}.aws_lambda_function.this`);
    expect(parseConfiguration(document).trustedIssuers).toMatchObject(expected);
  });
});
