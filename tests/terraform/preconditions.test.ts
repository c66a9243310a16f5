import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { attachment, functionInputs } from "./support/inputs.ts";
import { writeModuleCalls } from "./support/module-calls.ts";
import { planRefusals, type Refusal } from "./support/refusals.ts";

const role = "arn:aws:iam::123456789012:role/authorizer";

/** Random, as a certificate is: it doesn't compress. Nothing in a plan parses it. */
const largePem = `-----BEGIN CERTIFICATE-----\n${randomBytes(6000).toString("base64")}\n-----END CERTIFICATE-----`;

const extension = { layer_arn: "arn:aws:lambda:eu-central-1:123456789012:layer:authz:1", module: "authz" };

const ofFunction: readonly Refusal[] = [
  [{ issuer: null }, "issuer is missing: set issuer"],
  [{ audience: [] }, "audience is empty: set audience"],
  [{ role_arn: role }, "role_arn is given, and create_role is true"],
  [{ create_role: false }, "create_role is false, and role_arn is missing"],
  [
    { create_role: false, role_arn: role, permissions_boundary: "arn:aws:iam::123456789012:policy/boundary" },
    "permissions_boundary bounds the role that is created",
  ],
  [{ configuration_s3: { bucket: "configurations" }, timeout: 3 }, "timeout must be 4 seconds or more"],
  [{ extension: {} }, "extension has no layer_arn and no module, and there is no filename"],
  [
    { extension: { ...extension, timeout_milliseconds: 4001 } },
    "extension.timeout_milliseconds must be at least",
  ],
  [
    { extension: { ...extension, context_keys: ["plan"] }, claims_to_context: { plan: "plan" } },
    "extension.context_keys and claims_to_context name the same key",
  ],
  [{ ca_certificates_pem: largePem }, "The configuration is too large for a function's environment"],
];

const perRequest = { ...attachment, per_request: true };

const ofRestApi: readonly Refusal[] = [
  [
    { function: { ...attachment, token_source: { cookie: "token" } }, api: { id: "a1", type: "TOKEN" } },
    "api.type is TOKEN, which reads a header only",
  ],
  [
    { function: perRequest, api: { id: "a1", type: "REQUEST" } },
    "api.result_cache_ttl_seconds (result_cache_ttl_seconds or rest_apis.KEY",
  ],
  [
    { function: perRequest, api: { id: "a1", result_cache_ttl_seconds: 0 } },
    "api.type (rest_apis.KEY.type in the root module) must be REQUEST with extension.per_request",
  ],
];

const ofHttpApi: readonly Refusal[] = [
  [
    { function: perRequest, api: { id: "a1" } },
    "api.result_cache_ttl_seconds (result_cache_ttl_seconds or http_apis.KEY",
  ],
];

/** What the root module passes on to an attachment is refused by the module that it concerns. */
const ofRoot: readonly Refusal[] = [
  [{ http_apis: { web: { id: "" } } }, "api.id (http_apis.KEY.id in the root module) must be"],
  [
    { rest_apis: { web: { id: "a1", type: "TOKENS" } } },
    'api.type (rest_apis.KEY.type in the root module) must be "TOKEN" or',
  ],
];

const refused = planRefusals("refused-by-precondition", [
  { source: ".", base: functionInputs, refusals: ofFunction },
  { source: "modules/rest-api", base: { function: attachment }, refusals: ofRestApi },
  { source: "modules/http-api", base: {}, refusals: ofHttpApi },
  { source: ".", base: functionInputs, refusals: ofRoot },
]);

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
  await refused.plan(workspace);
}, 300_000);

afterAll(() => workspace.remove());

describe("input that doesn't fit together is refused at plan", () => {
  refused.declareTests();

  test("more than 40 permission statements over all inputs of the root module", async () => {
    const messages = await messagesOf("too-many-statements", {
      http_apis: Object.fromEntries(Array.from({ length: 39 }, (_, n) => [`api${n}`, { id: `a${n}` }])),
      invoke_from: { one: { account_id: "123456789012" }, two: { account_id: "123456789013" } },
    });
    expect(messages).toEqual([expect.stringMatching(/^rest_apis, http_apis, .* more than 40 permission/)]);
  }, 120_000);

  test.each(["rest_apis", "http_apis"])(
    "one of %s whose answers are kept beside custom logic per request",
    async (apis) => {
      const api = apis === "rest_apis" ? { type: "REQUEST" } : {};
      const messages = await messagesOf(`kept-${apis}`, {
        extension: { ...extension, per_request: true },
        result_cache_ttl_seconds: 0,
        [apis]: { kept: { ...api, id: "a1", result_cache_ttl_seconds: 60 }, asked: { ...api, id: "a2" } },
      });
      expect(messages).toEqual([
        expect.stringMatching(new RegExp(`or ${apis}.KEY.result_cache_ttl_seconds in`)),
      ]);
    },
    120_000,
  );

  test("an API without id", async () => {
    const messages = await messagesOf("no-id", { rest_apis: { orders: { type: "TOKEN" } } });
    expect(messages).toEqual([expect.stringMatching(/"orders".*attribute "id" is required/)]);
  }, 120_000);
});

async function messagesOf(directory: string, inputs: Record<string, unknown>): Promise<readonly string[]> {
  const call = { name: "authorizer", source: ".", inputs: { ...functionInputs, ...inputs } };
  const { terraform } = await writeModuleCalls(workspace, directory, [call]);
  const diagnostics = await terraform.planDiagnostics();
  return diagnostics.map(({ detail }) => detail.replaceAll("\n", " "));
}
