import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Terraform } from "../support/terraform.ts";
import { callApi } from "./lab/gateway-client.ts";
import { type Lab, startLab } from "./lab/lab.ts";
import { assertOrder } from "./support/apply-order.ts";

describe("a function in one stack, attachments in another", () => {
  let lab: Lab;
  let attached: Terraform;
  let attachment: unknown;

  before(async () => {
    lab = await startLab({ audiences: ["https://api.example.com"] });
    const shared = lab.workspace.directory("tests/e2e/fixtures/shared-function");
    await shared.init();
    await shared.apply({
      issuer: lab.identityProvider.issuer,
      ca_certificates_pem: lab.certificateAuthority.certificatePem,
    });
    attachment = (await shared.output())["attachment"];
    attached = lab.workspace.directory("tests/e2e/fixtures/attached-apis");
    await attached.init();
  });

  after(() => lab.stop());

  test("another stack needs only the output to attach, and its APIs refuse requests without a token", async () => {
    await attached.apply({ attachment, rest_apis: ["orders", "returns"] });
    const ids = (await attached.output())["rest_api_ids"] as Record<string, string>;
    for (const apiId of Object.values(ids)) {
      const answer = await callApi({ emulator: lab.emulator, apiId, stage: "prod", path: "/" });
      assert.equal(answer.status, 401);
      assert.equal(answer.headers["www-authenticate"], 'Bearer realm="shared"');
    }
  });

  test("one apply removes an API: first what uses the authorizer, then the permission, then the authorizer", async () => {
    const printed = await attached.apply({ attachment, rest_apis: ["orders"] });
    const removed = [
      'aws_api_gateway_stage.this["returns"]',
      'aws_api_gateway_deployment.this["returns"]',
      'aws_api_gateway_method.get["returns"]',
      'module.rest_api["returns"].aws_lambda_permission.this[0]',
      'module.rest_api["returns"].aws_api_gateway_authorizer.this',
    ];
    assertOrder(
      printed,
      removed.map((address) => `${address}: Destruction complete`),
    );
  });

  test("a new configuration of the function takes effect for the attached APIs without a deployment", async () => {
    const shared = lab.workspace.directory("tests/e2e/fixtures/shared-function");
    await shared.apply({
      issuer: "https://login.example.net/",
      ca_certificates_pem: lab.certificateAuthority.certificatePem,
    });
    assert.deepEqual((await shared.output())["attachment"], attachment);
  });
});
