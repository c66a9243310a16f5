import { afterAll, beforeAll, describe } from "vitest";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { attachment, functionInputs } from "./support/inputs.ts";
import { planRefusals, type Refusal } from "./support/refusals.ts";

const LAYER_ARN = "arn:aws:lambda:eu-central-1:123456789012:layer:authz:1";

/** An input whose value alone is invalid: the message repeats it. */
const invalid = (input: string, value: unknown, rule: string): Refusal => [
  { [input]: value },
  `${input} is ${JSON.stringify(value)}: it must be ${rule}`,
];

/** The same for an attribute of an extension that is otherwise valid. */
const invalidExtension = (attribute: string, value: unknown, rule: string): Refusal => [
  { extension: { layer_arn: LAYER_ARN, module: "authz", [attribute]: value } },
  `extension.${attribute} is ${JSON.stringify(value)}: it must be ${rule}`,
];

const ofFunction: readonly Refusal[] = [
  ...["", "a".repeat(65), "orders prod"].map((name) => invalid("name", name, "1 to 64 letters, digits")),
  ...["", "s3://a"].map(
    (bucket): Refusal => [
      { configuration_s3: { bucket } },
      `configuration_s3.bucket is "${bucket}": it must be the name of an S3 bucket`,
    ],
  ),
  ...["modul", "per_requst", "contextKeys"].map(
    (name): Refusal => [
      { extension: { layer_arn: LAYER_ARN, module: "authz", [name]: null } },
      `extension has the unknown attribute "${name}": correct or remove it`,
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
  ...["missing.zip", "."].map((value) => invalid("filename", value, "the path of a zip that exists")),
  // Of the module that calls.
  [{ filename: "main.tf" }, 'filename is "main.tf", which is not a zip'],
  ...[-1, 301].map((value) =>
    invalid("clock_skew_seconds", value, "a whole number of seconds from 0 to 300"),
  ),
  ...["token_source", "websocket_token_source"].flatMap((input): Refusal[] => [
    ...(
      [
        [{}, "nothing"],
        [{ cokie: "token" }, "nothing"],
        [{ header: "Authorization", cookie: "token" }, "header and cookie"],
        [{ cookie: "token", query_parameter: "t" }, "cookie and query_parameter"],
        [{ header: "A", query_parameter: "b" }, "header and query_parameter"],
      ] as const
    ).map(
      ([value, places]): Refusal => [
        { [input]: value },
        `${input} sets ${places}: set exactly one of header, cookie and query_parameter`,
      ],
    ),
    [{ [input]: { cookie: "token", scheme: "Bearer" } }, `${input}.scheme needs ${input}.header`],
    ...[
      { header: "" },
      { header: "X Token" },
      { header: "Authorization", scheme: "Bearer " },
      { cookie: "" },
      { cookie: "a;b" },
      { cookie: "a=b" },
      { query_parameter: "" },
      { query_parameter: "a&b" },
    ].map((value): Refusal => [{ [input]: value }, `${input} is {`]),
  ]),
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
  invalid("tracing_mode", "active", '"PassThrough" or "Active"'),
  [
    { invoke_from: { a: { account_id: "1234" }, b: { account_id: "123456789012" } } },
    'invoke_from has the invalid account IDs {"a":"1234"}: each must be 12 digits',
  ],
  [
    { invoke_from: { a: { account_id: "123456789012", region: "*" }, b: { account_id: "123456789012" } } },
    'invoke_from has the invalid regions {"a":"*"}: each must be a region code',
  ],
  [{ role_arn: "authorizer", create_role: false }, 'role_arn is "authorizer": it must be the ARN of an IAM'],
  invalid("log_retention_in_days", 31, "one of 0 (forever), 1, 3"),
  ...[-1, 3601].map((value) =>
    invalid("result_cache_ttl_seconds", value, "a whole number of seconds from 0 (no cache) to 3600"),
  ),
  ...["rest_apis", "http_apis", "websocket_apis"].flatMap((input) =>
    ["", "a b", "a/b", "k".repeat(64)].map(
      (key): Refusal => [
        { [input]: { [key]: { id: "a1" }, a: { id: "a2" } } },
        `${input} has the invalid keys ["${key}"]: each must be 1 to 63 letters, digits, hyphens and underscores`,
      ],
    ),
  ),
];

const ofEachAttachment = (apis: string, kind: string): readonly Refusal[] => [
  ...[null, "", "arn:aws:apigateway:x", "a/b"].map(
    (id): Refusal => [
      { api: { id } },
      `api.id (${apis}.KEY.id in the root module) is ${JSON.stringify(id)}: it must be the ID of ${kind}`,
    ],
  ),
  ...["x", "arn:aws:x"].map(
    (execution_arn): Refusal => [
      { api: { id: "a1", execution_arn } },
      `api.execution_arn (${apis}.KEY.execution_arn in the root module) is "${execution_arn}": it must be the attr`,
    ],
  ),
  [{ api: { id: "a1", name: "a b" } }, 'api.name is "a b": it must be 1 to 128 letters'],
];

const ofCachingAttachment = (apis: string): readonly Refusal[] => [
  [{ function: { ...attachment, per_request: null }, api: { id: "a1" } }, "function.per_request is null"],
  ...[3601, -1, 0.5].map(
    (result_cache_ttl_seconds): Refusal => [
      { api: { id: "a1", result_cache_ttl_seconds } },
      `api.result_cache_ttl_seconds (${apis}.KEY.result_cache_ttl_seconds in the root module) is ${result_cache_ttl_seconds}: it must be a whole number of seconds from 0`,
    ],
  ),
];

const ofRestApi: readonly Refusal[] = [
  ...ofEachAttachment("rest_apis", "a REST API"),
  ...ofCachingAttachment("rest_apis"),
  [
    { api: { id: "a1", type: "token" } },
    'api.type (rest_apis.KEY.type in the root module) is "token": it must be "TOKEN" or "REQUEST"',
  ],
  [
    { api: { id: "a1", gateway_responses: ["THROTTLED"] } },
    'api.gateway_responses (rest_apis.KEY.gateway_responses in the root module) is ["THROTTLED"]: it may contain',
  ],
  ...["", "app.example.com", "https://app.example.com/", "https://*.example.com", "https://a' b", "null"].map(
    (allow_origin): Refusal => [
      { api: { id: "a1", cors_configuration: { allow_origin } } },
      `api.cors_configuration.allow_origin (cors_configuration or rest_apis.KEY.cors_configuration in the root module) is "${allow_origin}": it must be one origin`,
    ],
  ),
  [
    { api: { id: "a1", cors_configuration: { allow_origin: "*", allow_credentials: true } } },
    "api.cors_configuration.allow_credentials (cors_configuration or",
  ],
  ...["X-A'", "X_A"].map(
    (name): Refusal => [
      { api: { id: "a1", cors_configuration: { allow_origin: "*", expose_headers: [name] } } },
      `api.cors_configuration.expose_headers (cors_configuration or rest_apis.KEY.cors_configuration in the root module) is ["${name}"]: each must be`,
    ],
  ),
];

const ofHttpApi = [...ofEachAttachment("http_apis", "an HTTP API"), ...ofCachingAttachment("http_apis")];

const refused = planRefusals("refused-by-validation", [
  { source: ".", base: functionInputs, refusals: ofFunction },
  { source: "modules/rest-api", base: { function: attachment }, refusals: ofRestApi },
  { source: "modules/http-api", base: { function: attachment }, refusals: ofHttpApi },
  {
    source: "modules/websocket-api",
    base: { function: attachment },
    refusals: ofEachAttachment("websocket_apis", "a WebSocket API"),
  },
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
