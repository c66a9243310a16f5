import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Terraform } from "../../support/terraform.ts";
import { unexpectedChanges } from "../support/known-differences.ts";
import { type StackLab, startStackLab } from "../support/stack-examples.ts";

describe("examples/shared-function, applied", () => {
  let stacks: StackLab;
  let shared: Terraform;
  const apis: Terraform[] = [];

  before(async () => {
    stacks = await startStackLab();
  });

  after(() => stacks.stop());

  test("the stack of the function publishes the attachment", async () => {
    shared = await stacks.example("shared-function/function", "authorizer");
    await shared.init();
    await shared.apply(stacks.functionVariables);
    assert.equal((await shared.output())["parameter_name"], "/shared-function-example/attachment");
  });

  for (const [directory, kind] of [
    ["rest-api", "REST"],
    ["http-api", "HTTP"],
  ] as const) {
    test(`the stack of the ${kind} API attaches by the SSM parameter, without a permission of its own`, async () => {
      const api = await stacks.example(`shared-function/${directory}`);
      apis.push(api);
      await api.init();
      const variables = { backend_url: stacks.backend.url };
      const printed = await api.apply(variables);
      assert.doesNotMatch(printed, /aws_lambda_permission/);
      await stacks.assertProtected(api, kind);
      assert.deepEqual(unexpectedChanges(await api.planJson({ vars: variables })), []);
    });
  }

  test("an API stack can be destroyed before the function's stack, and not after it", async () => {
    const [first, second] = apis;
    assert.ok(first !== undefined && second !== undefined);
    await first.destroy();
    assert.deepEqual(await first.output(), {});
    await shared.destroy(stacks.functionVariables);
    assert.deepEqual(await shared.output(), {});
    await assert.rejects(second.destroy(), /couldn't find resource/);
  });
});
