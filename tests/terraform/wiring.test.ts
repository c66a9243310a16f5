import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repositoryRoot } from "../support/repository.ts";
import type { PlanDocument } from "../support/terraform.ts";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { functionInputs } from "./support/inputs.ts";
import { type InstantiatingModule, type ModuleCall, writeModuleInstances } from "./support/module-calls.ts";
import { planned } from "./support/planned.ts";

const LAMBDA = "aws_lambda_function.this[0]";
const ROLE = "aws_iam_role.this[0]";
const LOG_GROUP = "aws_cloudwatch_log_group.this[0]";
const REST = 'module.rest_api["orders"].aws_api_gateway_authorizer.this';
const HTTP = 'module.http_api["web"].aws_apigatewayv2_authorizer.this';
const WEBSOCKET = 'module.websocket_api["live"].aws_apigatewayv2_authorizer.this';

const OBJECT = "aws_s3_object.configuration[0]";

const UNAUTHORIZED = 'module.rest_api["orders"].aws_api_gateway_gateway_response.this["UNAUTHORIZED"]';

/** What the function's configuration must hold. */
const configured = (members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
  environment: [{ variables: { AUTHORIZER_CONFIG: documentWith(members) } }],
});

const documentWith = (members: Readonly<Record<string, unknown>>) => ({
  asymmetricMatch: (document: unknown) => {
    expect(JSON.parse(String(document))).toMatchObject(members);
    return true;
  },
});

const ISSUER = { issuer: "https://a.example.com/", audience: ["a"] };
const configuredIssuer = (key: string, members: Readonly<Record<string, unknown>>) =>
  configured({ trusted_issuers: { [key]: members } });

const LAYER_ARN = "arn:aws:lambda:eu-central-1:123456789012:layer:authz:1";
const LAYER_EXTENSION = { layer_arn: LAYER_ARN, module: "authz" };
const OWN_ZIP = join(repositoryRoot, "examples/complete/backend.zip");

const TOKEN_SOURCES = {
  token_sources: {
    cookie: { cookie: "session" },
    dpop: { header: "X-Auth", scheme: "DPoP" },
    query: { query_parameter: "token" },
    page: { subprotocol: "access_token" },
  },
};

const TABLE = "arn:aws:dynamodb:eu-central-1:123456789012:table/proofs";
const boundToKeys = {
  dpop_bound_tokens: "required",
  dpop: { base_urls: ["https://api.example.com/v1"], signing_algorithms: ["ES256", "EdDSA"] },
  rest_apis: { orders: { id: "a1", type: "REQUEST" } },
  result_cache_ttl_seconds: 0,
};

const cors = { allow_origin: "https://app.example.com" };

/** An input of the root module with a value that isn't its default, and what must be planned for it. */
type Wire = readonly [
  inputs: Record<string, unknown>,
  address: string,
  attributes: Readonly<Record<string, unknown>>,
];

const wires: readonly Wire[] = [
  [{ name: "shipping" }, LAMBDA, { function_name: "shipping" }],
  [{ name: "shipping" }, LOG_GROUP, { name: "/aws/lambda/shipping" }],
  [{ name: "n".repeat(64) }, ROLE, { name_prefix: `${"n".repeat(37)}-` }],
  [{ name: "shipping" }, REST, { name: "shipping-orders" }],
  [{ name: "shipping" }, HTTP, { name: "shipping-web" }],
  [{ name: "shipping" }, WEBSOCKET, { name: "shipping-live" }],
  [{ tags: { team: "a" } }, LAMBDA, { tags: { team: "a" } }],
  [{ tags: { team: "a" } }, ROLE, { tags: { team: "a" } }],
  [{ tags: { team: "a" } }, LOG_GROUP, { tags: { team: "a" } }],
  [{ memory_size: 1024 }, LAMBDA, { memory_size: 1024 }],
  [{ timeout: 9 }, LAMBDA, { timeout: 9 }],
  [{ architecture: "x86_64" }, LAMBDA, { architectures: ["x86_64"] }],
  [{ tracing_mode: "Active" }, LAMBDA, { tracing_config: [{ mode: "Active" }] }],
  [{ tracing_mode: "Active" }, LAMBDA, configured({ trace_key_fetches: true })],
  [
    { create_role: false, role_arn: "arn:aws:iam::123456789012:role/r" },
    LAMBDA,
    { role: "arn:aws:iam::123456789012:role/r" },
  ],
  [
    { permissions_boundary: "arn:aws:iam::aws:policy/B" },
    ROLE,
    { permissions_boundary: "arn:aws:iam::aws:policy/B" },
  ],
  [{ log_retention_in_days: 365 }, LOG_GROUP, { retention_in_days: 365 }],
  [
    { log_kms_key_id: "arn:aws:kms:eu-central-1:123456789012:key/k" },
    LOG_GROUP,
    { kms_key_id: "arn:aws:kms:eu-central-1:123456789012:key/k" },
  ],
  [{ alias_version: "5" }, "aws_lambda_alias.this[0]", { function_version: "5" }],
  [{ ignore_alias_routing: true }, "aws_lambda_alias.externally_routed[0]", { name: "live" }],
  [
    { alarms: { refusal_percent: 20 } },
    'aws_cloudwatch_metric_alarm.this["refusals"]',
    { threshold: 20, tags: null },
  ],
  [{ dashboard: true }, "aws_cloudwatch_dashboard.this[0]", { dashboard_name: "orders" }],
  [
    { query_definitions: true },
    'aws_cloudwatch_query_definition.this["one request"]',
    { name: "orders/one request" },
  ],
  [{ log_group_skip_destroy: true }, LOG_GROUP, { skip_destroy: true }],
  [
    { invoke_from: { team: { account_id: "123456789012" } } },
    'aws_lambda_permission.invoke_from["team"]',
    { principal: "apigateway.amazonaws.com" },
  ],
  [
    { rules: [{ paths: ["/a"], any_token: true }] },
    LAMBDA,
    configured({ rules: [{ paths: ["/a"], any_token: true }] }),
  ],
  [{ trusted_issuers: { main: ISSUER }, issuer: null }, LAMBDA, configuredIssuer("main", ISSUER)],
  [{ audience_claim: "client_id" }, LAMBDA, configuredIssuer("default", { audience_claim: "client_id" })],
  [
    { required_claims: [{ name: "a", any: ["b"] }] },
    LAMBDA,
    configuredIssuer("default", { required_claims: [{ name: "a", any: ["b"] }] }),
  ],
  [
    { apis: { web: { id: "a1", audience: ["web"] } } },
    LAMBDA,
    configured({ apis: { web: { id: "a1", audience: ["web"] } } }),
  ],
  [
    { ...boundToKeys, apis: { web: { id: "a1", base_urls: ["https://web.example.com"] } } },
    LAMBDA,
    configured({ apis: { web: { id: "a1", base_urls: ["https://web.example.com"] } } }),
  ],
  [{ token_type: "at+jwt" }, LAMBDA, configuredIssuer("default", { token_type: "at+jwt" })],
  [
    {
      certificate_bound_tokens: "required",
      rest_apis: { orders: { id: "a1", type: "REQUEST" } },
      result_cache_ttl_seconds: 0,
    },
    LAMBDA,
    configuredIssuer("default", { certificate_bound_tokens: "required" }),
  ],
  [
    { ...boundToKeys, dpop_bound_tokens: "optional" },
    LAMBDA,
    configuredIssuer("default", { dpop_bound_tokens: "optional" }),
  ],
  [
    { ...boundToKeys, dpop: { ...boundToKeys.dpop, max_age_seconds: "30", replay_table_arn: TABLE } },
    LAMBDA,
    configured({
      dpop: {
        base_urls: ["https://api.example.com/v1"],
        signing_algorithms: ["ES256", "EdDSA"],
        max_age_seconds: 30,
        replay_table_arn: TABLE,
      },
    }),
  ],
  [
    { ...boundToKeys, dpop: { base_urls: ["https://api.example.com/v1"] } },
    LAMBDA,
    configured({
      dpop: {
        base_urls: ["https://api.example.com/v1"],
        signing_algorithms: null,
        max_age_seconds: 60,
        replay_table_arn: null,
      },
    }),
  ],
  [boundToKeys, UNAUTHORIZED, challenging('DPoP realm="orders", algs="ES256 EdDSA"')],
  [
    { ...boundToKeys, dpop_bound_tokens: "optional", invalid_token_challenge: true },
    UNAUTHORIZED,
    challenging(
      'Bearer realm="orders", error="invalid_token", DPoP realm="orders", error="invalid_token", algs="ES256 EdDSA"',
    ),
  ],
  [
    { ...boundToKeys, certificate_bound_tokens: "optional" },
    UNAUTHORIZED,
    challenging('Bearer realm="orders", DPoP realm="orders", algs="ES256 EdDSA"'),
  ],
  [
    {
      ...boundToKeys,
      dpop: { base_urls: ["https://api.example.com/v1"] },
      issuer: null,
      trusted_issuers: {
        a: ISSUER,
        b: { ...ISSUER, issuer: "https://b.example.com/", dpop_bound_tokens: "optional" },
      },
    },
    UNAUTHORIZED,
    challenging(
      'Bearer realm="orders", DPoP realm="orders", algs="RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519"',
    ),
  ],
  [{ max_token_age_seconds: 900 }, LAMBDA, configuredIssuer("default", { max_token_age_seconds: 900 })],
  [{ jwks_max_stale_seconds: 0 }, LAMBDA, configuredIssuer("default", { jwks_max_stale_seconds: 0 })],
  [
    { revocation: { claims: ["sid"], cache_ttl_seconds: 5, fail: "open" } },
    LAMBDA,
    configured({
      revocation: { table: "orders-revocations", claims: ["sid"], cache_ttl_seconds: 5, fail: "open" },
    }),
  ],
  [
    { revocation: { deletion_protection_enabled: false } },
    "aws_dynamodb_table.revocation[0]",
    { name: "orders-revocations", deletion_protection_enabled: false },
  ],
  [{ configuration_s3: { bucket: "configurations" } }, OBJECT, { bucket: "configurations" }],
  [{ extension: LAYER_EXTENSION }, LAMBDA, { layers: [LAYER_ARN] }],
  [
    { extension: LAYER_EXTENSION },
    LAMBDA,
    configured({
      extension: { module: "authz", per_request: false, context_keys: null, timeout_milliseconds: 500 },
    }),
  ],
  [
    {
      extension: {
        ...LAYER_EXTENSION,
        per_request: true,
        context_keys: ["b", "a"],
        timeout_milliseconds: 50,
      },
      rest_apis: { orders: { id: "a1", type: "REQUEST" } },
      result_cache_ttl_seconds: 0,
    },
    LAMBDA,
    configured({
      extension: { module: "authz", per_request: true, context_keys: ["a", "b"], timeout_milliseconds: 50 },
    }),
  ],
  [
    {
      extension: {
        ...LAYER_EXTENSION,
        per_request: null,
        context_keys: null,
        timeout_milliseconds: null,
      },
    },
    LAMBDA,
    configured({
      extension: { module: "authz", per_request: false, context_keys: null, timeout_milliseconds: 500 },
    }),
  ],
  [
    { extension: { context_keys: ["b", "a", "b"], timeout_milliseconds: "50" }, filename: OWN_ZIP },
    LAMBDA,
    configured({
      extension: { module: null, per_request: false, context_keys: ["a", "b"], timeout_milliseconds: 50 },
    }),
  ],
  [{ extension: { context_keys: ["a"] }, filename: OWN_ZIP }, LAMBDA, { filename: OWN_ZIP }],
  [{ strict_paths: false }, LAMBDA, configured({ strict_paths: false })],
  [{ invalid_token_response: "deny" }, LAMBDA, configured({ invalid_token_response: "deny" })],
  [{ claims_to_context: { t: "/a" } }, LAMBDA, configured({ claims_to_context: { t: "/a" } })],
  [
    { log_allowed: { sample_percent: "0.1", claims: ["sub", "/a/b"] } },
    LAMBDA,
    configured({ log_allowed: { sample_percent: 0.1, claims: ["sub", "/a/b"] } }),
  ],
  [
    { log_allowed: {}, metrics_namespace: "Auth" },
    LAMBDA,
    configured({ log_allowed: { sample_percent: 100, claims: null }, metrics_namespace: "Auth" }),
  ],
  [{ principal_claim: "oid" }, LAMBDA, configured({ principal_claim: "oid" })],
  [{ usage_plan_key_claim: "plan" }, LAMBDA, configured({ usage_plan_key_claim: "plan" })],
  [
    { https_proxy_url: "http://proxy.example.com:3128" },
    LAMBDA,
    configured({ https_proxy_url: "http://proxy.example.com:3128" }),
  ],
  [
    { invalid_token_challenge: true },
    UNAUTHORIZED,
    challenging('Bearer realm="orders", error="invalid_token"'),
  ],
  [
    { invalid_token_challenge: true, rest_apis: { orders: { id: "a1", invalid_token_challenge: false } } },
    UNAUTHORIZED,
    challenging('Bearer realm="orders"'),
  ],
  [
    {
      rest_apis: {
        orders: { id: "a1", resource_metadata_url: `https://api.example.com/${"a".repeat(500)}` },
      },
    },
    UNAUTHORIZED,
    challenging(`Bearer realm="orders", resource_metadata="https://api.example.com/${"a".repeat(500)}"`),
  ],
  [{ cors_configuration: cors }, UNAUTHORIZED, allowingOrigin("https://app.example.com")],
  [
    {
      cors_configuration: cors,
      rest_apis: { orders: { id: "a1", cors_configuration: { allow_origin: "*" } } },
    },
    UNAUTHORIZED,
    allowingOrigin("*"),
  ],
  [{ result_cache_ttl_seconds: 60 }, REST, { authorizer_result_ttl_in_seconds: 60 }],
  [{ result_cache_ttl_seconds: 60 }, HTTP, { authorizer_result_ttl_in_seconds: 60 }],
  [{ result_cache_ttl_seconds: 0 }, REST, { authorizer_result_ttl_in_seconds: 0 }],
  [
    { rest_apis: { orders: { id: "a1", result_cache_ttl_seconds: 0 } } },
    REST,
    { authorizer_result_ttl_in_seconds: 0 },
  ],
  [
    { http_apis: { web: { id: "a1", result_cache_ttl_seconds: 0 } } },
    HTTP,
    { authorizer_result_ttl_in_seconds: 0 },
  ],
  [{ rest_apis: { orders: { id: "a1", type: "REQUEST" } } }, REST, { type: "REQUEST" }],
  [
    { token_source: { header: "X-Token", scheme: "" } },
    REST,
    { identity_source: "method.request.header.X-Token" },
  ],
  [{ token_source: { header: "X-Token" } }, HTTP, { identity_sources: ["$request.header.X-Token"] }],
  [
    { token_source: { header: "X-Token" } },
    WEBSOCKET,
    { identity_sources: ["route.request.header.X-Token"] },
  ],
  [
    { websocket_token_source: { cookie: "t" } },
    WEBSOCKET,
    { identity_sources: ["route.request.header.Cookie"] },
  ],
  [
    { websocket_token_source: { cookie: "t" } },
    HTTP,
    { identity_sources: ["$request.header.Authorization"] },
  ],
  [TOKEN_SOURCES, LAMBDA, configured({ token_sources: { cookie: { cookie: "session" } } })],
  [TOKEN_SOURCES, 'aws_lambda_alias.token_source["cookie"]', { name: "live-cookie" }],
  [
    { ...TOKEN_SOURCES, ignore_alias_routing: true },
    'aws_lambda_alias.token_source_externally_routed["cookie"]',
    { name: "live-cookie" },
  ],
  [
    { ...TOKEN_SOURCES, rest_apis: { orders: { id: "a1", type: "REQUEST", token_source: "cookie" } } },
    REST,
    { identity_source: "method.request.header.Cookie", type: "REQUEST" },
  ],
  [
    { ...TOKEN_SOURCES, rest_apis: { orders: { id: "a1", token_source: "dpop" } } },
    REST,
    {
      identity_source: "method.request.header.X-Auth",
      identity_validation_expression: "^[Dd][Pp][Oo][Pp] +[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$",
    },
  ],
  [
    { ...TOKEN_SOURCES, rest_apis: { orders: { id: "a1", token_source: "dpop" } } },
    UNAUTHORIZED,
    { response_parameters: { "gatewayresponse.header.WWW-Authenticate": "'DPoP realm=\"orders\"'" } },
  ],
  [
    { ...TOKEN_SOURCES, rest_apis: { orders: { id: "a1", token_source: "dpop" } } },
    'module.rest_api["orders"].aws_lambda_permission.this[0]',
    { qualifier: "live-dpop" },
  ],
  [
    { ...TOKEN_SOURCES, http_apis: { web: { id: "a1", token_source: "cookie" } } },
    HTTP,
    { identity_sources: ["$request.header.cookie"] },
  ],
  [
    { ...TOKEN_SOURCES, http_apis: { web: { id: "a1", token_source: "query" } } },
    HTTP,
    { identity_sources: ["$request.querystring.token"] },
  ],
  [
    { ...TOKEN_SOURCES, http_apis: { web: { id: "a1", token_source: "cookie" } } },
    'module.http_api["web"].aws_lambda_permission.this[0]',
    { qualifier: "live-cookie" },
  ],
  [TOKEN_SOURCES, HTTP, { identity_sources: ["$request.header.Authorization"] }],
  [TOKEN_SOURCES, 'module.http_api["web"].aws_lambda_permission.this[0]', { qualifier: "live" }],
  [
    { ...TOKEN_SOURCES, websocket_apis: { live: { id: "a1", token_source: "page" } } },
    WEBSOCKET,
    { identity_sources: ["route.request.header.Sec-WebSocket-Protocol"] },
  ],
  [
    { ...TOKEN_SOURCES, websocket_apis: { live: { id: "a1", token_source: "page" } } },
    'module.websocket_api["live"].aws_lambda_permission.this[0]',
    { qualifier: "live-page" },
  ],
  [
    { ...TOKEN_SOURCES, invoke_from: { "a/b": { account_id: "210987654321" } } },
    'aws_lambda_permission.invoke_from_token_source["a/b/cookie"]',
    { qualifier: "live-cookie" },
  ],
  [
    { ...TOKEN_SOURCES, openapi_apis: { shop: "arn:aws:execute-api:eu-central-1:123456789012:a1" } },
    'aws_lambda_permission.openapi_token_source["shop/page"]',
    {
      qualifier: "live-page",
      source_arn: "arn:aws:execute-api:eu-central-1:123456789012:a1/authorizers/*",
    },
  ],
];

const calls: readonly ModuleCall[] = wires.map(([inputs], number) => ({
  name: `wire_${number}`,
  source: ".",
  inputs: {
    ...functionInputs,
    rest_apis: { orders: { id: "a1" } },
    http_apis: { web: { id: "a2" } },
    websocket_apis: { live: { id: "a3" } },
    ...inputs,
  },
}));

let workspace: Workspace;
let calling: InstantiatingModule;
let plan: PlanDocument;

beforeAll(async () => {
  workspace = await createWorkspace();
  calling = await writeModuleInstances(workspace, "wiring", calls);
  plan = await calling.terraform.planJson();
}, 300_000);

afterAll(() => workspace.remove());

test.each(wires.map((wire, number) => ({ wire, number, title: JSON.stringify(wire[0]) })))(
  "the plan contains $title",
  ({ wire: [, address, attributes], number }) => {
    expect(planned(plan, calling.addressIn(`wire_${number}`, address))).toMatchObject(attributes);
  },
);

function challenging(challenge: string): Readonly<Record<string, unknown>> {
  return { response_parameters: { "gatewayresponse.header.WWW-Authenticate": `'${challenge}'` } };
}

function allowingOrigin(origin: string): Readonly<Record<string, unknown>> {
  return { response_parameters: { "gatewayresponse.header.Access-Control-Allow-Origin": `'${origin}'` } };
}
