import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { KeySourceReport } from "../../lambda/src/keys/check-keys.ts";
import type { SelfCheckAnswer } from "../../lambda/src/self-check.ts";
import type { Terraform } from "../support/terraform.ts";
import { callApi } from "./lab/gateway-client.ts";
import { type Lab, startLab } from "./lab/lab.ts";
import { assertOrder } from "./support/apply-order.ts";

describe("a function in one stack, attachments in another", () => {
  let lab: Lab;
  let shared: Terraform;
  let attached: Terraform;
  let attachment: unknown;

  before(async () => {
    lab = await startLab({ audiences: ["https://api.example.com"] });
    shared = lab.workspace.directory("tests/e2e/fixtures/shared-function");
    await shared.init();
    await applyShared(lab.identityProvider.issuer);
    attachment = (await shared.output())["attachment"];
    attached = lab.workspace.directory("tests/e2e/fixtures/attached-apis");
    await attached.init();
  });

  after(() => lab.stop());

  const applyShared = (issuer: string, variables = {}): Promise<string> =>
    shared.apply({ issuer, ca_certificates_pem: lab.certificateAuthority.certificatePem, ...variables });

  /** The only key source in the self-check's result, which has the deployed version and configuration. */
  const checkedSource = async (): Promise<KeySourceReport | undefined> => {
    const { self_check, configuration_sha256, function_version } = await shared.output();
    const checked = self_check as SelfCheckAnswer["self_check"];
    assert.equal(checked.configuration_sha256, configuration_sha256);
    assert.equal(checked.function_version, function_version);
    return checked.trusted_issuers["default"]?.[0];
  };

  test("the apply has checked the function: it has fetched the keys, and runs the deployed configuration", async () => {
    const source = await checkedSource();
    assert.equal(source?.state, "fresh");
    assert.notEqual(source.usable_keys, 0);
  });

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
    await applyShared("https://127.0.0.2:1/", { require_keys: false });
    assert.deepEqual((await shared.output())["attachment"], attachment);
    const source = await checkedSource();
    assert.equal(source?.state, "missing");
    assert.equal(source.last_fetch_error, "ECONNREFUSED");
  });

  test("an issuer without usable keys makes the apply fail, and the next apply checks again", async () => {
    await assert.rejects(
      applyShared("https://127.0.0.2:1/"),
      /trusted_issuers\.default has no usable keys \(endpoint, missing: ECONNREFUSED\)/,
    );
    await applyShared("https://127.0.0.2:1/", { require_keys: false });
    assert.equal((await checkedSource())?.state, "missing");
  });
});
