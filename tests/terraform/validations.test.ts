import { afterAll, beforeAll, describe } from "vitest";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { attachment, functionInputs, pem } from "./support/inputs.ts";
import { planRefusals, type Refusal } from "./support/refusals.ts";

const LAYER_ARN = "arn:aws:lambda:eu-central-1:123456789012:layer:authz:1";

const ofFunction: readonly Refusal[] = [
  [{ name: "" }, "name must be 1 to 64 letters"],
  [{ name: "a".repeat(65) }, "name must be 1 to 64 letters"],
  [{ name: "orders prod" }, "name must be 1 to 64 letters"],
  [{ issuer: "http://login.example.com/" }, "issuer must be an https URL"],
  [{ issuer: "https://login.example.com/?tenant=1" }, "issuer must be an https URL"],
  [{ issuer: "https://login.example.com/#x" }, "issuer must be an https URL"],
  [{ issuer: "https://user@login.example.com/" }, "issuer must be an https URL"],
  [{ issuer: "login.example.com" }, "issuer must be an https URL"],
  [{ issuer: "" }, "issuer must be an https URL"],
  [
    { issuer: "https://login.example.com/.well-known/openid-configuration" },
    "issuer must be the issuer identifier, not the address of a document",
  ],
  [{ audience: [""] }, "audience must hold texts of 1 to 512 characters"],
  [{ audience: [null] }, "audience must hold texts of 1 to 512 characters"],
  [{ audience: ["a".repeat(513)] }, "audience must hold texts of 1 to 512 characters"],
  [{ audience: ["a", "a"] }, "audience must not name one twice"],
  [{ jwks_url: "http://login.example.com/jwks" }, "jwks_url must be an https URL"],
  [{ jwks_url: "https://login.example.com/jwks#1" }, "jwks_url must be an https URL"],
  [{ jwks_url: "https://user:word@login.example.com/jwks" }, "jwks_url must be an https URL"],
  [{ jwks_cache_ttl_seconds: 59 }, "jwks_cache_ttl_seconds must be a whole number"],
  [{ jwks_cache_ttl_seconds: 86_401 }, "jwks_cache_ttl_seconds must be a whole number"],
  [{ jwks_cache_ttl_seconds: 600.5 }, "jwks_cache_ttl_seconds must be a whole number"],
  [{ audience_claim: "" }, "audience_claim must be the name of a top-level claim"],
  [{ audience_claim: "/a/b/c/d/e" }, "audience_claim must be the name of a top-level claim"],
  [{ audience_claim: "a{b}" }, "audience_claim must be the name of a top-level claim"],
  [{ token_type: "" }, "token_type must be a media type"],
  [{ token_type: "at jwt" }, "token_type must be a media type"],
  [{ max_token_age_seconds: 0 }, "max_token_age_seconds must be a whole number"],
  [{ max_token_age_seconds: 1.5 }, "max_token_age_seconds must be a whole number"],
  [{ max_token_age_seconds: 31_536_001 }, "max_token_age_seconds must be a whole number"],
  [{ jwks_max_stale_seconds: -1 }, "jwks_max_stale_seconds must be a whole number"],
  [{ jwks_max_stale_seconds: 86_401 }, "jwks_max_stale_seconds must be a whole number"],
  [{ jwks_max_stale_seconds: 0.5 }, "jwks_max_stale_seconds must be a whole number"],
  [{ configuration_s3: { bucket: "" } }, "configuration_s3.bucket must be the name of a bucket"],
  [{ configuration_s3: { bucket: "s3://a" } }, "configuration_s3.bucket must be the name of a bucket"],
  ...["modul", "per_requst", "contextKeys"].map(
    (name): Refusal => [
      { extension: { layer_arn: LAYER_ARN, module: "authz", [name]: null } },
      `extension has the unknown attribute "${name}": correct or remove it`,
    ],
  ),
  ...["yes", 1, []].map(
    (per_request): Refusal => [
      { extension: { layer_arn: LAYER_ARN, module: "authz", per_request } },
      "extension.per_request must be true or false",
    ],
  ),
  ...["plan", { plan: "plan" }, 1, [["plan"]], [null]].map(
    (context_keys): Refusal => [
      { extension: { layer_arn: LAYER_ARN, module: "authz", context_keys } },
      "extension.context_keys must be keys of",
    ],
  ),
  [{ extension: { module: "authz" } }, "extension.layer_arn and extension.module belong together"],
  [{ extension: { layer_arn: LAYER_ARN } }, "extension.layer_arn and extension.module belong together"],
  [
    { extension: { layer_arn: "authz:1", module: "authz" } },
    "extension.layer_arn must be the ARN of a version",
  ],
  [
    { extension: { layer_arn: LAYER_ARN.slice(0, -2), module: "authz" } },
    "extension.layer_arn must be the ARN of a version",
  ],
  ...["../authz", "/opt/authz", "node:fs", "Authz", "a/b/c", "", ["authz"]].map(
    (module): Refusal => [
      { extension: { layer_arn: LAYER_ARN, module } },
      "extension.module must be the name of a package",
    ],
  ),
  ...["x-plan", "sub", "integrationLatency", ""].map(
    (key): Refusal => [
      { extension: { layer_arn: LAYER_ARN, module: "authz", context_keys: [key] } },
      "extension.context_keys must be keys of",
    ],
  ),
  ...[9, 5001, 10.5, "soon", [500]].map(
    (timeout_milliseconds): Refusal => [
      { extension: { layer_arn: LAYER_ARN, module: "authz", timeout_milliseconds } },
      "extension.timeout_milliseconds must be a whole number",
    ],
  ),
  [{ filename: "missing.zip" }, "filename must be the path of a zip that exists"],
  [{ filename: "." }, "filename must be the path of a zip that exists"],
  // Of the module that calls.
  [{ filename: "main.tf" }, "filename must be the path of a zip, and the file isn't one"],
  [{ algorithms: [] }, "algorithms must name at least one"],
  [{ algorithms: ["HS256"] }, "algorithms must hold asymmetric algorithms only"],
  [{ algorithms: ["none"] }, "algorithms must hold asymmetric algorithms only"],
  [{ algorithms: ["rs256"] }, "algorithms must hold asymmetric algorithms only"],
  [{ algorithms: ["RS256", "XX256"] }, "algorithms must hold asymmetric algorithms only"],
  [{ algorithms: ["RS256", "RS256"] }, "algorithms must not name one twice"],
  [{ clock_skew_seconds: -1 }, "clock_skew_seconds must be a whole number"],
  [{ clock_skew_seconds: 301 }, "clock_skew_seconds must be a whole number"],
  [{ issuer: "https://login.example.com/\u00a0" }, "issuer must be an https URL"],
  [{ issuer: "https://login.example.com:0/" }, "issuer must be an https URL"],
  [{ jwks_url: "https://login.example.com/\u000b" }, "jwks_url must be an https URL"],
  [{ audience: ["a\r"] }, "audience must hold texts of 1 to 512 characters"],
  [
    { ca_certificates_pem: `${pem}-----BEGIN PRIVATE KEY-----\n${pem}` },
    "ca_certificates_pem must hold certificates",
  ],
  [{ token_source: { header: "" } }, "token_source must use names of 1 to 64 characters"],
  [{ token_source: { cookie: "" } }, "token_source must use names of 1 to 64 characters"],
  [{ websocket_token_source: { query_parameter: "" } }, "websocket_token_source must use names"],
  [{ ca_certificates_pem: "MIIB" }, "ca_certificates_pem must be one or more PEM certificates"],
  [{ token_source: {} }, "token_source must name exactly one place"],
  [
    { token_source: { header: "Authorization", cookie: "token" } },
    "token_source must name exactly one place",
  ],
  [{ token_source: { cookie: "token", query_parameter: "t" } }, "token_source must name exactly one place"],
  [{ token_source: { cokie: "token" } }, "token_source must name exactly one place"],
  [{ token_source: { cookie: "token", scheme: "Bearer" } }, "token_source.scheme belongs to a header only"],
  [{ token_source: { header: "X Token" } }, "token_source must use names of 1 to 64 characters"],
  [{ token_source: { header: "Authorization", scheme: "Bearer " } }, "token_source must use names"],
  [{ token_source: { cookie: "a;b" } }, "token_source must use names of 1 to 64 characters"],
  [{ token_source: { query_parameter: "a&b" } }, "token_source must use names of 1 to 64 characters"],
  [{ websocket_token_source: {} }, "websocket_token_source must name exactly one place"],
  [
    { websocket_token_source: { header: "A", query_parameter: "b" } },
    "websocket_token_source must name exactly one place",
  ],
  [
    { websocket_token_source: { cookie: "a", scheme: "Bearer" } },
    "websocket_token_source.scheme belongs to a header only",
  ],
  [{ websocket_token_source: { cookie: "a=b" } }, "websocket_token_source must use names"],
  [{ invalid_token_response: "forbidden" }, 'invalid_token_response must be "unauthorized" or "deny"'],
  [{ claims_to_context: { "tenant-id": "tenant" } }, "claims_to_context must have keys of 1 to 64"],
  [{ claims_to_context: { "1st": "tenant" } }, "claims_to_context must have keys of 1 to 64"],
  [{ claims_to_context: { ["k".repeat(65)]: "tenant" } }, "claims_to_context must have keys of 1 to 64"],
  [{ claims_to_context: { sub: "email" } }, "claims_to_context must not use a key that is filled already"],
  [{ claims_to_context: { claims: "email" } }, "claims_to_context must not use a key that is filled already"],
  [{ claims_to_context: { roles: "/a/b/c/d/e" } }, "claims_to_context must name a top-level claim"],
  [{ claims_to_context: { roles: null } }, "claims_to_context must name a top-level claim"],
  [{ principal_claim: "" }, "principal_claim must be the name of a top-level claim"],
  [{ principal_claim: "/a~2" }, "principal_claim must be the name of a top-level claim"],
  [{ usage_plan_key_claim: "a{b}" }, "usage_plan_key_claim must be the name of a top-level claim"],
  [{ memory_size: 127 }, "memory_size must be a whole number of MB"],
  [{ memory_size: 10_241 }, "memory_size must be a whole number of MB"],
  [{ timeout: 1 }, "timeout must be a whole number of seconds from 2 to 9"],
  [{ timeout: 10 }, "timeout must be a whole number of seconds from 2 to 9"],
  [{ architecture: "amd64" }, "architecture must be"],
  [{ runtime: "nodejs20.x" }, "runtime must be nodejs22.x or a later"],
  [{ runtime: "python3.13" }, "runtime must be nodejs22.x or a later"],
  [{ tracing_mode: "active" }, "tracing_mode must be"],
  [{ invoke_from: { a: { account_id: "1234" } } }, "invoke_from must give each account_id as 12 digits"],
  [
    { invoke_from: { a: { account_id: "123456789012", region: "*" } } },
    "invoke_from must give each region by its code",
  ],
  [{ invoke_from: accounts(41) }, "invoke_from must not have more than 40 entries"],
  [{ role_arn: "authorizer", create_role: false }, "role_arn must be the ARN of an IAM role"],
  [{ log_retention_in_days: 31 }, "log_retention_in_days must be one of"],
];

const ofRestApi: readonly Refusal[] = [
  [{ function: { ...attachment, per_request: null }, api: { id: "a1" } }, "function.per_request is null"],
  [{ api: { id: null } }, "api.id (rest_apis.KEY.id in the root module) must be the id of a REST API"],
  [{ api: { id: "" } }, "api.id (rest_apis.KEY.id in the root module) must be the id of a REST API"],
  [{ api: { id: "arn:aws:apigateway:x" } }, "api.id (rest_apis.KEY.id in the root module) must be the id"],
  [{ api: { id: "a1", execution_arn: "arn:aws:x" } }, "api.execution_arn (rest_apis.KEY.execution_arn"],
  [{ api: { id: "a1", type: "token" } }, "api.type (rest_apis.KEY.type in the root module) must be"],
  [{ api: { id: "a1", name: "a b" } }, "api.name must be 1 to 128"],
  [{ api: { id: "a1", result_cache_ttl_seconds: 3601 } }, "api.result_cache_ttl_seconds ("],
  [{ api: { id: "a1", result_cache_ttl_seconds: -1 } }, "api.result_cache_ttl_seconds ("],
  [{ api: { id: "a1", gateway_responses: ["THROTTLED"] } }, "api.gateway_responses (rest_apis.KEY.gateway"],
  ...["", "app.example.com", "https://app.example.com/", "https://*.example.com", "https://a' b", "null"].map(
    (allow_origin): Refusal => [
      { api: { id: "a1", cors_configuration: { allow_origin } } },
      "api.cors_configuration.allow_origin (cors_configuration or",
    ],
  ),
  [
    { api: { id: "a1", cors_configuration: { allow_origin: "*", allow_credentials: true } } },
    "api.cors_configuration.allow_credentials (cors_configuration or",
  ],
  [
    { api: { id: "a1", cors_configuration: { allow_origin: "*", expose_headers: ["X-A'"] } } },
    "api.cors_configuration.expose_headers (cors_configuration or",
  ],
];

const ofHttpApi: readonly Refusal[] = [
  [{ function: { ...attachment, per_request: null }, api: { id: "a1" } }, "function.per_request is null"],
  [{ api: { id: null } }, "api.id (http_apis.KEY.id in the root module) must be the id of an HTTP API"],
  [{ api: { id: "a1", execution_arn: "x" } }, "api.execution_arn (http_apis.KEY.execution_arn"],
  [{ api: { id: "a1", result_cache_ttl_seconds: 0.5 } }, "api.result_cache_ttl_seconds ("],
];

const ofWebSocketApi: readonly Refusal[] = [
  [{ api: { id: "a/b" } }, "api.id (websocket_apis.KEY.id in the root module) must be the id of a WebSocket"],
  [{ api: { id: "a1", execution_arn: "x" } }, "api.execution_arn (websocket_apis.KEY.execution_arn"],
];

const ofRoot: readonly Refusal[] = [
  [{ result_cache_ttl_seconds: -1 }, "result_cache_ttl_seconds must be a whole number"],
  [{ result_cache_ttl_seconds: 3601 }, "result_cache_ttl_seconds must be a whole number"],
  [{ rest_apis: { "a b": { id: "a1" } } }, "rest_apis must have keys"],
  [{ http_apis: { "a/b": { id: "a1" } } }, "http_apis must have keys"],
  [{ websocket_apis: { "": { id: "a1" } } }, "websocket_apis must have keys"],
];

const refused = planRefusals("refused-by-validation", [
  { source: ".", base: functionInputs, refusals: ofFunction },
  { source: "modules/rest-api", base: { function: attachment }, refusals: ofRestApi },
  { source: "modules/http-api", base: { function: attachment }, refusals: ofHttpApi },
  { source: "modules/websocket-api", base: { function: attachment }, refusals: ofWebSocketApi },
  { source: ".", base: functionInputs, refusals: ofRoot },
]);

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
  await refused.plan(workspace);
}, 300_000);

afterAll(() => workspace.remove());

describe("bad input is refused with a message that names the input and the fix", refused.declareTests);

function accounts(count: number): Record<string, { account_id: string }> {
  const numbers = Array.from({ length: count }, (_, index) => index);
  return Object.fromEntries(
    numbers.map((number) => [`account${number}`, { account_id: String(100_000_000_000 + number) }]),
  );
}
