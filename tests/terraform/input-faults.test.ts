import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repositoryRoot } from "../support/repository.ts";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { functionInputs, SENSITIVE_VALUE } from "./support/inputs.ts";
import { expression, type ModuleCall, secret, writeModuleCalls } from "./support/module-calls.ts";

const unknown = expression("terraform_data.later.output");
const preamble = 'resource "terraform_data" "later" {\n  input = timestamp()\n}\n';

const LAYER_ARN = "arn:aws:lambda:eu-central-1:123456789012:layer:authz:1";
const SUBNETS = ["subnet-0a1b2c3d"];
const GROUPS = ["sg-0a1b2c3d"];

/** Inputs with faults, and the beginnings of all messages about them. */
const wrong: readonly (readonly [inputs: Record<string, unknown>, messages: readonly string[]])[] = [
  [{ vpc_config: "subnet-0a1b2c3d" }, ["vpc_config must be an object, such as { subnet_ids ="]],
  [{ vpc_config: [] }, ["vpc_config must be an object, such as { subnet_ids ="]],
  [
    { vpc_config: {} },
    [
      "vpc_config.security_group_ids is missing: it must be a list of 1 to 5 IDs of security groups, such as",
      "vpc_config.subnet_ids is missing: it must be a list of 1 to 16 IDs of subnets, such as",
    ],
  ],
  [
    { vpc_config: { subnets_ids: unknown, security_group_ids: "sg-0a1b2c3d", x: null } },
    [
      'vpc_config has the unknown attribute "subnets_ids": correct or remove it. Did you mean "subnet_ids"? It has',
      'vpc_config has the unknown attribute "x": correct or remove it. It has ipv6_allowed_for_dual_stack, security',
      'vpc_config.security_group_ids is "sg-0a1b2c3d": it must be a list of 1 to 5 IDs',
    ],
  ],
  [
    { vpc_config: { subnet_ids: [], security_group_ids: null, ipv6_allowed_for_dual_stack: "<yes>" } },
    [
      'vpc_config.ipv6_allowed_for_dual_stack is "<yes>": it must be true or false.',
      "vpc_config.security_group_ids is null: it must be a list",
      "vpc_config.subnet_ids is []: it must be a list",
    ],
  ],
  [
    { vpc_config: { subnet_ids: [...SUBNETS, secret(SENSITIVE_VALUE)], security_group_ids: GROUPS } },
    ["vpc_config.subnet_ids is (sensitive value): it must be a list"],
  ],
  [
    { vpc_config: secret({ subnet_ids: SUBNETS, security_group_ids: [SENSITIVE_VALUE] }) },
    ["vpc_config.security_group_ids is (sensitive value): it must be a list"],
  ],
  [
    {
      package: { bucket: "artifacts" },
      logging_config: { format: "JSON" },
      provisioned_concurrency_scaling: { min: 1, scheduled_actions: { night: { cron: 1 }, day: 1 } },
    },
    [
      'package has the unknown attribute "bucket": correct or remove it. Did you mean "s3_bucket"?',
      'logging_config has the unknown attribute "format": correct or remove it. Did you mean "log_format"?',
      'provisioned_concurrency_scaling has the unknown attribute "min": correct or remove it. Did you mean "min_capacity"?',
      'provisioned_concurrency_scaling.scheduled_actions.night has the unknown attribute "cron": correct or remove it. Did you mean "schedule"?',
      "provisioned_concurrency_scaling.scheduled_actions.day must be an object, such as { schedule =",
      "provisioned_concurrency_scaling needs provisioned_concurrent_executions: set it to the number",
    ],
  ],
  [
    {
      package: { s3_bucket: "", s3_key: "", s3_object_version: 1, source_code_hash: "0".repeat(64) },
      logging_config: { log_format: "json", application_log_level: "WARNING", system_log_level: "ERROR" },
      provisioned_concurrent_executions: 1,
      provisioned_concurrency_scaling: {
        min_capacity: 0,
        max_capacity: 1.5,
        target_value: 70,
        scheduled_actions: {
          night: { schedule: "0 7 * * *", timezone: "+1", min_capacity: -1, max_capacity: "many" },
        },
      },
    },
    [
      'package.s3_bucket is "": it must be the name of an S3 bucket',
      'package.s3_key is "": it must be the key of the zip',
      "package.s3_object_version is 1: it must be a version ID of the object",
      'package.source_code_hash is "0000000000000000000000000000000000000000000000000000000000000000": it must be the SHA-256',
      'logging_config.application_log_level is "WARNING": it must be one of TRACE, DEBUG, INFO, WARN, ERROR, FATAL.',
      'logging_config.log_format is "json": it must be "Text" or "JSON".',
      'logging_config.system_log_level is "ERROR": it must be one of DEBUG, INFO, WARN.',
      "provisioned_concurrency_scaling.min_capacity is 0: it must be a whole number of instances from 1 to 100000.",
      "provisioned_concurrency_scaling.max_capacity is 1.5: it must be a whole number of instances from 1",
      "provisioned_concurrency_scaling.target_value is 70: it must be a number from 0.1 to 0.9, where 0.7 is 70 %.",
      'provisioned_concurrency_scaling.scheduled_actions.night.schedule is "0 7 * * *": it must be a schedule of',
      'provisioned_concurrency_scaling.scheduled_actions.night.timezone is "+1": it must be the name of a time zone',
      "provisioned_concurrency_scaling.scheduled_actions.night.min_capacity is -1: it must be a whole number",
      'provisioned_concurrency_scaling.scheduled_actions.night.max_capacity is "many": it must be a whole number',
      'logging_config.application_log_level and logging_config.system_log_level need log_format = "JSON"',
    ],
  ],
  [
    { dpop: "https://api.example.com", dpop_bound_tokens: "optional" },
    ["dpop must be an object, such as { base_urls ="],
  ],
  [
    { dpop: { base_url: unknown, replay_table: unknown } },
    [
      'dpop has the unknown attribute "base_url": correct or remove it. Did you mean "base_urls"? It has',
      'dpop has the unknown attribute "replay_table": correct or remove it.',
      "dpop is set, but no issuer accepts tokens that are bound to a key: set dpop_bound_tokens",
    ],
  ],
  [
    { dpop: {}, dpop_bound_tokens: "optional" },
    ["dpop.base_urls is missing: it must be a list of 1 to 20 URLs without duplicates, each an https URL"],
  ],
  [
    {
      dpop_bound_tokens: "required",
      dpop: {
        base_urls: ["http://api.example.com"],
        signing_algorithms: ["HS256"],
        max_age_seconds: 601,
        replay_table_arn: "proofs",
      },
    },
    [
      'dpop.base_urls is ["http://api.example.com"]: it must be a list of 1 to 20 URLs',
      "dpop.max_age_seconds is 601: it must be a whole number of seconds from 5 to 600.",
      'dpop.replay_table_arn is "proofs": it must be the ARN of a DynamoDB table',
      'dpop.signing_algorithms is ["HS256"]: it must be a list of one or more of RS256,',
    ],
  ],
  ...[
    ...["https://a@api.example.com", "https://api.example.com/?a", "https://api.example.com/%61"],
    ...["https://api.example.com//v1", "https://api.example.com/a b", "api.example.com", ""],
  ].map((url): readonly [Record<string, unknown>, readonly string[]] => [
    { dpop_bound_tokens: "required", dpop: { base_urls: ["https://api.example.com", url] } },
    [`dpop.base_urls is ${JSON.stringify(["https://api.example.com", url])}: it must be`],
  ]),
  [
    {
      dpop_bound_tokens: "required",
      dpop: {
        base_urls: ["https://api.example.com/v1", "https://API.example.com:443/v1/"],
        signing_algorithms: ["ES256", "ES256"],
      },
      token_source: { header: "Authorization", scheme: "dpop" },
    },
    [
      'token_source.scheme is "DPoP": remove it',
      "dpop.base_urls must not contain duplicates",
      "dpop.signing_algorithms must not contain duplicates",
    ],
  ],
  [
    {
      dpop_bound_tokens: "required",
      dpop: { base_urls: ["https://api.example.com/v1"] },
      token_source: { cookie: "token" },
    },
    ["token_source must be a header with dpop"],
  ],
  [
    { apis: { orders: { id: unknown, base_urls: ["https://orders.example.com"] } } },
    [
      "apis.orders.base_urls needs dpop: base URLs are compared only with proofs. Set dpop and dpop_bound_tokens",
    ],
  ],
  [{ dpop_bound_tokens: "optional" }, ["dpop is missing: dpop_bound_tokens needs the URLs under which"]],
  [
    {
      issuer: null,
      audience: [],
      trusted_issuers: {
        a: { issuer: "https://a.example.com/", audience: ["a"] },
        b: { issuer: "https://b.example.com/", audience: ["a"], dpop_bound_tokens: "optional" },
      },
    },
    ["dpop is missing: dpop_bound_tokens needs the URLs under which clients call the APIs"],
  ],
  [
    {
      layers: ["a", "b", "c", "d", "e"].map((name) => LAYER_ARN.replace("authz", name)),
      extension: { layer_arn: LAYER_ARN, module: "authz" },
      package: { s3_bucket: "artifacts", s3_key: "authorizer.zip" },
      filename: join(repositoryRoot, "examples/complete/backend.zip"),
      create_role: false,
      role_arn: "arn:aws:iam::123456789012:role/authorizer",
      role_path: "/service/",
      create_log_group: false,
      log_group_skip_destroy: true,
      logging_config: { log_format: "Text", system_log_level: "WARN" },
      reserved_concurrent_executions: 4,
      provisioned_concurrent_executions: 5,
      provisioned_concurrency_scaling: { min_capacity: 3, max_capacity: 2 },
    },
    [
      "layers and extension have 6 layers together: Lambda allows five",
      "package cannot be combined with filename",
      "role_name and role_path cannot be combined with create_role = false",
      "log_group_name is missing: create_log_group is false",
      "log_kms_key_id and log_group_skip_destroy cannot be combined with create_log_group = false",
      'logging_config.application_log_level and logging_config.system_log_level need log_format = "JSON"',
      "provisioned_concurrency_scaling changes nothing: set target_value",
      "provisioned_concurrency_scaling.min_capacity is more than max_capacity",
      "provisioned_concurrent_executions is more than reserved_concurrent_executions",
    ],
  ],
  [{ revocation: true }, ["revocation must be an object, such as { claims ="]],
  [
    { revocation: { table: "revoked", cache_ttl: 1, fail: unknown } },
    [
      'revocation has the unknown attribute "cache_ttl": correct or remove it. Did you mean "cache_ttl_seconds"? It has',
      'revocation has the unknown attribute "table": correct or remove it. Did you mean "table_arn"? It has',
    ],
  ],
  [
    {
      revocation: {
        table_arn: "arn:aws:dynamodb:eu-central-1:123456789012:table/a/index/b",
        kms_key_arn: "alias/a",
        claims: ["uti"],
        cache_ttl_seconds: 301,
        fail: "Open",
        deletion_protection_enabled: "yes",
      },
    },
    [
      'revocation.table_arn is "arn:aws:dynamodb:eu-central-1:123456789012:table/a/index/b": it must be the ARN of a',
      'revocation.kms_key_arn is "alias/a": it must be the ARN of a KMS key',
      'revocation.claims is ["uti"]: it must be a list of at least one of jti, sub, sid, client_id.',
      "revocation.cache_ttl_seconds is 301: it must be a whole number of seconds from 0 to 300.",
      'revocation.fail is "Open": it must be "closed" or "open".',
      'revocation.deletion_protection_enabled is "yes": it must be true or false.',
    ],
  ],
  [
    { revocation: { claims: [], cache_ttl_seconds: 0.5, table_arn: null }, timeout: 2 },
    [
      "revocation.claims is []: it must be a list of at least one of",
      "revocation.cache_ttl_seconds is 0.5: it must be a whole number of seconds from 0",
      "revocation.table_arn is null: remove the attribute to let the module create a table, or set it",
      "timeout is 2: it must be at least 3 seconds with revocation, because a request may wait for keys",
    ],
  ],
  [
    { revocation: {}, configuration_s3: { bucket: "configurations" }, timeout: 4 },
    ["timeout is 4: it must be at least 5 seconds with revocation and configuration_s3, because a request"],
  ],
  [
    {
      revocation: {},
      dpop_bound_tokens: "optional",
      dpop: {
        base_urls: ["https://api.example.com"],
        replay_table_arn: "arn:aws:dynamodb:eu-central-1:123456789012:table/proofs",
      },
      timeout: 3,
    },
    [
      "timeout is 3: it must be at least 4 seconds with revocation and dpop.replay_table_arn, because a request may wait for keys and then for two tables.",
    ],
  ],
  [
    {
      revocation: {},
      dpop_bound_tokens: "optional",
      dpop: {
        base_urls: ["https://api.example.com"],
        replay_table_arn: "arn:aws:dynamodb:eu-central-1:123456789012:table/proofs",
      },
      jwks_fetch_timeout_seconds: 3,
    },
    ["jwks_fetch_timeout_seconds is 3: it must be at most 2 seconds, 3 less than timeout"],
  ],
  [
    { revocation: { table_arn: secret(SENSITIVE_VALUE) } },
    ["revocation.table_arn is (sensitive value): it must be the ARN of a DynamoDB table"],
  ],
  [
    { revocation: {}, timeout: 5, jwks_fetch_timeout_seconds: 4 },
    [
      "jwks_fetch_timeout_seconds is 4: it must be at most 3 seconds, 2 less than timeout: the rest is for the answer and the table",
    ],
  ],
  [
    {
      token_sources: {
        whole: "session",
        nothing: {},
        nulls: { header: null, cookie: null },
        unset: null,
        two: { header: "X-Token", cookie: "session" },
        misspelt: { cokie: "session" },
        scheme: { cookie: "session", scheme: "Bearer" },
        fine: { cookie: "a&b" },
      },
    },
    [
      "token_sources.whole must be an object, such as { cookie =",
      "token_sources.nothing sets no place: set exactly one of header, cookie, query_parameter, subprotocol.",
      "token_sources.nulls sets no place: set exactly one of header",
      "token_sources.unset sets no place: set exactly one of header",
      "token_sources.two sets header and cookie: set exactly one of header",
      'token_sources.misspelt has the unknown attribute "cokie": correct or remove it. Did you mean "cookie"?',
      "token_sources.scheme.scheme needs token_sources.scheme.header: in other places the token stands alone.",
    ],
  ],
  [
    {
      token_sources: {
        header: { header: "X Token", scheme: "Bearer " },
        cookie: { cookie: "a;b" },
        ampersand: { cookie: "a&b;" },
        query: { query_parameter: "" },
        page: { subprotocol: 1 },
        hidden: { header: secret(`${SENSITIVE_VALUE} `) },
      },
    },
    [
      'token_sources.header.header is "X Token": it must be a header name',
      'token_sources.header.scheme is "Bearer ": it must be an authentication scheme',
      'token_sources.cookie.cookie is "a;b": it must be a cookie name',
      'token_sources.ampersand.cookie is "a&b;": it must be a cookie name',
      'token_sources.query.query_parameter is "": it must be a parameter name',
      "token_sources.page.subprotocol is 1: it must be a WebSocket subprotocol",
      "token_sources.hidden.header is (sensitive value): it must be a header name",
    ],
  ],
  [
    { token_sources: secret({ cookie: { cookie: `${SENSITIVE_VALUE};` }, other: { cookies: "a" } }) },
    [
      "token_sources.cookie.cookie is (sensitive value): it must be a cookie name",
      'token_sources.other has the unknown attribute "cookies": correct or remove it. Did you mean "cookie"?',
    ],
  ],
  [
    { token_sources: { later: { cookie: unknown }, typing: { cokie: unknown } } },
    ['token_sources.typing has the unknown attribute "cokie": correct or remove it. Did you mean "cookie"?'],
  ],
  [
    {
      alarms: {},
      log_allowed: {},
      logging_config: { log_format: "JSON", application_log_level: "FATAL" },
    },
    [
      "logging_config.application_log_level drops the lines that alarms and dashboard count: set it to WARN or INFO",
      "logging_config.application_log_level drops the lines that log_allowed and metrics_namespace write: set it to",
    ],
  ],
  [
    {
      alarms: {
        topics: [],
        sns_topic_arns: "arn:aws:sns:eu-central-1:123456789012:a",
        refusal_percent: 0,
        refusal_minimum: 0,
        duration_percent: 101,
        concurrent_executions: 1.5,
        runbook_url: "https://wiki.example.com/#a",
      },
    },
    [
      'alarms has the unknown attribute "topics": correct or remove it.',
      "alarms.concurrent_executions is 1.5: it must be a whole number of instances from 1 to 100000.",
      "alarms.duration_percent is 101: it must be a percentage from 1 to 100.",
      "alarms.refusal_minimum is 0: it must be a whole number of requests in 5 minutes from 1 to",
      "alarms.refusal_percent is 0: it must be a percentage from 1 to 100.",
      'alarms.runbook_url is "https://wiki.example.com/#a": it must be an https URL of at most 500 characters',
      'alarms.sns_topic_arns is "arn:aws:sns:eu-central-1:123456789012:a": it must be a list of at most 5 ARNs',
    ],
  ],
];

const refused = wrong.map(
  ([inputs], number): ModuleCall => ({
    name: `wrong_${number}`,
    source: ".",
    inputs: { ...functionInputs, ...inputs },
  }),
);

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});

afterAll(() => workspace.remove());

test("faults of inputs that are objects are reported together, each with its place, the value and the rule", async () => {
  const { terraform } = await writeModuleCalls(workspace, "wrong", refused, preamble);
  const errors = (await terraform.planDiagnostics()).filter(({ severity }) => severity === "error");
  const lines = errors.flatMap(({ detail }) => detail.trim().split("\n"));
  const expected = wrong.flatMap(([, messages]) => messages).toSorted();
  expect(lines.toSorted()).toEqual(expected.map((message) => expect.stringContaining(message)));
  expect(lines.filter((line) => line.includes(SENSITIVE_VALUE))).toEqual([]);
}, 120_000);

test("their values may be unknown until apply", async () => {
  const vpc_config = {
    subnet_ids: [unknown],
    security_group_ids: [unknown],
    ipv6_allowed_for_dual_stack: unknown,
  };
  const revocation = {
    table_arn: unknown,
    kms_key_arn: unknown,
    claims: [unknown],
    cache_ttl_seconds: unknown,
    fail: unknown,
  };
  const revocation_of_new_table = { kms_key_arn: unknown, deletion_protection_enabled: unknown };
  const inputs = [
    { vpc_config },
    { vpc_config: unknown },
    { revocation },
    { revocation: revocation_of_new_table },
  ];
  const calls: readonly ModuleCall[] = inputs.map((inputs, number) => ({
    name: `unknown_${number}`,
    source: ".",
    inputs: { ...functionInputs, ...inputs },
  }));
  const { terraform } = await writeModuleCalls(workspace, "unknown", calls, preamble);
  const errors = (await terraform.planDiagnostics()).filter(({ severity }) => severity === "error");
  expect(errors).toEqual([]);
}, 120_000);
