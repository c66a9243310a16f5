import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repositoryRoot } from "../support/repository.ts";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { functionInputs } from "./support/inputs.ts";
import { type ModuleCall, writeModuleCalls } from "./support/module-calls.ts";
import { validatedInputs } from "./support/validated-inputs.ts";

const ACCOUNT = "123456789012";
const LAYER_ARN = `arn:aws:lambda:eu-central-1:${ACCOUNT}:layer:authz:1`;
const KEY_ARN = `arn:aws:kms:eu-central-1:${ACCOUNT}:key/1234abcd`;
const EXECUTION_ARN = `arn:aws:execute-api:eu-central-1:${ACCOUNT}:a1`;
const layer = { layer_arn: LAYER_ARN, module: "authz" };
const apis = (...values: readonly object[]) =>
  values.map((value) => ({ ["k".repeat(63)]: { id: "a1", ...value } }));
const claims = (count: number) => Array.from({ length: count }, (_, number) => `claim_${number}`);

/** Valid values at the edges of what the validation of an input accepts. validations.test.ts has the values next to them. */
const accepted: Readonly<Record<string, readonly unknown[]>> = {
  name: ["a", "a".repeat(64), "A-z_0"],
  clock_skew_seconds: [0, 300],
  token_source: [
    { header: "h".repeat(64), scheme: "" },
    { cookie: "c".repeat(64) },
    { query_parameter: "q".repeat(64) },
    { header: "X-Token", scheme: "s".repeat(32) },
  ],
  websocket_token_source: [
    { subprotocol: "s".repeat(64) },
    { header: "h".repeat(64), scheme: "" },
    { cookie: "c".repeat(64) },
    { query_parameter: "q".repeat(64) },
  ],
  token_sources: [
    {},
    Object.fromEntries(Array.from({ length: 8 }, (_, number) => [`k${number}`, { cookie: `a&${number}` }])),
    {
      ["k".repeat(63)]: { header: "h".repeat(64), scheme: "" },
      "a-b_0": { header: "H", scheme: "s".repeat(32), cookie: null },
      q: { query_parameter: "q".repeat(64) },
      s: { subprotocol: "s".repeat(64) },
    },
  ],
  invalid_token_response: ["unauthorized", "deny"],
  claims_to_context: [{ ["k".repeat(64)]: "/a/b/c/d" }, { _1: "c".repeat(256) }, {}],
  principal_claim: ["a", "/a~0/b~1"],
  usage_plan_key_claim: ["a", "/a/b/c/d"],
  rest_apis: apis(
    { type: "TOKEN", result_cache_ttl_seconds: 3600, gateway_responses: ["ACCESS_DENIED", "UNAUTHORIZED"] },
    { type: "REQUEST", result_cache_ttl_seconds: 0, gateway_responses: [] },
    {
      type: "REQUEST",
      execution_arn: EXECUTION_ARN,
      create_permission: false,
      invalid_token_challenge: true,
    },
  ),
  http_apis: apis(
    { result_cache_ttl_seconds: 0 },
    { result_cache_ttl_seconds: 3600 },
    { execution_arn: EXECUTION_ARN, create_permission: false },
  ),
  apis: [
    ...apis({ audience: ["a"] }, { audience: ["a".repeat(512), "b"] }, { audience: null }),
    { a: { id: "a1" }, b: { id: "a2" } },
  ],
  websocket_apis: apis({}, { execution_arn: EXECUTION_ARN, create_permission: false }),
  openapi_apis: [{}, { orders: EXECUTION_ARN }],
  result_cache_ttl_seconds: [0, 3600],
  cors_configuration: [
    { allow_origin: "*" },
    { allow_origin: "http://localhost:3000", allow_credentials: true, expose_headers: ["X-A"] },
  ],
  extension: [
    { ...layer, timeout_milliseconds: 10, context_keys: ["p".repeat(64)] },
    { ...layer, timeout_milliseconds: 5000, context_keys: [], per_request: false },
    { ...layer, module: "@a/b" },
    { ...layer, module: "a".repeat(214) },
  ],
  configuration_s3: [{ bucket: "abc" }, { bucket: "a".repeat(63) }],
  memory_size: [128, 10_240],
  timeout: [6, 9],
  architecture: ["arm64", "x86_64"],
  runtime: ["nodejs22.x"],
  tracing_mode: ["PassThrough", "Active"],
  invoke_from: [{ team: { account_id: ACCOUNT } }, { team: { account_id: ACCOUNT, region: "eu-central-1" } }],
  permissions_boundary: ["arn:aws:iam::aws:policy/B", `arn:aws:iam::${ACCOUNT}:policy/b`],
  log_retention_in_days: [0, 1, 3653],
  log_kms_key_id: [KEY_ARN],
  authorizer_credentials_arn: [`arn:aws:iam::${ACCOUNT}:role/apigateway`],
  reserved_concurrent_executions: [-1, 0, 1],
  provisioned_concurrent_executions: [null, null, 1],
  layers: [[], [LAYER_ARN]],
  environment_variables: [{}, { AB: "", A_1: "b" }],
  environment_kms_key_arn: [KEY_ARN],
  role_name: ["r", "r".repeat(64)],
  role_path: ["/", "/service/a/"],
  log_group_name: ["l", "l".repeat(512)],
  log_allowed: [
    { sample_percent: 0.001, claims: [] },
    { sample_percent: 100, claims: claims(20) },
  ],
  revocation: [
    { claims: ["jti", "sub", "sid", "client_id"], cache_ttl_seconds: 0, fail: "closed" },
    {
      table_arn: `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/abc`,
      claims: ["sub"],
      cache_ttl_seconds: 300,
    },
    { kms_key_arn: KEY_ARN, fail: "open", deletion_protection_enabled: false },
  ],
  metrics_namespace: ["a", "a".repeat(255)],
  https_proxy_url: ["http://p:1", "http://[::1]:65535"],
};

/** Values of `dpop` at the edges of what it accepts. It has no validation, and needs a header and no result cache. */
const dpop: readonly Readonly<Record<string, unknown>>[] = [
  { base_urls: ["https://a", "https://[::1]:65535/a/b.c/$-_+!*'()~/"] },
  {
    base_urls: Array.from({ length: 20 }, (_, number) => `https://api.example.com/${number}`),
    signing_algorithms: ["RS256", "EdDSA"],
    max_age_seconds: 5,
    replay_table_arn: `arn:aws-us-gov:dynamodb:us-gov-west-1:${ACCOUNT}:table/a.b`,
  },
  {
    base_urls: ["https://api.example.com/v1", "https://api.example.com/V1"],
    signing_algorithms: null,
    max_age_seconds: "600",
    replay_table_arn: `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/${"a".repeat(255)}`,
  },
];

/** The same for inputs that cannot be combined with the others. With `token_sources`, a plan reads the version. */
const separate: Readonly<Record<string, unknown>> = {
  filename: join(repositoryRoot, "examples/complete/backend.zip"),
  role_arn: `arn:aws:iam::${ACCOUNT}:role/service/authorizer`,
  create_role: false,
  alias_version: "1",
};
const signed: Readonly<Record<string, unknown>> = {
  package: { s3_bucket: "artifacts", s3_key: "authorizer.zip" },
  code_signing_config_arn: `arn:aws:lambda:eu-central-1:${ACCOUNT}:code-signing-config:csc-0123456789abcdef0`,
  alias_version: "12",
};

/** Each call has the next value of every input, or its last one. */
const combined = Array.from(
  { length: Math.max(...Object.values(accepted).map(({ length }) => length)) },
  (_, number): ModuleCall => ({
    name: `accepted_${number}`,
    source: ".",
    inputs: {
      ...functionInputs,
      ...Object.fromEntries(
        Object.entries(accepted).map(([name, values]) => [name, values[Math.min(number, values.length - 1)]]),
      ),
    },
  }),
);

const calls: readonly ModuleCall[] = [
  ...combined,
  ...dpop.map((value, number) => ({
    name: `dpop_${number}`,
    source: ".",
    inputs: { ...functionInputs, dpop_bound_tokens: number === 0 ? "required" : "optional", dpop: value },
  })),
  ...[separate, signed].map((inputs, number) => ({
    name: `separate_${number}`,
    source: ".",
    inputs: { ...functionInputs, ...inputs },
  })),
];

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});

afterAll(() => workspace.remove());

test("each input that has a validation has a valid value here", async () => {
  const inputs = Object.keys({ ...accepted, ...separate, ...signed });
  expect((await validatedInputs(".")).filter((name) => !inputs.includes(name))).toEqual([]);
});

test("values at the edges of each rule are accepted", async () => {
  const { terraform } = await writeModuleCalls(workspace, "accepted", calls);
  const diagnostics = await terraform.planDiagnostics();
  expect(
    diagnostics
      .filter(({ severity }) => severity === "error")
      .map(({ summary, detail }) => `${summary}: ${detail}`),
  ).toEqual([]);
}, 300_000);
