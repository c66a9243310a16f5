import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Diagnostic, PlanDocument } from "../support/terraform.ts";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { attachment, functionInputs, SENSITIVE_VALUE, sensitiveInputs } from "./support/inputs.ts";
import { SECRET_ARN } from "./support/issuers.ts";
import { type CallingModule, type ModuleCall, secret, writeModuleCalls } from "./support/module-calls.ts";

/** Valid inputs, each with a sensitive value wherever a user may have one. */
const RIGHT: readonly ModuleCall[] = [
  {
    name: "parts",
    source: ".",
    inputs: {
      ...functionInputs,
      ...sensitiveInputs,
      issuer: secret("https://login.example.com/"),
      audience: ["a", secret(SENSITIVE_VALUE)],
      jwks_url: secret("https://login.example.com/jwks"),
      timeout: secret(6),
      https_proxy_url: secret("http://proxy.example.com:3128"),
      token_source: { header: secret("Authorization") },
      websocket_token_source: { cookie: secret("token") },
      token_sources: { session: { cookie: secret("session") }, plain: { header: "X-Token" } },
      cors_configuration: {
        allow_origin: secret("https://app.example.com"),
        allow_credentials: secret(true),
      },
      rest_apis: {
        orders: {
          id: secret("a1"),
          type: secret("REQUEST"),
          gateway_responses: [secret("UNAUTHORIZED")],
          create_permission: secret(true),
        },
        returns: secret({ id: "a2", type: "REQUEST", result_cache_ttl_seconds: 0 }),
      },
      http_apis: secret({ web: { id: "a3", token_source: "session" } }),
      websocket_apis: { live: { id: "a4", create_permission: secret(false) } },
      apis: { orders: { id: secret("a1"), audience: [secret(SENSITIVE_VALUE)] } },
      invoke_from: secret({ team: { account_id: "123456789012" } }),
      configuration_s3: { bucket: secret("configurations") },
      extension: {
        layer_arn: secret("arn:aws:lambda:eu-central-1:123456789012:layer:authz:1"),
        module: "authz",
        context_keys: ["plan", secret("tier")],
      },
      dpop_bound_tokens: secret("optional"),
      dpop: {
        base_urls: [secret("https://api.example.com/v1")],
        signing_algorithms: [secret("ES256")],
        replay_table_arn: secret("arn:aws:dynamodb:eu-central-1:123456789012:table/proofs"),
      },
      result_cache_ttl_seconds: 0,
      log_allowed: { sample_percent: secret(10), claims: ["sub", secret("email")] },
      metrics_namespace: secret("Auth"),
      revocation: {
        table_arn: secret("arn:aws:dynamodb:eu-central-1:123456789012:table/revocations"),
        cache_ttl_seconds: secret(5),
      },
      vpc_config: { subnet_ids: [secret("subnet-0a1b2c3d")], security_group_ids: ["sg-0a1b2c3d"] },
      environment_variables: { TOPIC: secret(SENSITIVE_VALUE) },
      environment_kms_key_arn: secret("arn:aws:kms:eu-central-1:123456789012:key/k"),
      layers: [secret("arn:aws:lambda:eu-central-1:123456789012:layer:a:1")],
      authorizer_credentials_arn: secret("arn:aws:iam::123456789012:role/r"),
      reserved_concurrent_executions: secret(5),
      alarms: secret({ refusal_percent: 20 }),
      provisioned_concurrent_executions: secret(2),
      provisioned_concurrency_scaling: {
        min_capacity: secret(1),
        max_capacity: 5,
        target_value: secret(0.5),
        scheduled_actions: secret({ night: { schedule: "rate(1 day)", min_capacity: 1, max_capacity: 2 } }),
      },
      role_name: secret("orders"),
      log_group_name: secret("/orders"),
      logging_config: { log_format: secret("JSON"), system_log_level: secret("WARN") },
    },
  },
  {
    name: "wholes",
    source: ".",
    inputs: {
      name: secret("orders"),
      create: secret(true),
      create_role: secret(true),
      strict_paths: secret(true),
      trusted_issuers: secret({
        main: { issuer: "https://a.example.com/", audience: ["a", SENSITIVE_VALUE] },
        hmac: {
          issuer: "https://b.example.com/",
          audience: ["b"],
          algorithms: ["HS256"],
          shared_secret: { arn: SECRET_ARN, encoding: "hex" },
        },
      }),
      rules: secret([{ paths: ["/a"], scopes: [SENSITIVE_VALUE] }]),
      rule_tests: secret([{ claims: { scope: SENSITIVE_VALUE }, allow: ["GET /a"] }]),
      required_claims: secret([{ name: "kind", any: [SENSITIVE_VALUE] }]),
      token_source: secret({ cookie: "token" }),
      token_sources: secret({ session: { cookie: SENSITIVE_VALUE } }),
      http_apis: { web: { id: "a3", token_source: secret("session") } },
      configuration_s3: secret({ bucket: "configurations" }),
      log_allowed: secret({ claims: ["sub"] }),
      revocation: secret({ fail: "open" }),
      rest_apis: secret({ orders: { id: "a1", type: "REQUEST" } }),
      vpc_config: secret({ subnet_ids: ["subnet-0a1b2c3d"], security_group_ids: ["sg-0a1b2c3d"] }),
      environment_variables: secret({ TOPIC: SENSITIVE_VALUE }),
      package: secret({ s3_bucket: "artifacts", s3_key: SENSITIVE_VALUE }),
      provisioned_concurrent_executions: secret(2),
      provisioned_concurrency_scaling: secret({ min_capacity: 1, max_capacity: 5, target_value: 0.5 }),
      create_log_group: secret(false),
      log_group_name: secret(SENSITIVE_VALUE),
      logging_config: secret({ log_format: "JSON" }),
    },
  },
  ...["rest-api", "http-api", "websocket-api"].map(
    (kind): ModuleCall => ({
      name: kind,
      source: `modules/${kind}`,
      inputs: {
        function: secret(attachment),
        api: secret({ id: "a1", name: "orders", create_permission: true }),
      },
    }),
  ),
];

/** One fault next to a sensitive value, in the same object or list, and its whole message up to the rule. */
const WRONG: readonly (readonly [inputs: Record<string, unknown>, faults: readonly string[]])[] = [
  [
    { rules: [{ paths: ["/a"], methods: ["get"], scopes: [secret(SENSITIVE_VALUE)] }] },
    ['rules[0].methods[0] is "get": write "GET".'],
  ],
  [
    { rules: [{ paths: ["/a"], scopes: ["a b", secret(`${SENSITIVE_VALUE} ${SENSITIVE_VALUE}`)] }] },
    [
      'rules[0].scopes[0] is "a b": write one scope',
      "rules[0].scopes[1] is (sensitive value): write one scope",
    ],
  ],
  [
    { rules: [{ paths: ["a", secret(SENSITIVE_VALUE)], any_token: true }] },
    ['rules[0].paths[0] is "a": begin it with /', "rules[0].paths[1] is (sensitive value): begin it with /"],
  ],
  [
    { rules: [{ paths: ["/a"], methods: secret(["get"]), any_token: true }] },
    ["rules[0].methods[0] is (sensitive value): write one of DELETE"],
  ],
  [
    { rules: [{ paths: ["/a"], claims: [{ name: "a{b", any: [secret(SENSITIVE_VALUE)] }] }] },
    ['rules[0].claims[0].name is "a{b": write the name of a top-level claim'],
  ],
  [
    { rules: secret([{ paths: ["/a"], scope: [SENSITIVE_VALUE] }]) },
    ['rules[0] has the unknown attribute "scope": correct or remove it. Did you mean "scopes"? A rule has'],
  ],
  [
    { required_claims: [{ name: "a", any: [0.5, secret(SENSITIVE_VALUE)] }] },
    ["required_claims[0].any[0] is 0.5: write a string"],
  ],
  [
    { audience: ["", secret(SENSITIVE_VALUE), secret(`${SENSITIVE_VALUE} `)] },
    ['audience[0] is "": it must be', "audience[2] is (sensitive value): it must be"],
  ],
  [
    {
      issuer: null,
      audience: [],
      trusted_issuers: {
        main: { issuer: "https://a.example.com/", audience: [secret(SENSITIVE_VALUE)], token_type: "a b" },
        next: secret({
          issuer: "https://b.example.com/",
          audience: ["b"],
          token_type: `${SENSITIVE_VALUE} b`,
        }),
      },
    },
    [
      'trusted_issuers.main.token_type is "a b": it must be',
      "trusted_issuers.next.token_type is (sensitive value): it must be",
    ],
  ],
  [
    {
      issuer: null,
      trusted_issuers: {
        hmac: {
          issuer: "https://b.example.com/",
          algorithms: ["HS256"],
          shared_secret: { arn: secret(SECRET_ARN), encoding: "ascii", overlap: 1 },
        },
      },
    },
    [
      'trusted_issuers.hmac.shared_secret has the unknown attribute "overlap": correct or remove it. Did you mean "overlap_seconds"?',
      'trusted_issuers.hmac.shared_secret.encoding is "ascii": it must say',
    ],
  ],
  [
    {
      rules: [{ paths: ["/a"], scopes: ["s"] }],
      rule_tests: [{ claims: { scope: secret(SENSITIVE_VALUE) }, allow: ["GET /a"] }],
    },
    [
      "orders: rule_tests[0]: GET /a is denied, but the test expects it to be allowed.",
      "  rules[0] would allow it, but its condition scopes does not hold.",
      "  The token satisfies no rule.",
      "  Claims: (sensitive value)",
    ],
  ],
  [
    { rules: [{ paths: ["/a"], scopes: ["s"] }], rule_tests: [{ claims: {}, allow: secret(["GET a"]) }] },
    ["orders: rule_tests[0].allow[0] is (sensitive value): write a method and a path"],
  ],
];

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});

afterAll(() => workspace.remove());

describe("with sensitive values in valid inputs", () => {
  let calling: CallingModule;
  let plan: PlanDocument;

  beforeAll(async () => {
    calling = await writeModuleCalls(workspace, "sensitive", RIGHT);
    plan = await calling.terraform.planJson();
  }, 120_000);

  test("the plan has neither errors nor warnings", async () => {
    expect(await calling.terraform.planDiagnostics()).toEqual([]);
  }, 60_000);

  test("each attribute that contains one is sensitive in the plan", () => {
    const shown = (plan.resource_changes ?? []).flatMap(({ address, change }) =>
      placesOf(change.after, change.after_sensitive).map((place) => `${address}${place}`),
    );
    // The provider copies tags into an attribute of its own.
    expect(shown.filter((place) => !place.includes(".tags_all."))).toEqual([]);
  });

  test("keys and counts are as without them", () => {
    const addresses = plan.resource_changes?.map(({ address }) => address);
    for (const address of [
      'module.parts.module.rest_api["returns"].aws_lambda_permission.this[0]',
      'module.parts.module.http_api["web"].aws_apigatewayv2_authorizer.this',
      'module.parts.aws_lambda_permission.invoke_from["team"]',
      'module.parts.aws_lambda_permission.invoke_from_token_source["team/session"]',
      'module.wholes.aws_lambda_alias.token_source["session"]',
      'module.wholes.module.rest_api["orders"].aws_api_gateway_gateway_response.this["ACCESS_DENIED"]',
      "module.wholes.aws_s3_object.configuration[0]",
      "module.rest-api.aws_lambda_permission.this[0]",
    ]) {
      expect(addresses).toContain(address);
    }
    expect(addresses).not.toContain(
      'module.parts.module.websocket_api["live"].aws_lambda_permission.this[0]',
    );
  });
});

describe("a fault next to a sensitive value", () => {
  let details: readonly string[];

  beforeAll(async () => {
    const calls = WRONG.map(
      ([inputs], number): ModuleCall => ({
        name: `case_${number}`,
        source: ".",
        inputs: { ...functionInputs, ...inputs },
      }),
    );
    const { terraform } = await writeModuleCalls(workspace, "beside-sensitive", calls);
    const isError = ({ severity }: Diagnostic) => severity === "error";
    details = (await terraform.planDiagnostics()).filter(isError).map(({ detail }) => detail.trim());
  }, 120_000);

  test.each(WRONG.map(([inputs, faults]) => [JSON.stringify(inputs), faults] as const))(
    "is named with its value: %s",
    (_inputs, faults) => {
      const matching = details.filter((detail) => {
        const lines = detail.split("\n");
        return (
          lines.length === faults.length &&
          faults.every((fault) => lines.some((line) => line.startsWith(fault)))
        );
      });
      expect(matching).toHaveLength(1);
    },
  );

  test("and the sensitive value is in no message", () => {
    expect(details).toHaveLength(WRONG.length);
    expect(details.filter((detail) => detail.includes(SENSITIVE_VALUE))).toEqual([]);
  });
});

/** Where a value of the plan contains the sensitive value without being marked. */
function placesOf(value: unknown, isSensitive: unknown, place = ""): readonly string[] {
  if (isSensitive === true) return [];
  if (typeof value === "object" && value !== null) {
    const marks = (typeof isSensitive === "object" ? isSensitive : {}) as Readonly<Record<string, unknown>>;
    return Object.entries(value).flatMap(([name, member]) =>
      placesOf(member, marks[name], `${place}.${name}`),
    );
  }
  return typeof value === "string" && value.includes(SENSITIVE_VALUE) ? [place] : [];
}
