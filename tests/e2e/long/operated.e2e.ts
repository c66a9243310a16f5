import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Terraform, Variables } from "../../support/terraform.ts";
import { callApi } from "../lab/gateway-client.ts";
import { type Lab, startLab } from "../lab/lab.ts";
import { unexpectedChanges } from "../support/known-differences.ts";

const ALIAS = "module.authorizer.aws_lambda_alias.this[0]";

/** What the state says of the alias. */
interface Alias {
  readonly function_version: string;
  readonly routing_config: readonly { readonly additional_version_weights: Record<string, number> }[];
}

describe("the example with alarms, a dashboard, an access log and a canary", () => {
  let lab: Lab;
  let terraform: Terraform;

  before(async () => {
    lab = await startLab({ audiences: ["https://api.example.com"] });
    terraform = lab.workspace.directory("examples/operated");
    await terraform.init();
    await terraform.apply();
  });

  after(() => lab.stop());

  test("refuses a request without a token, and has an empty second plan", async () => {
    const { id, stage } = (await terraform.output())["api"] as { id: string; stage: string };
    const call = { emulator: lab.emulator, apiId: id, stage, path: "/orders" };
    assert.equal((await callApi(call)).status, 401);
    assert.deepEqual(unexpectedChanges(await terraform.planJson()), []);
  });

  test("a canary routes a part of the requests to the new version, and then all of them", async () => {
    const stable = String((await terraform.output())["function_version"]);
    const during = await aliasAfter({ memory_size: 512, stable_version: stable });
    assert.equal(during.function_version, stable);
    const version = String((await terraform.output())["function_version"]);
    assert.notEqual(version, stable);
    assert.deepEqual(during.routing_config, [{ additional_version_weights: { [version]: 0.05 } }]);
    const done = await aliasAfter({ memory_size: 512 });
    const unchanged = await aliasAfter({ memory_size: 512, stable_version: version });
    assert.deepEqual([unchanged.function_version, unchanged.routing_config], [version, []]);
    assert.deepEqual([done.function_version, done.routing_config], [version, []]);
    const back = await aliasAfter({ memory_size: 512, alias_version: stable });
    assert.equal(back.function_version, stable);
  });

  test("a canary with other rules of acceptance is refused by the plan", async () => {
    const stable = String((await terraform.output())["function_version"]);
    await assert.rejects(
      terraform.planJson({ vars: { audience: ["https://other.example.com"], stable_version: stable } }),
      /canary\.stable_version is "\d+": it must be a version with the same issuers,\s+keys/,
    );
  });

  /** Applies, and returns the alias as the next plan finds it. */
  async function aliasAfter(vars: Variables): Promise<Alias> {
    await terraform.apply(vars);
    const changes = (await terraform.planJson({ vars })).resource_changes ?? [];
    return changes.find(({ address }) => address === ALIAS)?.change.before as Alias;
  }
});
