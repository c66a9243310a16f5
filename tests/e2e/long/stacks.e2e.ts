import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { useApigatewayV2Stub } from "../../support/apigateway-v2-stub.ts";
import { assertOrder } from "../support/apply-order.ts";
import { assertSettledAndDestroy, type StackLab, startStackLab } from "../support/stack-examples.ts";

describe("further examples for an organisation with several stacks", () => {
  let stacks: StackLab;

  before(async () => {
    stacks = await startStackLab();
  });

  after(() => stacks.stop());

  test("examples/environments: production", async () => {
    const terraform = await stacks.example("environments", "authorizer");
    const variables = {
      ...stacks.functionVariables,
      backend_url: stacks.backend.url,
      environment: "prod",
      log_retention_in_days: 365,
      alarm_topic_arns: ["arn:aws:sns:eu-central-1:123456789012:on-call"],
    };
    await terraform.init();
    await terraform.apply(variables);
    await stacks.assertProtected(terraform, "HTTP");
    await assertSettledAndDestroy(terraform, variables);
  });

  test("examples/apigateway-v2: one apply orders the resources of two modules that refer to each other", async () => {
    const terraform = await stacks.example("apigateway-v2", "authorizer");
    await useApigatewayV2Stub(terraform.path);
    await terraform.init();
    const variables = { ...stacks.functionVariables, backend_url: stacks.backend.url };
    assertOrder(
      await terraform.apply(variables),
      [
        "module.api.aws_apigatewayv2_api.this[0]",
        'module.authorizer.module.http_api["orders"].aws_apigatewayv2_authorizer.this',
        'module.authorizer.module.http_api["orders"].aws_lambda_permission.this[0]',
        'module.api.aws_apigatewayv2_route.this["GET /orders"]',
        "module.api.aws_apigatewayv2_stage.this[0]",
      ].map((address) => `${address}: Creation complete`),
    );
    await stacks.assertProtected(terraform, "HTTP");
    await assertSettledAndDestroy(terraform, variables);
  });

  test("examples/multi-account: the function and the API are in different accounts", async () => {
    const terraform = await stacks.example("multi-account", "function");
    const variables = {
      ...stacks.functionVariables,
      backend_url: stacks.backend.url,
      // The emulator serves the APIs of only this account.
      api_account_role_arn: "arn:aws:iam::000000000000:role/terraform",
    };
    await terraform.init();
    await terraform.apply(variables);
    const changes = (await terraform.planJson({ vars: variables })).resource_changes ?? [];
    const stateOf = (address: string) =>
      changes.find((candidate) => candidate.address === address)?.change.before as Record<string, string>;
    assert.match(stateOf("module.function.aws_lambda_function.this[0]")["arn"] ?? "", /:111111111111:/);
    assert.match(stateOf("aws_api_gateway_rest_api.orders")["execution_arn"] ?? "", /:000000000000:/);
    assert.match(
      stateOf('module.function.aws_lambda_permission.invoke_from["apis"]')["source_arn"] ?? "",
      /:000000000000:\*\/authorizers\/\*$/,
    );
    // Not with a token: the emulator invokes no function of another account.
    await stacks.assertRefusesWithoutToken(terraform);
    await assertSettledAndDestroy(terraform, variables);
  });

  test("examples/private-api: the emulator applies it, and ignores the resource policy", async () => {
    const terraform = await stacks.example("private-api", "authorizer");
    const variables = {
      ...stacks.functionVariables,
      backend_url: stacks.backend.url,
      availability_zones: ["us-east-1a", "us-east-1b"],
    };
    await terraform.init();
    await terraform.apply(variables);
    await stacks.assertProtected(terraform, "REST");
    await assertSettledAndDestroy(terraform, variables);
  });
});
