import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createWorkspace, type Workspace } from "../../support/workspace.ts";
import { functionInputs } from "../support/inputs.ts";
import {
  type CallingModule,
  type ModuleCall,
  secret,
  writeModuleCalls,
  writeModuleInstances,
} from "../support/module-calls.ts";

const rule = (path: unknown) => ({ paths: ["/", path], scopes: ["s"] });
const tokenWith = (claim: string) => [{ claims: { [claim]: "7", scope: "s" }, deny: ["GET /x"] }];

const COGNITO = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_a1B2c3D4e";

/** Inputs that are probably not meant as they are, and their warnings. */
const CASES: readonly (readonly [
  name: string,
  inputs: Record<string, unknown>,
  warnings: readonly string[],
])[] = [
  ...["id", "orderId", "order_id", "slug", "item"].map(
    (name) =>
      [
        name,
        { rules: [rule(`/items/{${name}}/lines`)] },
        [
          `rules[0].paths[1] is "/items/{${name}}/lines": {${name}} stands for the value of the token's claim ${name}, and a token without this claim does not match the rule. For a path with any value, write "/items/*/lines".`,
        ],
      ] as const,
  ),
  ...["sub", "tenant", "tenant_id", "org_id", "client_id", "/custom/id"].map(
    (name) => [name, { rules: [rule(`/items/{${name}}`)] }, []] as const,
  ),
  ["tested", { rules: [rule("/items/{id}")], rule_tests: tokenWith("id") }, []],
  [
    "tested_without_it",
    { rules: [rule("/items/{id}")], rule_tests: tokenWith("other") },
    ['rules[0].paths[1] is "/items/{id}": {id} stands for'],
  ],
  [
    "colon",
    { rules: [rule("/users/:userId/posts")] },
    [
      'rules[0].paths[1] is "/users/:userId/posts": a segment that begins with a colon matches only itself. For a path with any value, write "/users/*/posts"',
    ],
  ],
  ["verb", { rules: [rule("/items:batch")] }, []],
  [
    "sensitive",
    { rules: [rule(secret("/items/{id}"))] },
    ["rules[0].paths[1] is (sensitive value): {id} stands for the value of the token's claim id"],
  ],
  [
    "white_space",
    { rules: [{ paths: ["/a"], claims: [{ name: "role ", any: ["a", "b\u00a0", " "], none: [1] }] }] },
    [
      "rules[0].claims[0].any[1], rules[0].claims[0].any[2], rules[0].claims[0].name: the string begins or ends with white space.",
    ],
  ],
  [
    "dotted_names",
    {
      rules: [{ paths: ["/a"], claims: [{ name: "realm_access.roles", any: ["a"] }] }],
      required_claims: [{ name: secret("resource_access.api.roles"), any: ["a"] }],
      audience_claim: "a.b",
      principal_claim: secret("user.id"),
      claims_to_context: { roles: "realm_access.roles" },
      log_allowed: { claims: ["sub", secret("realm_access.roles")] },
    },
    [
      "audience_claim, claims_to_context.roles, log_allowed.claims[1], principal_claim, required_claims[0].name, rules[0].claims[0].name: the name has a dot, and names one top-level claim.",
    ],
  ],
  [
    "audience_of_every_api_of_auth0",
    { audience: ["https://orders.example.com", secret("https://tenant.eu.auth0.com/userinfo")] },
    ["audience contains the provider's userinfo endpoint, which Auth0 writes into the tokens for every API"],
  ],
  [
    "audience_of_every_client_of_keycloak",
    {
      ...{ issuer: null, audience: ["account"] },
      trusted_issuers: {
        company: { issuer: "https://login.example.com/realms/company" },
        other: { issuer: "https://other.example.com/" },
      },
    },
    [
      'trusted_issuers.company.audience contains "account", which Keycloak writes into the tokens for most clients',
    ],
  ],
  [
    "audiences_of_one_api",
    {
      issuer: "https://login.example.com/realms/company",
      apis: {
        web: { id: "a1", audience: ["https://web.example.com"] },
        app: { id: "b2", audience: [secret("account")] },
        other: { id: "c3" },
      },
    },
    ['apis.app.audience contains "account", which Keycloak writes into the tokens for most clients'],
  ],
  [
    "a_deny_that_an_allow_of_the_same_api_evades",
    {
      apis: { web: { id: "a1" }, app: { id: "b2" } },
      rules: [
        { apis: ["web"], paths: ["/*"], any_token: true },
        { apis: ["app"], effect: "deny", paths: ["/a"], any_token: true },
        { apis: ["app", "web"], effect: "deny", paths: ["/b"], any_token: true },
        { effect: "deny", paths: ["/c"], any_token: true },
      ],
    },
    ["rules[2].paths[0], rules[3].paths[0]: an allow rule with a wildcard covers other spellings"],
  ],
  [
    "id_tokens_of_cognito",
    { issuer: COGNITO, audience: ["app"] },
    [
      'audience_claim is not "client_id", and the issuer is a Cognito user pool: its ID tokens would be accepted',
    ],
  ],
  ["access_tokens_of_cognito", { issuer: COGNITO, audience: ["app"], audience_claim: "client_id" }, []],
  [
    "id_tokens_of_cognito_that_are_meant",
    { issuer: COGNITO, audience: ["app"], required_claims: [{ name: "token_use", any: ["id"] }] },
    [],
  ],
  [
    "names_with_dots_that_are_meant",
    {
      rules: [
        {
          paths: ["/a"],
          claims: ["/kubernetes.io/namespace", "/a.b", "https://example.com/roles", "example.com:role"].map(
            (name) => ({ name, any: ["a"] }),
          ),
        },
      ],
    },
    [],
  ],
];

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});

afterAll(() => workspace.remove());

describe("a rule that looks like a route makes a warning that says what to write:", () => {
  let calling: CallingModule;
  let warnings: readonly { readonly call: string | undefined; readonly detail: string }[];

  beforeAll(async () => {
    const calls = CASES.map(
      ([, inputs], number): ModuleCall => ({
        name: `case_${number}`,
        source: ".",
        inputs: { ...functionInputs, ...inputs },
      }),
    );
    calling = await writeModuleInstances(workspace, "path-parameters", calls);
    const diagnostics = await calling.terraform.planDiagnostics();
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    warnings = diagnostics.map((warning) => ({ call: calling.callOf(warning), detail: warning.detail }));
  }, 120_000);

  test.each(CASES.filter(([, , expected]) => expected.length > 0))("%s", (_name, _inputs, expected) => {
    for (const warning of expected) {
      expect(warnings.filter(({ detail }) => detail.startsWith(warning)).length).toBeGreaterThan(0);
    }
  });

  test("and there is no other warning", () => {
    expect(warnings).toHaveLength(CASES.flatMap(([, , expected]) => expected).length);
  });
});

test.each<[string, readonly Record<string, unknown>[], string]>([
  [
    "a greedy parameter in an open rule",
    [{ paths: ["/orders/{proxy+}"], any_token: true }],
    'rules[0].paths[0] is "/orders/{proxy+}": write "/orders/*".',
  ],
  [
    "a route key in an open rule",
    [{ paths: ["GET /items/{id}"], any_token: true }],
    'rules[0].paths[0] is "GET /items/{id}": write the path here and the method in methods',
  ],
  [
    "a parameter in a deny rule",
    [
      { paths: ["/*"], any_token: true },
      { effect: "deny", paths: ["/orders/{id}"], scopes: ["s"] },
    ],
    'rules[1].paths[0] is "/orders/{id}": remove the placeholder.',
  ],
])(
  "%s has one fault, and no warning that contradicts it",
  async (name, rules, message) => {
    const call = { name: "authorizer", source: ".", inputs: { ...functionInputs, rules } };
    const { terraform } = await writeModuleCalls(workspace, name.replaceAll(" ", "-"), [call]);
    const details = (await terraform.planDiagnostics()).map(({ detail }) => detail.trim());
    // Which other spellings a deny leaves open is another matter.
    const [first, ...others] = details.filter((detail) => !detail.includes("covers other spellings"));
    expect(others).toEqual([]);
    expect(first?.split("\n").map((line) => line.slice(0, message.length))).toEqual([message]);
  },
  60_000,
);
