import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { functionInputs, pem, SENSITIVE_VALUE } from "./support/inputs.ts";
import { inDays, KEY_SET, MAIN, PUBLIC_KEY, SECRET, SECRET_ARN } from "./support/issuers.ts";
import { writeModuleCalls, writeModuleInstances, writeRepeatedCall } from "./support/module-calls.ts";

type Json = Readonly<Record<string, unknown>>;

const { name } = functionInputs;
const FUNCTION = { source: ".", inputs: { name, timeout: 3 } };

/** An invalid entry `a`, and how its message continues after `trusted_issuers.`. */
type InvalidEntry = readonly [entry: unknown, message: string];

/** Entries that are invalid only by the value of one attribute, which the message repeats. */
const invalid = (attribute: string, values: readonly unknown[], rule: string): readonly InvalidEntry[] =>
  values.map((value) => [
    { ...MAIN, [attribute]: value },
    `a.${attribute} is ${JSON.stringify(value)}: it must be ${rule}`,
  ]);

/** The same, but the message keeps the value to itself: it could be a private key. */
const invalidUnshown = (
  attribute: string,
  values: readonly unknown[],
  rule: string,
): readonly InvalidEntry[] =>
  values.map((value) => [{ ...MAIN, [attribute]: value }, `a.${attribute} must be ${rule}`]);

const invalidSecret = (
  attribute: string,
  values: readonly unknown[],
  fault: string,
): readonly InvalidEntry[] =>
  values.map((value) => [
    { ...SECRET, shared_secret: { ...SECRET.shared_secret, [attribute]: value } },
    `a.shared_secret.${attribute} ${fault}`,
  ]);

const withSeeds = { ...MAIN, jwks: JSON.stringify(KEY_SET) };

const REFUSED: readonly InvalidEntry[] = [
  ...[1, "https://a.example.com/", [MAIN], null].map(
    (entry): InvalidEntry => [entry, "a must be an object, such as"],
  ),
  [{ ...MAIN, audiences: ["a"] }, 'a has the unknown attribute "audiences": correct or remove it.'],
  [
    { issuer: MAIN.issuer, aud: ["a"] },
    'a has the unknown attribute "aud": correct or remove it. Did you mean "audience"? An issuer has',
  ],
  [{ ...MAIN, issuer: null }, "a.issuer is missing: set it to the provider's issuer identifier"],
  ...invalid(
    "issuer",
    ["", 1, ["x"], " a", "https://a.example.com/ ", "a\u00a0", "a\nb"],
    "a string of 1 to 1000 characters without control characters and without white space at either end, exactly as in the iss",
  ),
  ...invalid(
    "issuer",
    ["http://a.example.com/", "https://a.example.com/?b", "https://u@a.example.com/", "accounts.google.com"],
    "an https URL without a user name, query or fragment, because the keys are found by discovery. If the tokens have exactly this iss, set jwks_url, jwks or",
  ),
  ...[
    { issuer: null, without_issuer: false },
    { issuer: null, without_issuer: null },
  ].map(
    (changes): InvalidEntry => [{ ...MAIN, ...changes }, "a.issuer is missing: set it to the provider's"],
  ),
  [{ ...MAIN, without_issuer: "yes" }, 'a.without_issuer is "yes": it must be true or false.'],
  [
    { ...MAIN, without_issuer: true, jwks_url: "https://without-issuer/" },
    "a.issuer cannot be combined with without_issuer = true",
  ],
  [
    { ...MAIN, issuer: null, without_issuer: true },
    "a.jwks_url is missing: without an issuer there is no discovery.",
  ],
  ...invalid("jwk_use", ["", "enc", 1], "one of sig, jwt-svid."),
  ...invalid("jwks_fetch_timeout_seconds", [0, 9, 1.5, "2"], "a whole number of seconds from 1 to 8"),
  ...invalid("jwks_fetch_timeout_seconds", [3, 8], "at most 2 seconds, 1 less than timeout"),
  ...invalid("issuer", ["https://a/.well-known/openid-configuration"], "the issuer identifier, not the addr"),
  [{ ...MAIN, audience: null }, "a.audience is missing: set it to what the tokens of this API have in aud"],
  ...invalid("audience", [[], "a"], "a non-empty list"),
  ...["", 1, "a\n"].map(
    (item): InvalidEntry => [
      { ...MAIN, audience: [item] },
      `a.audience[0] is ${JSON.stringify(item)}: it must be a string of 1 to 512 characters`,
    ],
  ),
  [{ ...MAIN, audience: ["b", "a".repeat(513)] }, 'a.audience[1] is "aaa'],
  [{ ...MAIN, audience: ["a", "a"] }, "a.audience must not contain duplicates"],
  ...invalid("audience_claim", ["", "/a/b/c/d/e", 1, "a{b}"], "the name of a top-level claim"),
  ...invalid("token_type", ["", "at jwt", 1], "a media type"),
  ...invalid("dpop_bound_tokens", ["", "Required", true], '"optional" or "required"'),
  ...invalid("certificate_bound_tokens", ["", "Required", true], '"optional" or "required"'),
  ...invalid("max_token_age_seconds", [0, -1, 1.5, "60", 31_536_001], "a whole number of seconds from 1 to"),
  ...invalid("jwks_cache_ttl_seconds", [59], "a whole number of seconds from 60 to 86400"),
  ...invalid("jwks_max_stale_seconds", [86_401], "a whole number of seconds from 0 to 86400"),
  ...invalid("algorithms", [[], "RS256"], "a non-empty list"),
  ...["HS256", "rs256"].map(
    (item): InvalidEntry => [
      { ...MAIN, algorithms: [item] },
      `a.algorithms[0] is "${item}": it must be one of RS256, RS384`,
    ],
  ),
  [{ ...MAIN, algorithms: ["RS256", "RS256"] }, "a.algorithms must not contain duplicates"],
  ...invalid(
    "jwks_url",
    ["http://a/", "https://a/#b", 1, ""],
    "an https URL without a user name or fragment",
  ),
  ...invalidUnshown(
    "jwks",
    [
      ...["", "{}", "[]", "x", '{"keys":[]}', '{"keys":{}}', '{"keys":["x"]}', KEY_SET],
      ...['{"keys":[{"kty":"oct","k":"AA"}]}', '{"keys":[{"kty":"EC","d":"AA"}]}'],
      '{"keys":{"a":{"kty":"EC"}}}',
    ],
    "a JWK Set of at least one public key (RSA, EC or OKP) and no private key, as a JSON string",
  ),
  ...["tomorrow", inDays(91), 1].map(
    (jwks_use_until): InvalidEntry => [
      { ...withSeeds, jwks_use_until },
      `a.jwks_use_until is ${JSON.stringify(jwks_use_until)}: it must be a time in UTC, at most 90 days ahead`,
    ],
  ),
  [{ ...MAIN, jwks_use_until: inDays(1) }, "a.jwks_use_until needs jwks"],
  [{ ...withSeeds, jwks_url: "https://a.example.com/jwks" }, "a.jwks cannot be combined with jwks_url"],
  ...invalidUnshown(
    "public_key_pem",
    [
      ...["MIIB", PUBLIC_KEY + PUBLIC_KEY, PUBLIC_KEY.replaceAll("PUBLIC", "PRIVATE")],
      ...[
        `${PUBLIC_KEY}${PUBLIC_KEY.replaceAll("PUBLIC", "PRIVATE")}`,
        `${"x".repeat(16_384)}\n${PUBLIC_KEY}`,
      ],
      ...[PUBLIC_KEY.replace("END PUBLIC KEY", "END CERTIFICATE"), PUBLIC_KEY.replace("M", "!")],
    ],
    "one PEM public key or certificate",
  ),
  [
    { ...MAIN, public_key_pem: PUBLIC_KEY, jwks_url: "https://a/" },
    "a has jwks_url, public_key_pem: an issuer has one source of public keys",
  ],
  [{ ...SECRET, public_key_pem: PUBLIC_KEY }, "a.algorithms contains none for public keys: add one of RS256"],
  [
    { ...SECRET, public_key_pem: PUBLIC_KEY, algorithms: ["RS256"] },
    "a.algorithms contains none for a shared_secret: add one of HS256, HS384, HS512, or remove shared_secret.",
  ],
  [
    { ...SECRET, jwks_url: "https://a/", algorithms: ["HS256", "RS256", "none"] },
    'a.algorithms[2] is "none": it must be one of RS256',
  ],
  ...invalidUnshown(
    "ca_certificates_pem",
    ["MIIB", `${pem}-----BEGIN PRIVATE KEY-----\n${pem}`],
    "one or more PEM certificates, and no private key",
  ),
  [{ ...SECRET, shared_secret: SECRET_ARN }, "a.shared_secret must be an object, such as"],
  ...invalidSecret("value", ["x"], "").map(
    ([entry]): InvalidEntry => [entry, 'a.shared_secret has the unknown attribute "value"'],
  ),
  ...invalidSecret(
    "arn",
    ["hmac", "arn:aws:s3:::bucket", SECRET_ARN.slice(0, -7), `${SECRET_ARN}*`, 1, null],
    "must be the complete ARN",
  ),
  ...["ascii", null, 1].flatMap((encoding) =>
    invalidSecret(
      "encoding",
      [encoding],
      `is ${JSON.stringify(encoding)}: it must say how the secret is encod`,
    ),
  ),
  ...invalidSecret(
    "overlap_seconds",
    [604_801],
    "is 604801: it must be a whole number of seconds from 0 to 604800",
  ),
  ...["", 1].flatMap((key) =>
    invalidSecret("json_key", [key], `is ${JSON.stringify(key)}: it must be the name of a member`),
  ),
  ...["alias/x", "arn:aws:kms:eu-central-1:123456789012:key/*"].flatMap((arn) =>
    invalidSecret("kms_key_arn", [arn], `is "${arn}": it must be the ARN of a KMS key`),
  ),
  [{ ...SECRET, algorithms: null }, "a.algorithms is missing: an issuer with a shared_secret needs its own"],
  ...[["RS256"], ["HS256", "RS256"]].map(
    (algorithms): InvalidEntry => [
      { ...SECRET, algorithms },
      `a.algorithms[${algorithms.length - 1}] is "RS256": it must be one of HS256, HS384, HS512`,
    ],
  ),
  ...invalid("required_claims", [[], "x", { name: "x" }], "a non-empty list"),
  [{ ...MAIN, required_claims: [{ name: "x" }] }, "a.required_claims[0] must have any, all or none"],
  [
    { ...MAIN, required_claims: [{ nam: "x", name: "x", any: ["y"] }] },
    'a.required_claims[0] has the unknown attribute "nam"',
  ],
  [
    { ...MAIN, required_claims: [{ name: "x", any: [0.5] }] },
    "a.required_claims[0].any[0] is 0.5: write a string of at most 256 characters",
  ],
];

/** Several entries share a map, because each call costs Terraform a quarter of a second. Neighbors never do. */
const MAPS = 10;

/** Two entries of a map must not have the same issuer or secret. */
function withOwnNames(entry: unknown, number: number): unknown {
  const json = JSON.stringify(entry)
    .replaceAll(`"issuer":"${MAIN.issuer}"`, `"issuer":"https://a${number}.example.com/"`)
    .replaceAll(`"arn":"${SECRET_ARN}"`, `"arn":"${SECRET_ARN.replace("hmac", `hmac${number}`)}"`);
  return JSON.parse(json);
}

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});

afterAll(() => workspace.remove());

describe("an invalid entry of trusted_issuers", () => {
  let faults: readonly (readonly string[])[];

  beforeAll(async () => {
    const maps = Array.from({ length: MAPS }, (_, map) =>
      Object.fromEntries(
        REFUSED.flatMap(([entry], number) =>
          number % MAPS === map ? [[`a${number}`, withOwnNames(entry, number)]] : [],
        ),
      ),
    );
    // A sensitive value in another entry hides no message.
    const beside = `{ y = { issuer = "https://y.example.com/", audience = [sensitive("${SENSITIVE_VALUE}")] } }`;
    const terraform = await writeRepeatedCall(
      workspace,
      "refused-issuers",
      FUNCTION,
      "trusted_issuers",
      maps,
      "",
      (map) => `merge(${map}, ${beside})`,
    );
    const lines = (await terraform.planDiagnostics()).flatMap(({ detail }) => detail.trim().split("\n"));
    faults = REFUSED.map((_, number) =>
      lines.filter((line) => new RegExp(`^trusted_issuers\\.a${number}\\b`).test(line)),
    );
  }, 300_000);

  test.each(REFUSED.map(([entry, message], number) => [JSON.stringify(entry), message, number] as const))(
    "is rejected: %s",
    (_entry, message, number) => {
      const expected = `trusted_issuers.${message.replace(/^a/, `a${number}`)}`;
      expect(faults[number]?.map((fault) => fault.slice(0, expected.length))).toEqual([expected]);
    },
  );

  const entry = { trusted_issuers: { a: MAIN } };
  const combinations: readonly (readonly [name: string, inputs: Json, message: string])[] = [
    ["issuer", { ...entry, issuer: "https://b/" }, "issuer and trusted_issuers cannot be combined"],
    ["jwks-url", { ...entry, jwks_url: "https://b/" }, "jwks_url and trusted_issuers cannot be combined"],
    ["neither", {}, "issuer is missing: set it to the provider's issuer identifier, such as"],
    ["no-map", { trusted_issuers: [MAIN] }, "trusted_issuers must be a map of objects"],
    ["bad-key", { trusted_issuers: { "a.b": MAIN } }, 'trusted_issuers has the key "a.b"'],
    [
      "twice",
      { trusted_issuers: { a: MAIN, b: MAIN } },
      'trusted_issuers.a.issuer and trusted_issuers.b.issuer are the same, "https://a.example.com/": remove one',
    ],
    [
      "no-issuer-twice",
      {
        trusted_issuers: {
          a: { audience: ["a"], without_issuer: true, jwks_url: "https://a/" },
          b: { audience: ["a"], without_issuer: true, jwks_url: "https://b/" },
        },
      },
      "trusted_issuers.a, trusted_issuers.b all have without_issuer = true: keep one of them",
    ],
    [
      "keys-of-another-entry",
      {
        trusted_issuers: {
          a: { audience: ["a"], without_issuer: true, jwks_url: "https://a/" },
          b: { ...MAIN, jwks_url: "https://A:443?" },
        },
      },
      "trusted_issuers.a.jwks_url has keys of another entry",
    ],
    [
      "slow",
      { issuer: "https://b/", audience: ["b"], jwks_fetch_timeout_seconds: 5 },
      "jwks_fetch_timeout_seconds is 5: it must be at most 4 seconds, 1 less than timeout",
    ],
    [
      "secret-twice",
      { trusted_issuers: { a: SECRET, b: { ...SECRET, issuer: "https://b/" } } },
      "trusted_issuers.a.shared_secret.arn and trusted_issuers.b.shared_secret.arn are the same secret: give each",
    ],
    [
      "top-level-claims",
      { issuer: "https://b/", audience: ["b"], required_claims: [{ name: "x" }] },
      "required_claims[0] must have any, all or none",
    ],
    [
      "top-level-list",
      { issuer: "https://b/", audience: ["b"], required_claims: "x" },
      'required_claims is "x": it must be a non-empty list',
    ],
  ];
  let details: readonly string[];

  beforeAll(async () => {
    const calls = combinations.map(([call, inputs]) => ({
      name: call,
      source: ".",
      inputs: { name, ...inputs },
    }));
    const { terraform } = await writeModuleInstances(workspace, "refused-combinations", calls);
    details = (await terraform.planDiagnostics()).map(({ detail }) => detail.replaceAll("\n", " "));
  }, 120_000);

  test.each(combinations)(
    "or an invalid combination of inputs is rejected: %s",
    (_name, _inputs, message) => {
      expect(details.filter((detail) => detail.startsWith(message))).toHaveLength(1);
    },
  );

  test("and each combination has only its own message", () => {
    expect(details).toHaveLength(combinations.length);
  });

  test("with expired seed keys makes a warning", async () => {
    const entry = { ...MAIN, jwks: JSON.stringify(KEY_SET), jwks_use_until: inDays(-1) };
    const inputs = { name, trusted_issuers: { a: entry } };
    const call = { name: "authorizer", source: ".", inputs };
    const { terraform } = await writeModuleCalls(workspace, "seeds-over", [call]);
    expect(await terraform.planDiagnostics()).toMatchObject([
      {
        severity: "warning",
        detail: expect.stringMatching(/^trusted_issuers\.a\.jwks_use_until is in the past: its seed keys/),
      },
    ]);
  });
});
