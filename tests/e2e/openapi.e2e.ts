import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Terraform } from "../support/terraform.ts";
import { callApi } from "./lab/gateway-client.ts";
import { type Lab, startLab } from "./lab/lab.ts";
import { assertOrder } from "./support/apply-order.ts";
import { unexpectedChanges } from "./support/known-differences.ts";

const schemes = ["token", "request"] as const;
type Apis = Record<(typeof schemes)[number], { readonly id: string; readonly deployment: string }>;

describe("REST APIs that an OpenAPI document defines", () => {
  let lab: Lab;
  let terraform: Terraform;
  let printed: string;
  let apis: Apis;

  const variables = (ttl: number) => ({
    issuer: lab.identityProvider.issuer,
    ca_certificates_pem: lab.certificateAuthority.certificatePem,
    result_cache_ttl_seconds: ttl,
  });

  const apply = async (ttl: number): Promise<void> => {
    printed = await terraform.apply(variables(ttl));
    apis = (await terraform.output())["apis"] as Apis;
  };

  before(async () => {
    lab = await startLab({ audiences: ["https://api.example.com"] });
    terraform = lab.workspace.directory("tests/e2e/fixtures/openapi");
    await terraform.init();
    await apply(300);
  });

  after(() => lab.stop());

  const statusOf = async (scheme: keyof Apis, headers: Record<string, string>): Promise<number> =>
    (
      await callApi({
        emulator: lab.emulator,
        apiId: apis[scheme].id,
        stage: "prod",
        path: "/orders",
        headers,
      })
    ).status;

  for (const scheme of schemes) {
    test(`rest_${scheme}: the authorizer in the document lets only valid tokens through`, async () => {
      const valid = await lab.identityProvider.signToken();
      const expired = await lab.identityProvider.signToken({ claims: { exp: 1 } });
      assert.equal(await statusOf(scheme, { authorization: `Bearer ${valid}` }), 200);
      assert.equal(await statusOf(scheme, { authorization: `Bearer ${expired}` }), 401);
      assert.equal(await statusOf(scheme, { authorization: "Bearer garbage" }), 401);
      assert.equal(await statusOf(scheme, {}), 401);
    });
  }

  test("the API is deployed after it may invoke the function", () => {
    for (const scheme of schemes) {
      assertOrder(printed, [
        `module.authorizer.aws_lambda_permission.openapi["${scheme}"]: Creation complete`,
        `aws_api_gateway_deployment.this["${scheme}"]: Creation complete`,
      ]);
    }
  });

  test("another result TTL changes the document and deploys the API again, and a second plan is empty", async () => {
    const before = apis;
    await apply(60);
    for (const scheme of schemes) {
      assert.notEqual(apis[scheme].deployment, before[scheme].deployment);
    }
    assert.deepEqual(unexpectedChanges(await terraform.planJson({ vars: variables(60) })), []);
  });
});
