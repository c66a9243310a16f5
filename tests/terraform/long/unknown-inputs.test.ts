import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorkspace, type Workspace } from "../../support/workspace.ts";
import { attachment, functionInputs } from "../support/inputs.ts";
import {
  expression,
  type ModuleCall,
  writeModuleCalls,
  writeModuleInstances,
} from "../support/module-calls.ts";

const unknown = expression("terraform_data.later.output");
const preamble = 'resource "terraform_data" "later" {\n  input = timestamp()\n}\n';

/** What answers that depend on the request need. */
const requestAuthorizers = {
  rest_apis: { orders: { id: "a1", type: "REQUEST" } },
  result_cache_ttl_seconds: 0,
};

/** Each input that a user may take from another resource, with a value that is known only after apply. */
const unknownInputs: readonly (readonly [string, Record<string, unknown>])[] = [
  ["issuer", { issuer: unknown }],
  ["audience", { audience: [unknown] }],
  ["jwks_url", { jwks_url: unknown }],
  ["ca_certificates_pem", { ca_certificates_pem: unknown }],
  ["trusted_issuers", { issuer: null, trusted_issuers: unknown }],
  [
    "parts_of_trusted_issuers",
    {
      issuer: null,
      trusted_issuers: {
        found: { issuer: unknown, audience: [unknown], required_claims: [{ name: unknown, any: [unknown] }] },
        static: { issuer: "https://b.example.com/", jwks: unknown, jwks_use_until: unknown },
        key: { issuer: "https://c.example.com/", public_key_pem: unknown, algorithms: unknown },
        secret: {
          issuer: "https://d.example.com/",
          algorithms: ["HS256"],
          shared_secret: { arn: unknown, encoding: "hex", kms_key_arn: unknown },
        },
        whole: unknown,
      },
    },
  ],
  [
    "apis",
    {
      apis: { web: { id: unknown, audience: [unknown] }, app: { id: unknown, audience: unknown } },
      rules: [{ apis: ["web"], paths: ["/a"], any_token: true }],
    },
  ],
  ["apis_as_a_whole", { apis: unknown }],
  ["https_proxy_url", { https_proxy_url: unknown }],
  ["audience_claim", { audience_claim: unknown }],
  ["required_claims", { required_claims: unknown }],
  ["token_type", { token_type: unknown }],
  ["certificate_bound_tokens", { certificate_bound_tokens: unknown }],
  ["dpop_bound_tokens", { dpop_bound_tokens: unknown }],
  [
    "dpop",
    {
      ...requestAuthorizers,
      dpop_bound_tokens: "optional",
      dpop: {
        base_urls: [unknown],
        signing_algorithms: [unknown],
        max_age_seconds: unknown,
        replay_table_arn: unknown,
      },
    },
  ],
  ["dpop_as_a_whole", { ...requestAuthorizers, dpop_bound_tokens: "optional", dpop: unknown }],
  [
    "dpop_of_an_unknown_issuer",
    {
      ...requestAuthorizers,
      issuer: null,
      trusted_issuers: {
        found: unknown,
        other: { issuer: "https://b.example.com/", dpop_bound_tokens: unknown },
      },
      dpop: { base_urls: [unknown] },
    },
  ],
  ["max_token_age_seconds", { max_token_age_seconds: unknown }],
  ["jwks_max_stale_seconds", { jwks_max_stale_seconds: unknown }],
  ["revocation", { revocation: { table_arn: unknown, kms_key_arn: unknown, claims: [unknown] } }],
  ["configuration_s3", { configuration_s3: { bucket: unknown } }],
  [
    "extension",
    {
      extension: {
        layer_arn: unknown,
        module: unknown,
        per_request: unknown,
        context_keys: [unknown],
        timeout_milliseconds: unknown,
      },
    },
  ],
  ["extension_of_a_new_layer", { extension: { layer_arn: unknown, module: "authz" } }],
  ["log_allowed", { log_allowed: { sample_percent: unknown, claims: [unknown] } }],
  ["log_settings_as_wholes", { log_allowed: unknown, metrics_namespace: unknown }],
  ["extension_as_a_whole", { extension: unknown }],
  ["rule_tests", { rule_tests: [{ claims: unknown, allow: [unknown] }, unknown] }],
  ["role_arn", { create_role: false, role_arn: unknown }],
  ["permissions_boundary", { permissions_boundary: unknown }],
  ["log_kms_key_id", { log_kms_key_id: unknown }],
  ["name", { name: unknown }],
  ["tags", { tags: { owner: unknown } }],
  ["token_source", { token_source: { header: unknown, scheme: unknown } }],
  ["token_sources", { token_sources: { a: { cookie: unknown }, b: { header: unknown, scheme: unknown } } }],
  ["rules", { rules: unknown }],
  [
    "parts_of_rules",
    {
      rules: [
        { methods: [unknown], paths: [unknown], scopes: [unknown] },
        { effect: unknown, paths: ["/a"], claims: [{ name: unknown, any: [unknown], all: unknown }] },
        unknown,
      ],
    },
  ],
  ["strict_paths", { strict_paths: unknown }],
  ["claims_to_context", { claims_to_context: { tenant: unknown } }],
  ["principal_claim", { principal_claim: unknown }],
  ["usage_plan_key_claim", { usage_plan_key_claim: unknown }],
  ["invalid_token_response", { invalid_token_response: unknown }],
  ["invalid_token_challenge", { invalid_token_challenge: unknown }],
  ["cors_configuration", { cors_configuration: { allow_origin: unknown } }],
  ["openapi_apis", { openapi_apis: { orders: unknown } }],
  ["invoke_from", { invoke_from: { team: { account_id: unknown, region: unknown } } }],
];

const unknownApi = { id: unknown, execution_arn: unknown };

/** A call of the root module with an API of two kinds. */
const attaching = ([name, inputs]: readonly [name: string, inputs: Record<string, unknown>]): ModuleCall => ({
  name,
  source: ".",
  inputs: {
    ...functionInputs,
    rest_apis: { orders: { id: "a1" } },
    http_apis: { web: { id: "a1" } },
    ...inputs,
  },
});

const calls: readonly ModuleCall[] = [
  ...unknownInputs.map(attaching),
  {
    name: "apis",
    source: ".",
    inputs: {
      ...functionInputs,
      rest_apis: { orders: unknownApi },
      http_apis: { web: unknownApi },
      websocket_apis: { live: unknownApi },
    },
  },
  ...["rest-api", "http-api", "websocket-api"].map((kind) => ({
    name: `attachment-of-${kind}`,
    source: `modules/${kind}`,
    inputs: {
      function: { ...attachment, function_name: unknown, function_arn: unknown, invoke_arn: unknown },
      api: { id: unknown },
    },
  })),
];

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});

afterAll(() => workspace.remove());

test("every input that comes from another resource may be unknown until apply", async () => {
  const { terraform, callOf } = await writeModuleInstances(workspace, "unknown-inputs", calls, preamble);
  const diagnostics = await terraform.planDiagnostics();
  // A check whose condition isn't known yet is a warning.
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  expect(errors.map((diagnostic) => `${callOf(diagnostic)}: ${diagnostic.detail}`)).toEqual([]);
}, 120_000);

/** Settings after which an answer holds for one request only, next to a value that is unknown until apply. */
const dependingOnRequest: readonly (readonly [name: string, inputs: Record<string, unknown>])[] = [
  ["certificates", { certificate_bound_tokens: "required", jwks_url: unknown }],
  [
    "certificates-of-one-issuer",
    {
      issuer: null,
      trusted_issuers: {
        a: { issuer: "https://a.example.com/", certificate_bound_tokens: "optional" },
        b: { issuer: "https://b.example.com/", jwks_url: unknown },
      },
    },
  ],
  [
    "keys",
    {
      issuer: null,
      trusted_issuers: { a: { issuer: unknown, dpop_bound_tokens: "required" } },
      dpop: { base_urls: [unknown], replay_table_arn: unknown },
    },
  ],
  [
    "custom-logic",
    {
      extension: {
        layer_arn: "arn:aws:lambda:eu-central-1:123456789012:layer:x:1",
        module: "authz",
        per_request: true,
      },
      jwks_url: unknown,
    },
  ],
];

test("a result cache is refused also beside a value that is unknown until apply", async () => {
  const { terraform } = await writeModuleInstances(
    workspace,
    "caching",
    dependingOnRequest.map(attaching),
    preamble,
  );
  const details = (await terraform.planDiagnostics()).map(({ detail }) => detail.replaceAll("\n", " "));
  for (const fault of [
    'rest_apis.orders.type is "TOKEN": it must be',
    "rest_apis.orders.result_cache_ttl_seconds is 300: it must be",
    "http_apis.web.result_cache_ttl_seconds is 300: it must be",
  ]) {
    expect(details.filter((detail) => detail.startsWith(fault))).toHaveLength(dependingOnRequest.length);
  }
}, 120_000);

test("an unknown attribute of extension is refused also beside one whose value is unknown until apply", async () => {
  const extension = { layer_arn: unknown, module: "authz", per_requst: true };
  const call = { name: "misspelt", source: ".", inputs: { ...functionInputs, extension } };
  const { terraform } = await writeModuleCalls(workspace, "misspelt", [call], preamble);
  const details = (await terraform.planDiagnostics()).map(({ detail }) => detail);
  expect(details[0]).toMatch(/^extension has the unknown attribute "per_requst": correct or remove it/);
}, 60_000);

test("an API that is given as its ID instead of an object is refused, although the ID is unknown", async () => {
  const id = expression("terraform_data.later.id");
  const inputs = { ...functionInputs, rest_apis: { a: id }, http_apis: { b: id }, websocket_apis: { c: id } };
  const call = { name: "ids", source: ".", inputs };
  const { terraform } = await writeModuleCalls(workspace, "ids", [call], preamble);
  const details = (await terraform.planDiagnostics()).map(({ detail }) => detail.split(",")[0]).toSorted();
  expect(details).toEqual([
    "http_apis.b must be an object",
    "rest_apis.a must be an object",
    "websocket_apis.c must be an object",
  ]);
}, 60_000);

test("a wrong ARN in openapi_apis is refused beside one that is unknown", async () => {
  const openapi_apis = { a: "abc123", b: expression("terraform_data.later.id") };
  const call = { name: "arns", source: ".", inputs: { ...functionInputs, openapi_apis } };
  const { terraform } = await writeModuleCalls(workspace, "arns", [call], preamble);
  const details = (await terraform.planDiagnostics()).map(({ detail }) => detail);
  expect(details).toEqual([
    expect.stringMatching(/^openapi_apis has a value that is no execution ARN: each/),
  ]);
}, 60_000);
