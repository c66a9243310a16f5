import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ASYMMETRIC_ALGORITHMS } from "../../lambda/src/algorithms.ts";
import { type Configuration, parseConfiguration } from "../../lambda/src/config/configuration.ts";
import type { TokenSource } from "../../lambda/src/token/extract.ts";
import type { PlanDocument } from "../support/terraform.ts";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { functionInputs, pem } from "./support/inputs.ts";
import { type InstantiatingModule, writeModuleInstances } from "./support/module-calls.ts";
import { plannedDocument } from "./support/planned.ts";

type TrustedIssuer = Configuration["trustedIssuers"][number];
type Endpoint = Extract<TrustedIssuer["keysFrom"][number], { source: "endpoint" }>;

interface Expected {
  readonly issuer?: Partial<Omit<TrustedIssuer, "keysFrom">>;
  readonly keysFrom?: Partial<Endpoint>;
  readonly top?: Partial<Omit<Configuration, "trustedIssuers">>;
}

/** Terraform's template sequences are plain text here. */
const templateLike = "ü $" + "{x} %{y}";

const header = { place: "header", name: "Authorization", scheme: "Bearer" } as const;

/** The edges that Terraform accepts, and what the function must make of each. */
const accepted: readonly (readonly [inputs: Record<string, unknown>, expected: Expected])[] = [
  [
    {},
    {
      issuer: {
        key: "default",
        issuer: "https://login.example.com/",
        audience: ["https://orders.example.com"],
        audienceClaim: ["aud"],
        requiredClaims: [],
        tokenType: undefined,
        maxTokenAgeSeconds: undefined,
      },
      keysFrom: {
        source: "endpoint",
        algorithms: ["RS256", "PS256", "ES256", "EdDSA"],
        jwksUrl: undefined,
        ttlSeconds: 600,
        maxStaleSeconds: 3600,
        deadlineMilliseconds: 3000,
        caCertificatesPem: undefined,
        seeds: undefined,
      },
      top: {
        clockSkewSeconds: 30,
        tokenSource: header,
        websocketTokenSource: header,
        rules: [],
        strictPaths: true,
        claimsToContext: [],
        principalClaim: undefined,
        usagePlanKeyClaim: undefined,
        invalidTokenResponse: "unauthorized",
        logAllowed: undefined,
        metricsNamespace: undefined,
        httpsProxyUrl: undefined,
        traceKeyFetches: false,
        dpop: undefined,
      },
    },
  ],
  [
    {
      dpop_bound_tokens: "required",
      dpop: {
        base_urls: ["https://API.example.com/v1/", "https://a1.execute-api.eu-central-1.amazonaws.com/prod"],
      },
    },
    {
      issuer: { dpopBoundTokens: "required" },
      top: {
        dpop: {
          baseUrls: ["https://api.example.com/v1", "https://a1.execute-api.eu-central-1.amazonaws.com/prod"],
          signingAlgorithms: ASYMMETRIC_ALGORITHMS,
          maxAgeSeconds: 60,
          replayTableArn: undefined,
        },
      },
    },
  ],
  [{ issuer: "https://login.example.com" }, { issuer: { issuer: "https://login.example.com" } }],
  [
    { issuer: "https://a.example:8443/realms/b%20c" },
    { issuer: { issuer: "https://a.example:8443/realms/b%20c" } },
  ],
  [{ audience: ["a".repeat(512), templateLike] }, { issuer: { audience: ["a".repeat(512), templateLike] } }],
  [
    { jwks_url: "https://a.example/keys?appid=1" },
    { keysFrom: { jwksUrl: "https://a.example/keys?appid=1" } },
  ],
  [{ jwks_url: "https://a.example" }, { keysFrom: { jwksUrl: "https://a.example" } }],
  [{ jwks_cache_ttl_seconds: 60 }, { keysFrom: { ttlSeconds: 60 } }],
  [{ jwks_cache_ttl_seconds: 86_400 }, { keysFrom: { ttlSeconds: 86_400 } }],
  [
    {
      algorithms: [
        "RS256",
        "RS384",
        "RS512",
        "PS256",
        "PS384",
        "PS512",
        "ES256",
        "ES384",
        "ES512",
        "EdDSA",
        "Ed25519",
      ],
    },
    {
      keysFrom: {
        algorithms: [
          "RS256",
          "RS384",
          "RS512",
          "PS256",
          "PS384",
          "PS512",
          "ES256",
          "ES384",
          "ES512",
          "EdDSA",
          "Ed25519",
        ],
      },
    },
  ],
  [{ clock_skew_seconds: 0 }, { top: { clockSkewSeconds: 0 } }],
  [{ tracing_mode: "Active" }, { top: { traceKeyFetches: true } }],
  [{ https_proxy_url: "http://[fd00::1]:3128" }, { top: { httpsProxyUrl: "http://[fd00::1]:3128" } }],
  [{ clock_skew_seconds: 300 }, { top: { clockSkewSeconds: 300 } }],
  [{ timeout: 2 }, { keysFrom: { deadlineMilliseconds: 1000 } }],
  [{ timeout: 9 }, { keysFrom: { deadlineMilliseconds: 3000 } }],
  [{ ca_certificates_pem: pem + pem }, { keysFrom: { caCertificatesPem: `${pem}\n${pem}` } }],
  [
    { token_source: { header: "X-Token", scheme: "" } },
    { top: { tokenSource: { place: "header", name: "X-Token", scheme: "" } } },
  ],
  [
    { token_source: { header: "X-Token" } },
    {
      top: {
        tokenSource: { ...header, name: "X-Token" },
        websocketTokenSource: { ...header, name: "X-Token" },
      },
    },
  ],
  [
    { token_source: { header: "A", scheme: "DPoP" } },
    { top: { tokenSource: { place: "header", name: "A", scheme: "DPoP" } } },
  ],
  [
    { token_source: { cookie: "__Host-token" } },
    { top: { tokenSource: { place: "cookie", name: "__Host-token" } } },
  ],
  [
    {
      token_sources: {
        session: { cookie: "__Host-token" },
        plain: { header: "X-Token", scheme: "" },
        bearer: { header: "X-Auth" },
        q: { query_parameter: "token", cookie: null },
        page: { subprotocol: "access_token" },
      },
    },
    {
      top: {
        tokenSource: header,
        tokenSources: new Map<string, TokenSource>([
          ["bearer", { ...header, name: "X-Auth" }],
          ["page", { place: "subprotocol", name: "access_token" }],
          ["plain", { place: "header", name: "X-Token", scheme: "" }],
          ["q", { place: "query_parameter", name: "token" }],
          ["session", { place: "cookie", name: "__Host-token" }],
        ]),
      },
    },
  ],
  [
    { claims_to_context: { _roles: "/realm_access/roles", tenant_id: "https://example.com/tenant" } },
    {
      top: {
        claimsToContext: [
          ["_roles", ["realm_access", "roles"]],
          ["tenant_id", ["https://example.com/tenant"]],
        ],
      },
    },
  ],
  [
    { log_allowed: { sample_percent: 0.001, claims: ["sub", "/a~1b"] }, metrics_namespace: "a".repeat(255) },
    {
      top: {
        logAllowed: { samplePercent: 0.001, claims: [["sub"], ["a/b"]] },
        metricsNamespace: "a".repeat(255),
      },
    },
  ],
  [{ log_allowed: { claims: [] } }, { top: { logAllowed: { samplePercent: 100, claims: [] } } }],
  [{ principal_claim: "/a~1b/0" }, { top: { principalClaim: ["a/b", "0"] } }],
  [{ usage_plan_key_claim: "plan" }, { top: { usagePlanKeyClaim: ["plan"] } }],
  [
    { invalid_token_response: "deny", strict_paths: false },
    { top: { invalidTokenResponse: "deny", strictPaths: false } },
  ],
  [
    { websocket_token_source: { query_parameter: "access_token" } },
    {
      top: { tokenSource: header, websocketTokenSource: { place: "query_parameter", name: "access_token" } },
    },
  ],
];

/** With these the plain document is over the environment's limit, and compressed under it. */
const largeInputs = {
  ca_certificates_pem: pem,
  audience: [..."abcdefgh"].map((letter) => letter.repeat(500)),
};

let workspace: Workspace;
let calling: InstantiatingModule;
let plan: PlanDocument;

beforeAll(async () => {
  workspace = await createWorkspace();
  const calls = [...accepted.map(([inputs]) => inputs), largeInputs].map((inputs, number) => ({
    name: `case_${number}`,
    source: ".",
    inputs: { ...functionInputs, ...inputs },
  }));
  calling = await writeModuleInstances(workspace, "contract", calls);
  plan = await calling.terraform.planJson();
}, 300_000);

afterAll(() => workspace.remove());

function documentOf(number: number): string {
  return plannedDocument(plan, calling.addressIn(`case_${number}`, "aws_lambda_function.this[0]"));
}

describe("the function reads what Terraform writes", () => {
  test.each(accepted.map(([inputs, expected], number) => ({ inputs, expected, number })))(
    "$inputs",
    ({ expected, number }) => {
      const configuration = parseConfiguration(documentOf(number));
      expect(configuration).toMatchObject(expected.top ?? {});
      expect(configuration.trustedIssuers).toMatchObject([
        { ...expected.issuer, keysFrom: [expected.keysFrom ?? {}] },
      ]);
    },
  );

  test("a document over the environment's limit comes compressed, and reads the same", () => {
    const document = documentOf(accepted.length);
    const environment = JSON.stringify({ AUTHORIZER_CONFIG: document });
    const plain = gunzipSync(Buffer.from(document, "base64")).toString();
    expect(Buffer.byteLength(environment)).toBeLessThanOrEqual(4096);
    expect(Buffer.byteLength(JSON.stringify({ AUTHORIZER_CONFIG: plain }))).toBeGreaterThan(4096);
    expect(parseConfiguration(document)).toEqual(parseConfiguration(plain));
    expect(parseConfiguration(document).trustedIssuers[0]?.audience).toEqual(largeInputs.audience);
  });

  test("a document has no member for what is not logged, because the environment is small", () => {
    expect(Object.keys(JSON.parse(documentOf(0)))).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(log|metrics)_/)]),
    );
  });

  test("a document within the limit stays readable", () => {
    expect(documentOf(0)).toMatch(/^\{/);
  });
});
