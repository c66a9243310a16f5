import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { invalidCors } from "./support/cors.ts";
import { attachment, functionInputs, pem, sensitiveInputs } from "./support/inputs.ts";
import { secret, writeModuleCalls, writeModuleInstances } from "./support/module-calls.ts";
import { planRefusals, type Refusal } from "./support/refusals.ts";

const role = "arn:aws:iam::123456789012:role/authorizer";

/** Random, as a certificate is: it doesn't compress. Nothing in a plan parses it. */
const largePem = `-----BEGIN CERTIFICATE-----\n${randomBytes(6000).toString("base64")}\n-----END CERTIFICATE-----`;

const extension = { layer_arn: "arn:aws:lambda:eu-central-1:123456789012:layer:authz:1", module: "authz" };

/** Every issuer input is checked as one attribute of an issuer, wherever it stands. */
const invalidIssuer = (input: string, value: unknown, rule: string): Refusal => [
  { [input]: value },
  `${input} is ${JSON.stringify(value)}: it must be ${rule}`,
];

const ofIssuerInputs: readonly Refusal[] = [
  [{ issuer: null }, "issuer is missing: set it to the provider's issuer identifier"],
  ...[
    ...["http://login.example.com/", "https://login.example.com/?tenant=1", "https://login.example.com/#x"],
    ...["https://user@login.example.com/", "login.example.com", "https://login.example.com:0/"],
  ].map(
    (issuer): Refusal => [
      { issuer, jwks_url: null },
      `issuer is ${JSON.stringify(issuer)}: it must be an https URL without a user name, query or fragment, because`,
    ],
  ),
  ...["", "https://login.example.com/\u00a0", "\u2003a"].map((value) =>
    invalidIssuer("issuer", value, "a string of 1 to 1000 characters"),
  ),
  invalidIssuer(
    "issuer",
    "https://login.example.com/.well-known/openid-configuration",
    "the issuer identifier, not the address of a document",
  ),
  [{ audience: [] }, "audience is missing: set it to what the tokens of this API have in aud"],
  ...["", null, "a\r"].map(
    (value): Refusal => [
      { audience: [value] },
      `audience[0] is ${JSON.stringify(value)}: it must be a string of 1 to 512 characters`,
    ],
  ),
  [
    { audience: ["b", "a".repeat(513)] },
    `audience[1] is "${"a".repeat(99)}…: it must be a string of 1 to 512`,
  ],
  [{ audience: ["a", "a"] }, "audience must not contain duplicates"],
  ...[
    ...["http://login.example.com/jwks?a=<1>&b=2", "https://login.example.com/jwks#1"],
    ...["https://user:word@login.example.com/jwks", "https://login.example.com/\u000b"],
  ].map((value) => invalidIssuer("jwks_url", value, "an https URL without a user name or fragment")),
  ...[
    "https://login.example.com/.well-known/openid-configuration",
    "https://login.example.com/.well-known/oauth-authorization-server",
  ].map((value) =>
    invalidIssuer("jwks_url", value, "the address of the key set, not of a discovery document"),
  ),
  ...["orders ", "\u00a0orders", " "].map(
    (value): Refusal => [
      { audience: ["a", value] },
      `audience[1] is ${JSON.stringify(value)}: it must be a string of 1 to 512`,
    ],
  ),
  ...[59, 86_401, 600.5].map((value) =>
    invalidIssuer("jwks_cache_ttl_seconds", value, "a whole number of seconds from 60 to 86400"),
  ),
  ...[-1, 86_401, 0.5].map((value) =>
    invalidIssuer("jwks_max_stale_seconds", value, "a whole number of seconds from 0 to 86400"),
  ),
  ...[0, 1.5, 31_536_001].map((value) =>
    invalidIssuer("max_token_age_seconds", value, "a whole number of seconds from 1 to 31536000"),
  ),
  ...["", "/a/b/c/d/e", "a{b}"].map((value) =>
    invalidIssuer("audience_claim", value, "the name of a top-level claim"),
  ),
  ...["", "at jwt"].map((value) => invalidIssuer("token_type", value, "a media type")),
  invalidIssuer("certificate_bound_tokens", "mtls", '"optional" or "required"'),
  [
    { dpop_bound_tokens: "dpop", dpop: { base_urls: ["https://api.example.com"] } },
    'dpop_bound_tokens is "dpop": it must be "optional" or "required"',
  ],
  invalidIssuer("algorithms", [], "a non-empty list"),
  ...["HS256", "none", "rs256", "XX256"].map(
    (value): Refusal => [
      { algorithms: ["RS256", value] },
      `algorithms[1] is "${value}": it must be one of RS256, RS384, RS512, PS256`,
    ],
  ),
  [{ algorithms: ["RS256", "RS256"] }, "algorithms must not contain duplicates"],
  ...["MIIB", `${pem}-----BEGIN PRIVATE KEY-----\n${pem}`].map(
    (value): Refusal => [
      { ca_certificates_pem: value },
      "ca_certificates_pem must be one or more PEM certificates, and no private key",
    ],
  ),
];

const ofFunction: readonly Refusal[] = [
  [{ role_arn: role, create_role: true }, "role_arn cannot be combined with create_role = true"],
  [{ create_role: false, role_arn: null }, "role_arn is missing: create_role is false"],
  [
    { create_role: false, role_arn: role, permissions_boundary: "arn:aws:iam::123456789012:policy/boundary" },
    "permissions_boundary cannot be combined with create_role = false",
  ],
  [{ configuration_s3: { bucket: "configurations" }, timeout: 3 }, "timeout is 3: it must be at least 4"],
  [{ extension: {} }, "extension has no layer_arn and no module, and filename is null"],
  [
    { extension: { ...extension, timeout_milliseconds: 4001 } },
    "extension.timeout_milliseconds is 4001: it must be at least one second less than timeout (5 s)",
  ],
  [
    { extension: { ...extension, context_keys: ["plan"] }, claims_to_context: { plan: "plan" } },
    "extension.context_keys and claims_to_context both contain plan",
  ],
  [{ ca_certificates_pem: largePem }, "The configuration is too large for a function's environment"],
];

/** A function with additional places. */
const withPlaces = {
  ...attachment,
  token_sources: Object.fromEntries(
    Object.entries({ session: { cookie: "session" }, page: { subprotocol: "access_token" } }).map(
      ([key, token_source]) => [
        key,
        { token_source, qualifier: `live-${key}`, invoke_arn: `${attachment.invoke_arn}-${key}` },
      ],
    ),
  ),
};

/** What every attachment refuses. */
const ofTokenSource: readonly Refusal[] = [
  [
    { function: withPlaces, api: { id: "a1", token_source: "cookie" } },
    'api.token_source is "cookie": it must be a key of the function\'s token_sources, which has page, session.',
  ],
  [
    { function: attachment, api: { id: "a1", token_source: "cookie" } },
    'api.token_source is "cookie": it must be a key of the function\'s token_sources, which has none.',
  ],
  [
    { function: withPlaces, api: { id: "a1", token_source: secret("cookie") } },
    "api.token_source is (sensitive value): it must be a key of the function's token_sources, which has page, session.",
  ],
];

/** What those refuse whose requests have no subprotocol. */
const ofSubprotocol: readonly Refusal[] = [
  [
    { function: withPlaces, api: { id: "a1", token_source: "page" } },
    'api.token_source is "page", which is a subprotocol: only WebSocket APIs have one.',
  ],
];

const ofOpenapi: readonly Refusal[] = [
  [
    { token_source: "cookie" },
    'token_source is "cookie": it must be a key of the function\'s token_sources, which has page, session.',
  ],
  [{ token_source: "page" }, 'token_source is "page", which is a subprotocol: only WebSocket APIs have one.'],
];

const perRequest = { ...attachment, per_request: true };

const ofRestApi: readonly Refusal[] = [
  ...ofTokenSource,
  // Its TOKEN authorizer is reported, too.
  ...ofSubprotocol.map(
    ([{ function: value }, message]): Refusal => [
      { function: value, api: { id: "a1", type: "REQUEST", token_source: "page" } },
      message,
    ],
  ),
  [
    { function: withPlaces, api: { id: "a1", token_source: "session" } },
    'api.type is "TOKEN", which reads only a header, and the token source "session" is not a header: set type = "REQUEST" for this API, or choose a header.',
  ],
  [
    { function: { ...attachment, token_source: { cookie: "token" } }, api: { id: "a1", type: "TOKEN" } },
    'api.type is "TOKEN", which reads only a header',
  ],
  [
    { function: perRequest, api: { id: "a1", type: "REQUEST" } },
    "api.result_cache_ttl_seconds is 300: it must be 0 with extension.per_request",
  ],
  [
    { function: perRequest, api: { id: "a1", result_cache_ttl_seconds: 0 } },
    'api.type is "TOKEN": it must be "REQUEST" with extension.per_request',
  ],
];

const ofHttpApi: readonly Refusal[] = [
  ...ofTokenSource,
  ...ofSubprotocol,
  [
    { function: perRequest, api: { id: "a1" } },
    "api.result_cache_ttl_seconds is 300: it must be 0 with extension.per_request",
  ],
];

/** The module that attaches an API refuses what only the function's other inputs make wrong. */
const ofRoot: readonly Refusal[] = [
  [
    { token_source: { cookie: "token" }, rest_apis: { web: { id: "a1" } } },
    'rest_apis.web.type is "TOKEN", which reads only a header, and token_source is not a header',
  ],
  [
    {
      token_sources: { session: { cookie: "session" } },
      http_apis: { web: { id: "a1", token_source: "sesion" } },
    },
    'http_apis.web.token_source is "sesion": it must be a key of the function\'s token_sources, which has session.',
  ],
  ...invalidCors.map(
    ([cors_configuration, message]): Refusal => [
      { rest_apis: { web: { id: "a1", cors_configuration }, other: { id: secret("a2") } } },
      `rest_apis.web.cors_configuration${message}`,
    ],
  ),
];

const refused = planRefusals("refused-by-precondition", [
  {
    source: ".",
    base: { ...functionInputs, ...sensitiveInputs },
    refusals: [...ofIssuerInputs, ...ofFunction],
    arePreconditions: true,
  },
  { source: "modules/rest-api", base: { function: attachment }, refusals: ofRestApi },
  { source: "modules/http-api", base: {}, refusals: ofHttpApi },
  { source: "modules/websocket-api", base: {}, refusals: ofTokenSource },
  { source: "modules/openapi", base: { function: withPlaces }, refusals: ofOpenapi },
  { source: ".", base: functionInputs, refusals: ofRoot },
]);

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
  await refused.plan(workspace);
}, 300_000);

afterAll(() => workspace.remove());

describe("invalid combinations of inputs, and invalid issuers, are rejected at plan", () => {
  refused.declareTests();

  const perRequest = { extension: { ...extension, per_request: true }, result_cache_ttl_seconds: 0 };
  const other = { issuer: "https://other.example.com/", certificate_bound_tokens: "optional" };
  const bound = {
    ...{ issuer: null, result_cache_ttl_seconds: 0 },
    trusted_issuers: { main: { issuer: "https://login.example.com/" }, other },
  };
  const boundToKeys = {
    dpop_bound_tokens: "optional",
    dpop: { base_urls: ["https://api.example.com"] },
    result_cache_ttl_seconds: 0,
  };
  const together: readonly (readonly [title: string, inputs: Record<string, unknown>, message: RegExp])[] = [
    ...["rest_apis", "http_apis"].flatMap((apis) => {
      const api = apis === "rest_apis" ? { type: "REQUEST" } : {};
      const kept = { ...api, id: "a1", result_cache_ttl_seconds: 60 };
      const both = { kept, asked: { ...api, id: "a2" } };
      return [
        [
          `one of ${apis} with a result cache and custom logic per request`,
          { ...perRequest, [apis]: both },
          new RegExp(`^${apis}\\.kept\\.result_cache_ttl_seconds is 60: it must be 0 with`),
        ],
        [
          `one of ${apis} with a result cache and tokens that are bound to keys`,
          { ...boundToKeys, [apis]: { bound_cached: both.kept, asked: both.asked } },
          new RegExp(`^${apis}\\.bound_cached\\.result_cache_ttl_seconds is 60: it must be 0 with .* dpop,`),
        ],
        [
          `one of ${apis} with a result cache and an issuer whose tokens are bound to certificates`,
          { ...bound, [apis]: { cached: both.kept, asked: both.asked } },
          new RegExp(`^${apis}\\.cached\\.result_cache_ttl_seconds is 60: it must be 0 with`),
        ],
      ] as const;
    }),
  ];
  let messages: readonly string[];

  beforeAll(async () => {
    const calls = together.map(([, inputs], number) => ({
      name: `together_${number}`,
      source: ".",
      inputs: { ...functionInputs, ...inputs },
    }));
    const { terraform } = await writeModuleInstances(workspace, "together", calls);
    messages = (await terraform.planDiagnostics()).map(({ detail }) => detail.replaceAll("\n", " "));
  }, 120_000);

  test.each(together)("%s", (_title, _inputs, message) => {
    expect(messages.filter((text) => message.test(text))).toHaveLength(1);
  });

  // Of its own: Terraform reads outputs, which have this precondition, only if nothing else fails.
  test("more than 40 permission statements in all inputs together", async () => {
    const inputs = {
      ...functionInputs,
      http_apis: Object.fromEntries(Array.from({ length: 38 }, (_, n) => [`api${n}`, { id: `a${n}` }])),
      openapi_apis: { orders: "arn:aws:execute-api:eu-central-1:123456789012:a99" },
      invoke_from: { one: { account_id: "123456789012" }, two: { account_id: "123456789013" } },
    };
    const call = { name: "authorizer", source: ".", inputs };
    const { terraform } = await writeModuleCalls(workspace, "too-many-statements", [call]);
    const details = (await terraform.planDiagnostics()).map(({ detail }) => detail.replaceAll("\n", " "));
    expect(details).toEqual([
      expect.stringMatching(/^rest_apis, http_apis, .* need 41 permission statements, and 40 are allowed/),
    ]);
  }, 120_000);

  test("and each of them has only its own message", () => {
    expect(messages).toHaveLength(together.length);
  });
});
