import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { type InvalidApi, ofHttpApi, ofRestApi, ofWebsocketApi } from "./support/apis.ts";
import { invalidCors } from "./support/cors.ts";
import { attachment, functionInputs, sensitiveInputs } from "./support/inputs.ts";
import { secret, writeModuleCalls } from "./support/module-calls.ts";
import { planRefusals, type Refusal } from "./support/refusals.ts";
import { validatedInputs } from "./support/validated-inputs.ts";

const LAYER_ARN = "arn:aws:lambda:eu-central-1:123456789012:layer:authz:1";

/** An input whose value alone is invalid: the message repeats it. */
const invalid = (input: string, value: unknown, rule: string): Refusal => [
  { [input]: value },
  `${input} is ${JSON.stringify(value)}: it must be ${rule}`,
];

/** The same for an attribute of an extension that is otherwise valid. */
const invalidExtension = (attribute: string, value: unknown, rule: string): Refusal => [
  { extension: { layer_arn: secret(LAYER_ARN), module: "authz", [attribute]: value } },
  `extension.${attribute} is ${JSON.stringify(value)}: it must be ${rule}`,
];

const manyClaims = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, number) => `claim_${number}`);

const ofFunction: readonly Refusal[] = [
  ...["", "a".repeat(65), "orders prod"].map((name) => invalid("name", name, "1 to 64 letters, digits")),
  ...["", "s3://a"].map(
    (bucket): Refusal => [
      { configuration_s3: { bucket } },
      `configuration_s3.bucket is "${bucket}": it must be the name of an S3 bucket`,
    ],
  ),
  [{ configuration_s3: "configurations" }, "configuration_s3 must be an object, such as { bucket ="],
  [
    { configuration_s3: { buket: "configurations" } },
    'configuration_s3 has the unknown attribute "buket": correct or remove it. Did you mean "bucket"?',
  ],
  [{ extension: "authz" }, "extension must be an object, such as { layer_arn ="],
  ...["modul", "per_requst", "contextKeys"].map(
    (name): Refusal => [
      { extension: { layer_arn: secret(LAYER_ARN), module: "authz", [name]: null } },
      `extension has the unknown attribute "${name}": correct or remove it. Did you mean`,
    ],
  ),
  ...["yes", 1, []].map((value) => invalidExtension("per_request", value, "true or false")),
  ...["plan", { plan: "plan" }, 1].map((value) =>
    invalidExtension("context_keys", value, "a list of keys, each 1 to 64 letters"),
  ),
  ...[["plan"], null, "x-plan", "sub", "integrationLatency", ""].map(
    (key): Refusal => [
      { extension: { layer_arn: LAYER_ARN, module: "authz", context_keys: [key] } },
      `extension.context_keys has the invalid keys ${JSON.stringify([key])}: it must be a list of keys, each 1 to 64 letters`,
    ],
  ),
  [
    { extension: { layer_arn: LAYER_ARN, module: "authz", context_keys: ["plan", "exp"] } },
    'extension.context_keys has the invalid keys ["exp"]: it must be a list of keys, each 1 to 64 letters',
  ],
  [{ extension: { module: "authz" } }, "extension.layer_arn and extension.module belong together"],
  [{ extension: { layer_arn: LAYER_ARN } }, "extension.layer_arn and extension.module belong together"],
  ...["authz:1", LAYER_ARN.slice(0, -2)].map((value) =>
    invalidExtension("layer_arn", value, "the ARN of a layer version"),
  ),
  ...["../authz", "/opt/authz", "node:fs", "Authz", "a/b/c", "", ["authz"], "a".repeat(215)].map((value) =>
    invalidExtension("module", value, "the name of a package in nodejs/node_modules of the layer"),
  ),
  ...[9, 5001, 10.5, "soon", [500]].map((value) =>
    invalidExtension("timeout_milliseconds", value, "a whole number of milliseconds from 10 to 5000"),
  ),
  ...["sample_precent", "samplePercent", "claim"].map(
    (name): Refusal => [
      { log_allowed: { sample_percent: 10, [name]: null } },
      `log_allowed has the unknown attribute "${name}": correct or remove it. Did you mean`,
    ],
  ),
  [{ log_allowed: true }, "log_allowed must be an object, such as { sample_percent = 10"],
  ...[0, -1, 100.5, "all", [50]].map(
    (value): Refusal => [
      { log_allowed: { sample_percent: value } },
      `log_allowed.sample_percent is ${JSON.stringify(value)}: it must be a number greater than 0 and at most 100.`,
    ],
  ),
  ...["sub", { sub: "sub" }, ["sub", "sub"], [""], ["a{b}"], [null], ["/a/b/c/d/e"], manyClaims(21)].map(
    (value): Refusal => [
      { log_allowed: { claims: value } },
      `log_allowed.claims is ${JSON.stringify(value)}: it must be a list of at most 20 names of claims`,
    ],
  ),
  ...["", " Auth", "Auth ", ":Auth", "AWS/Lambda", "Aüth", "a".repeat(256)].map((value) =>
    invalid("metrics_namespace", value, "1 to 255 letters, digits, spaces and"),
  ),
  ...["missing.zip", "."].map((value) => invalid("filename", value, "the path of a zip that exists")),
  ...["0", "latest", "$LATEST", "1.5"].map((value) =>
    invalid("alias_version", value, "the number of a published version"),
  ),
  // Of the module that calls.
  [{ filename: "main.tf" }, 'filename is "main.tf", which is not a zip'],
  ...[-1, 301].map((value) =>
    invalid("clock_skew_seconds", value, "a whole number of seconds from 0 to 300"),
  ),
  ...["token_source", "websocket_token_source"].flatMap((input): Refusal[] => [
    ...(
      [
        [{}, "nothing"],
        [{ header: "Authorization", cookie: "token" }, "header and cookie"],
        [{ cookie: "token", query_parameter: "t" }, "cookie and query_parameter"],
        [{ header: "A", query_parameter: "b" }, "header and query_parameter"],
      ] as const
    ).map(
      ([value, places]): Refusal => [
        { [input]: value },
        `${input} sets ${places}: set exactly one of header, cookie${input === "token_source" ? " and query_parameter" : ", query_parameter, subprotocol"}`,
      ],
    ),
    [{ [input]: { cookie: "token", scheme: "Bearer" } }, `${input}.scheme needs ${input}.header`],
    [
      { [input]: { cokie: "token" } },
      `${input} has the unknown attribute "cokie": correct or remove it. Did you mean "cookie"?`,
    ],
    [{ [input]: "Authorization" }, `${input} must be an object, such as { header = "Authorization" }.`],
    ...["", "X Token"].map(
      (header): Refusal => [
        { [input]: { header } },
        `${input}.header is "${header}": it must be a header name`,
      ],
    ),
    [
      { [input]: { header: secret("Authorization"), scheme: "Bearer " } },
      `${input}.scheme is "Bearer ": it must be an authentication scheme`,
    ],
    ...["", "a;b", "a=b"].map(
      (cookie): Refusal => [
        { [input]: { cookie } },
        `${input}.cookie is "${cookie}": it must be a cookie name`,
      ],
    ),
    [
      { [input]: { query_parameter: "" } },
      `${input}.query_parameter is "": it must be a parameter name of 1 to 64 letters`,
    ],
  ]),
  ...["", "a b", "a,b", "a".repeat(65)].map(
    (subprotocol): Refusal => [
      { websocket_token_source: { subprotocol } },
      `websocket_token_source.subprotocol is "${subprotocol}": it must be`,
    ],
  ),
  ...["cookie", [{ cookie: "session" }], 1].map(
    (value): Refusal => [
      { token_sources: value },
      "token_sources must be a map of objects: write token_sources =",
    ],
  ),
  ...["Cookie", "0", "_a", "a.b", "k".repeat(64)].map(
    (key): Refusal => [
      { token_sources: { [key]: { cookie: secret("session") }, cookie: { cookie: "session" } } },
      `token_sources has the invalid keys ["${key}"]: each must be 1 to 63 lower-case letters`,
    ],
  ),
  [
    {
      token_sources: Object.fromEntries(
        Array.from({ length: 9 }, (_, number) => [`k${number}`, { cookie: "session" }]),
      ),
    },
    "token_sources has 9 entries: it must have at most 8.",
  ],
  invalid("invalid_token_response", "forbidden", "one of unauthorized, deny"),
  ...["tenant-id", "1st", "k".repeat(65), "sub", "claims"].map(
    (key): Refusal => [
      { claims_to_context: { [key]: "tenant", tenant: "tenant" } },
      `claims_to_context has the invalid keys ["${key}"]: each must be 1 to 64 letters`,
    ],
  ),
  ...["/a/b/c/d/e", null].map(
    (roles): Refusal => [
      { claims_to_context: { roles, tenant: "tenant" } },
      `claims_to_context has the invalid values ${JSON.stringify({ roles })}: each must be the name of a top-level`,
    ],
  ),
  ...["", "/a~2"].map((value) => invalid("principal_claim", value, "the name of a top-level claim")),
  invalid("usage_plan_key_claim", "a{b}", "the name of a top-level claim"),
  ...[127, 10_241].map((value) => invalid("memory_size", value, "a whole number of MB from 128 to 10240")),
  ...[1, 10].map((value) => invalid("timeout", value, "a whole number of seconds from 2 to 9")),
  invalid("architecture", "amd64", '"arm64" or "x86_64"'),
  ...["nodejs20.x", "python3.13"].map((value) => invalid("runtime", value, "nodejs22.x or a later")),
  ...[
    ...["https://proxy.example.com:3128", "http://proxy.example.com", "http://proxy.example.com:3128/"],
    ...["http://:3128", "http://proxy.example.com:0", "proxy.example.com:3128", "socks5://proxy:1080", ""],
  ].map((value) => invalid("https_proxy_url", value, 'http://HOST:PORT, such as "http')),
  [
    { https_proxy_url: "http://user:s3cret@proxy.example.com:3128" },
    "https_proxy_url contains a user name or password: it must be http://HOST:PORT",
  ],
  invalid("tracing_mode", "active", '"PassThrough" or "Active"'),
  ...(
    [
      [{ account_id: "1234" }, '.account_id is "1234": it must be 12 digits in quotes'],
      [{ account_id: "123456789012", region: "*" }, '.region is "*": it must be a region code'],
      [{ region: "eu-central-1" }, ".account_id is missing: set it to the account of the APIs"],
      [
        { account: "123456789012" },
        ' has the unknown attribute "account": correct or remove it. Did you mean "account_id"?',
      ],
      ["123456789012", " must be an object, such as { account_id"],
    ] as const
  ).map(
    ([team, message]): Refusal => [
      { invoke_from: { team, other: { account_id: secret("123456789012") } } },
      `invoke_from.team${message}`,
    ],
  ),
  [{ invoke_from: ["123456789012"] }, "invoke_from must be a map of objects: write invoke_from = {"],
  ...["boundary", "arn:aws:iam::123456789012:role/boundary"].map((value) =>
    invalid("permissions_boundary", value, "the ARN of an IAM policy"),
  ),
  ...["alias/logs", "arn:aws:kms:eu-central-1:123456789012:alias/logs", "1234abcd-12ab"].map((value) =>
    invalid("log_kms_key_id", value, "the ARN of a KMS key"),
  ),
  [{ role_arn: "authorizer", create_role: false }, 'role_arn is "authorizer": it must be the ARN of an IAM'],
  invalid("log_retention_in_days", 31, "one of 0 (forever), 1, 3"),
  invalid("authorizer_credentials_arn", "apigateway", "the ARN of an IAM role"),
  ...[-2, 0.5].map((value) =>
    invalid("reserved_concurrent_executions", value, "a whole number of instances, -1 (no limit) or more"),
  ),
  ...[0, 1.5].map((value) =>
    invalid("provisioned_concurrent_executions", value, "a whole number of instances, 1 or more"),
  ),
  invalid("code_signing_config_arn", "csc-0123456789abcdef0", "the ARN of a code signing configuration"),
  [
    { layers: [LAYER_ARN, "authz:1"] },
    'layers has the invalid values ["authz:1"]: each must be the ARN of a layer version',
  ],
  ...["AWS_REGION", "AUTHORIZER_CONFIG", "NODE_TLS_REJECT_UNAUTHORIZED", "A", "_HANDLER", "a-b"].map(
    (name): Refusal => [
      { environment_variables: { [name]: "a", TOPIC: secret("b") } },
      `environment_variables has the names ${name}: each must be two or more letters`,
    ],
  ),
  [
    { environment_variables: { TOPIC: null } },
    "environment_variables has null for TOPIC: each value must be",
  ],
  invalid("environment_kms_key_arn", "arn:aws:kms:eu-central-1:123456789012:alias/a", "the ARN of a KMS key"),
  ...["", "a b", "r".repeat(65)].map((value) => invalid("role_name", value, "1 to 64 letters, digits and")),
  ...["service", "/service", "//\u00e9/"].map((value) =>
    invalid("role_path", value, "a path that begins and ends with /"),
  ),
  ...["", "arn:aws:logs:eu-central-1:123456789012:log-group:a"].map((value) =>
    invalid("log_group_name", value, "1 to 512 letters, digits and the characters _-/.#"),
  ),
  ...["arn:aws:execute-api:eu-central-1:1:a1", "a1"].map(
    (arn): Refusal => [
      { openapi_apis: { orders: arn } },
      "openapi_apis has a value that is no execution ARN: each must be",
    ],
  ),
  ...[-1, 3601].map((value) =>
    invalid("result_cache_ttl_seconds", value, "a whole number of seconds from 0 (no cache) to 3600"),
  ),
  ...["rest_apis", "http_apis", "websocket_apis", "apis"].flatMap((input) =>
    ["", "a b", "a/b", "k".repeat(64)].map(
      (key): Refusal => [
        { [input]: { [key]: { id: "a1" }, a: { id: secret("a2") } } },
        `${input} has the invalid keys ["${key}"]: each must be 1 to 63 letters, digits, hyphens and underscores`,
      ],
    ),
  ),
];

/** The root module calls it by its key. Another attribute and another API are sensitive. */
const ofApis = (input: string, invalidApis: readonly InvalidApi[]): readonly Refusal[] => [
  ...invalidApis.map(([attributes, message]): Refusal => {
    const execution_arn = secret("arn:aws:execute-api:eu-central-1:123456789012:a1");
    const orders = { id: "a1", execution_arn, ...attributes };
    return [{ [input]: { orders, other: { id: secret("a2") } } }, `${input}.orders${message}`];
  }),
  [{ [input]: { orders: { create_permission: secret(true) } } }, `${input}.orders.id is missing: set it to`],
  [{ [input]: { orders: "a1", other: { id: secret("a2") } } }, `${input}.orders must be an object, such as`],
  ...[[{ id: secret("a1") }], "a1"].map(
    (value): Refusal => [{ [input]: value }, `${input} must be a map of objects: write ${input} = {`],
  ),
];

const ofRoot: readonly Refusal[] = [
  ...ofApis("rest_apis", ofRestApi),
  ...ofApis("http_apis", ofHttpApi),
  ...ofApis("websocket_apis", ofWebsocketApi),
  ...invalidCors.map(
    ([value, message]): Refusal => [{ cors_configuration: value }, `cors_configuration${message}`],
  ),
];

const withoutRequest = [
  { function: { ...attachment, per_request: null }, api: { id: "a1" } },
  "function.per_request is null",
] as const;

const refused = planRefusals("refused-by-validation", [
  {
    source: ".",
    base: { ...functionInputs, ...sensitiveInputs },
    refusals: [...ofFunction, ...ofRoot],
  },
  { source: "modules/rest-api", base: {}, refusals: [withoutRequest] },
  { source: "modules/http-api", base: {}, refusals: [withoutRequest] },
]);

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
  await refused.plan(workspace);
}, 300_000);

afterAll(() => workspace.remove());

describe(
  "invalid input is rejected with a message that names the input, the value and the rule",
  refused.declareTests,
);

test("each input that has a validation has an invalid value here", async () => {
  const inputs = new Set([...ofFunction, ...ofRoot].flatMap(([values]) => Object.keys(values)));
  expect((await validatedInputs(".")).filter((name) => !inputs.has(name))).toEqual([]);
});

test("one fault is one error, on the user's own line", async () => {
  const apis = { rest_apis: { a: { id: "a1" } }, http_apis: { b: { id: "a2" } } };
  const calls = [
    { name: "bad_name", source: ".", inputs: { ...functionInputs, ...apis, name: "orders prod" } },
    {
      name: "bad_key_id",
      source: ".",
      inputs: { ...functionInputs, ...apis, http_apis: { web: { id: "https://a1" } } },
    },
  ];
  const { terraform, callOf } = await writeModuleCalls(workspace, "one-error", calls);
  const diagnostics = await terraform.planDiagnostics();
  expect(
    diagnostics.map((error) => [callOf(error), error.range?.filename, error.detail.split(":")[0]]).toSorted(),
  ).toEqual([
    ["bad_key_id", "main.tf", 'http_apis.web.id is "https'],
    ["bad_name", "main.tf", 'name is "orders prod"'],
  ]);
}, 60_000);
