import { join } from "node:path";
import { repositoryRoot } from "../support/repository.ts";
import { pem } from "../terraform/support/inputs.ts";

/** A change of an input of the fixture to another valid value. */
export interface InputChange {
  readonly input: string;
  /** What the user does, for the table. Default: the user sets another value. */
  readonly what?: string;
  /** The inputs that differ from those of the fixture. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** How the function in the state differs from that of the fixture. */
  readonly functionBefore?: Readonly<Record<string, unknown>>;
  /** The types of resources that the state does not have. */
  readonly without?: readonly string[];
}

const EXECUTE = "arn:aws:execute-api:us-east-1:000000000000";
const KMS_KEY = "arn:aws:kms:us-east-1:000000000000:key/k";
const LAYER = "arn:aws:lambda:us-east-1:000000000000:layer:authz:1";
const ROLE = "arn:aws:iam::000000000000:role/r";
const OTHER_ZIP = join(repositoryRoot, "examples/complete/backend.zip");
const ISSUER = { issuer: "https://login.example.com/", audience: ["https://orders.example.com"] };
const REST = { id: "rest000001" };

const BOUND_TO_KEYS = {
  dpop_bound_tokens: "optional",
  dpop: { base_urls: ["https://api.example.com/v1"] },
  result_cache_ttl_seconds: 0,
  rest_apis: { orders: { ...REST, type: "REQUEST" } },
};

/** A change of one input alone. */
const set = (input: string, value: unknown, what?: string): InputChange => ({
  input,
  ...(what === undefined ? {} : { what }),
  inputs: { [input]: value },
});

/** Every input of the root module, in the order of the reference. */
export const inputChanges: readonly InputChange[] = [
  set("create", false, "`false`"),
  set("name", "shipping"),
  set("tags", { team: "a" }),
  set("issuer", "https://other.example.com/"),
  set("audience", ["https://other.example.com"]),
  {
    input: "trusted_issuers",
    what: "instead of `issuer`, or another key",
    inputs: { issuer: null, audience: [], trusted_issuers: { main: ISSUER } },
  },
  set("audience_claim", "client_id"),
  set("required_claims", [{ name: "kind", any: ["a"] }]),
  set("token_type", "at+jwt"),
  {
    input: "certificate_bound_tokens",
    what: '`optional`, with `result_cache_ttl_seconds = 0` and `type = "REQUEST"`',
    inputs: {
      certificate_bound_tokens: "optional",
      result_cache_ttl_seconds: 0,
      rest_apis: { orders: { ...REST, type: "REQUEST" } },
    },
  },
  {
    input: "dpop_bound_tokens",
    what: '`optional`, with `dpop`, `result_cache_ttl_seconds = 0` and `type = "REQUEST"`',
    inputs: BOUND_TO_KEYS,
  },
  {
    input: "dpop",
    what: "the same",
    inputs: BOUND_TO_KEYS,
  },
  set("max_token_age_seconds", 900),
  set("jwks_url", "https://login.example.com/keys"),
  set("jwks_cache_ttl_seconds", 300),
  set("jwks_max_stale_seconds", 0),
  set("jwks_fetch_timeout_seconds", 2),
  set("algorithms", ["ES256"]),
  set("clock_skew_seconds", 0),
  set("ca_certificates_pem", pem),
  set("token_source", { header: "X-Token" }),
  set("websocket_token_source", { cookie: "token" }),
  set("token_sources", { session: { cookie: "session" } }, "a new key"),
  {
    input: "token_sources",
    what: "a new key, which an API uses",
    inputs: {
      token_sources: { session: { cookie: "session" } },
      rest_apis: { orders: { ...REST, type: "REQUEST", token_source: "session" } },
    },
  },
  set("rules", [{ paths: ["/a"], any_token: true }]),
  set("rule_tests", [{ claims: { sub: "a" }, allow: ["GET /a"] }]),
  { input: "strict_paths", inputs: { rules: [{ paths: ["/a"], any_token: true }], strict_paths: false } },
  set("invalid_token_response", "deny"),
  set("claims_to_context", { tenant: "tenant_id" }),
  set("principal_claim", "oid"),
  set("usage_plan_key_claim", "plan"),
  set("rest_apis", { orders: REST, more: { id: "rest000002" } }, "one more API"),
  set("rest_apis", { shop: REST }, "another key"),
  set("rest_apis", { orders: { id: "rest000002" } }, "another `id`"),
  set("rest_apis", { orders: { ...REST, type: "REQUEST" } }, "another `type`"),
  set("rest_apis", { orders: { ...REST, gateway_responses: [] } }, "`gateway_responses = []`"),
  set(
    "rest_apis",
    { orders: { ...REST, execution_arn: `${EXECUTE}:rest000001` } },
    "the same `execution_arn`, written out",
  ),
  set("rest_apis", { orders: { ...REST, create_permission: false } }, "`create_permission = false`"),
  set("http_apis", { web: { id: "http000001" }, more: { id: "http000003" } }, "one more API"),
  set("http_apis", { shop: { id: "http000001" } }, "another key"),
  set("http_apis", { web: { id: "http000003" } }, "another `id`"),
  set("websocket_apis", { live: { id: "socket0001" }, more: { id: "socket0002" } }, "one more API"),
  set("websocket_apis", { shop: { id: "socket0001" } }, "another key"),
  set("websocket_apis", { live: { id: "socket0002" } }, "another `id`"),
  set("openapi_apis", { shop: `${EXECUTE}:http000002` }, "another key"),
  set("openapi_apis", { catalog: `${EXECUTE}:http000003` }, "another ARN"),
  set("result_cache_ttl_seconds", 60),
  set("invalid_token_challenge", true),
  set("cors_configuration", { allow_origin: "https://app.example.com" }),
  set("extension", { layer_arn: LAYER, module: "authz" }),
  set("filename", OTHER_ZIP),
  set("configuration_s3", { bucket: "configurations" }),
  set("memory_size", 1024),
  set("timeout", 9),
  set("architecture", "x86_64"),
  // The provider of the tests accepts only one value of this input.
  { input: "runtime", inputs: {}, functionBefore: { runtime: "nodejs20.x" } },
  set("tracing_mode", "Active"),
  set("invoke_from", { other: { account_id: "210987654321" } }, "another key"),
  set("invoke_from", { team: { account_id: "210987654322" } }, "another account"),
  { input: "create_role", what: "`false`, with `role_arn`", inputs: { create_role: false, role_arn: ROLE } },
  {
    input: "role_arn",
    what: "another role, with `create_role = false`",
    inputs: { create_role: false, role_arn: ROLE },
    functionBefore: { role: "arn:aws:iam::000000000000:role/previous" },
    without: ["aws_iam_role", "aws_iam_role_policy"],
  },
  set("permissions_boundary", "arn:aws:iam::aws:policy/B"),
  set("log_retention_in_days", 365),
  set("log_kms_key_id", KMS_KEY),
  set("log_group_skip_destroy", true),
  set("apis", { orders: { id: "rest000001", audience: ["https://orders.example.com"] } }),
  set("alias_version", "7"),
  {
    input: "canary",
    what: "with another `memory_size`",
    inputs: { memory_size: 512, canary: { stable_version: "1", weight: 0.1 } },
  },
  set("ignore_alias_routing", true, "without a `moved` block"),
  set("vpc_config", { subnet_ids: ["subnet-0a1b2c3d"], security_group_ids: ["sg-0a1b2c3d"] }),
  set("authorizer_credentials_arn", ROLE),
  set("reserved_concurrent_executions", 3),
  set("provisioned_concurrent_executions", 1),
  {
    input: "provisioned_concurrency_scaling",
    what: "with `provisioned_concurrent_executions`",
    inputs: {
      provisioned_concurrent_executions: 1,
      provisioned_concurrency_scaling: { min_capacity: 1, max_capacity: 2, target_value: 0.7 },
    },
  },
  set("package", { s3_bucket: "artifacts", s3_key: "authorizer.zip" }),
  set(
    "code_signing_config_arn",
    "arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-0123456789abcdef0",
  ),
  set("layers", [LAYER]),
  set("environment_variables", { LEVEL: "a" }),
  set("environment_kms_key_arn", KMS_KEY),
  set("role_name", "other"),
  set("role_path", "/service/"),
  {
    input: "create_log_group",
    what: "`false`, with `log_group_name`",
    inputs: { create_log_group: false, log_group_name: "/platform/authorizers" },
  },
  set("log_group_name", "/platform/authorizers"),
  set("logging_config", { log_format: "JSON" }),
  set("log_allowed", {}),
  set("metrics_namespace", "Authorizers"),
  set("alarms", null, "removed"),
  set("dashboard", false, "`false`"),
  set("query_definitions", true),
  set("https_proxy_url", "http://proxy.example.com:3128"),
  set("revocation", {}, "`{}`"),
];
