import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Terraform, Variables } from "../support/terraform.ts";
import { callApi } from "./lab/gateway-client.ts";
import { type Lab, startLab } from "./lab/lab.ts";
import { audiences } from "./support/complete-example.ts";
import { unexpectedChanges } from "./support/known-differences.ts";
import { callers } from "./support/permission-examples.ts";
import { followRefusals, type ReadRefusals } from "./support/refusal-log.ts";

interface Outputs {
  readonly apis: Readonly<Record<Way, { readonly id: string; readonly stage: string }>>;
  readonly function_names: Readonly<Record<Way, string>>;
}

/** Where the logic is. */
type Way = "layer" | "zip";

describe("examples/custom-logic, applied", () => {
  let lab: Lab;
  let terraform: Terraform;
  let variables: Variables;
  let outputs: Outputs;
  let refusalsOf: Readonly<Record<Way, ReadRefusals>>;

  before(async () => {
    lab = await startLab({ audiences, callers });
    terraform = lab.workspace.directory("examples/custom-logic");
    variables = {
      issuer: lab.identityProvider.issuer,
      audience: [audiences[0]],
      ca_certificates_pem: lab.certificateAuthority.certificatePem,
    };
    await terraform.init();
    await terraform.apply(variables);
    outputs = (await terraform.output()) as unknown as Outputs;
    refusalsOf = {
      layer: await followRefusals(lab.emulator, outputs.function_names.layer),
      zip: await followRefusals(lab.emulator, outputs.function_names.zip),
    };
  });

  after(() => lab.stop());

  async function call(way: Way, caller: string, path: string, headers: Record<string, string> = {}) {
    const token = await lab.identityProvider.fetchCallersToken(caller, audiences[0]);
    const { id: apiId, stage } = outputs.apis[way];
    const authorization = `Bearer ${token}`;
    return callApi({ emulator: lab.emulator, apiId, stage, path, headers: { authorization, ...headers } });
  }

  const reasons = async (way: Way): Promise<readonly string[]> =>
    (await refusalsOf[way]()).map(({ reason }) => String(reason));

  for (const [caller, path, status, reason] of [
    ["acme", "/tenants/acme/users", 200, undefined],
    ["acme", "/reports/1", 200, undefined],
    ["42", "/tenants/42/users", 200, undefined],
    ["42", "/reports/1", 403, "rules_not_satisfied"],
    ["42", "/tenants/acme/users", 403, "rules_not_satisfied"],
    ["reader", "/tenants/acme/users", 403, "extension_denies"],
    ["tenant *", "/tenants/acme/users", 500, "extension_failed"],
  ] as const) {
    test(`in a layer: ${caller} gets ${status} for ${path}, and the log says ${reason ?? "nothing"}`, async () => {
      await reasons("layer");
      const answer = await call("layer", caller, path);
      assert.equal(answer.status, status);
      assert.deepEqual(await reasons("layer"), reason === undefined ? [] : [reason]);
    });
  }

  test("in a layer: the backend receives the context of the logic in addition to the caller's identity", async () => {
    const { body } = await call("layer", "acme", "/tenants/acme/users");
    const { sub, plan } = body as Record<string, unknown>;
    assert.deepEqual({ sub, plan }, { sub: "acme", plan: "gold" });
  });

  test("in your own zip: each request with the same token gets its own decision", async () => {
    const statuses: number[] = [];
    for (const tenant of ["acme", "42", "acme", "42"]) {
      const { status } = await call("zip", "acme", "/tenants/acme", { "x-tenant-id": tenant });
      statuses.push(status);
    }
    assert.deepEqual(statuses, [200, 403, 200, 403]);
    assert.deepEqual(await reasons("zip"), ["extension_denies", "extension_denies"]);
  });

  test("in your own zip: a token that is not accepted never reaches the logic", async () => {
    const { id: apiId, stage } = outputs.apis.zip;
    const headers = { authorization: "Bearer a.b.c" };
    const { status } = await callApi({
      emulator: lab.emulator,
      apiId,
      stage,
      path: "/tenants/acme",
      headers,
    });
    // A 401 on AWS: of what an HTTP API's authorizer throws, the emulator makes a 500.
    assert.equal(status, 500);
    assert.deepEqual(await reasons("zip"), ["token_malformed"]);
  });

  test("a second plan is empty except for known differences of the emulator", async () => {
    assert.deepEqual(unexpectedChanges(await terraform.planJson({ vars: variables })), []);
  });

  test("destroy leaves nothing in the state", async () => {
    await terraform.destroy(variables);
    assert.deepEqual(await terraform.output(), {});
  });
});
