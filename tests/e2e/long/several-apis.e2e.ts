import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Terraform, Variables } from "../../support/terraform.ts";
import { type Backend, startBackend } from "../lab/backend.ts";
import { callApi } from "../lab/gateway-client.ts";
import { type Lab, startLab } from "../lab/lab.ts";
import { assertSettledAndDestroy } from "../support/stack-examples.ts";

const ORDERS = "https://orders.example.com";
const BILLING = "https://billing.example.com";

/** On an HTTP API, the emulator answers 500 instead of 401. */
const REFUSED = 500;

describe("examples/several-apis, applied", () => {
  let lab: Lab;
  let backend: Backend;
  let terraform: Terraform;
  let variables: Variables;
  let apis: Readonly<Record<string, { readonly id: string; readonly stage: string }>>;
  let functionName: string;

  before(async () => {
    [lab, backend] = await Promise.all([startLab({ audiences: [ORDERS, BILLING] }), startBackend()]);
    const backend_url = backend.url;
    variables = {
      issuer: lab.identityProvider.issuer,
      ca_certificates_pem: lab.certificateAuthority.certificatePem,
      apis: {
        orders: { audience: [ORDERS], backend_url },
        billing: { audience: [BILLING], backend_url },
      },
    };
    terraform = lab.workspace.directory("examples/several-apis");
    await terraform.init();
    await terraform.apply(variables);
    const output = await terraform.output();
    apis = output["apis"] as typeof apis;
    functionName = output["function_name"] as string;
  });

  after(() => Promise.all([lab.stop(), backend.stop()]));

  const tokenWith = (aud: string | readonly string[], scope: string): Promise<string> =>
    lab.identityProvider.signToken({ claims: { aud, scope } });

  /** The API's status; the request must have reached the backend exactly if it is 200. */
  async function statusAt(key: string, path: string, token: string): Promise<number> {
    const { id: apiId, stage } = apis[key] ?? assert.fail(`the example has no API ${key}`);
    const before = backend.received.length;
    const headers = { authorization: `Bearer ${token}` };
    const { status } = await callApi({ emulator: lab.emulator, apiId, stage, path, headers });
    assert.equal(backend.received.length > before, status === 200);
    return status;
  }

  test("a token opens the API that it is for, and not the other one, also when it comes again", async () => {
    const token = await tokenWith(ORDERS, "orders:read billing:read");
    for (let time = 0; time < 3; time++) {
      assert.equal(await statusAt("orders", "/items", token), 200);
      assert.equal(await statusAt("billing", "/items", token), REFUSED);
    }
  });

  test("the log says for which API a refused token is", async () => {
    await statusAt("orders", "/items", await tokenWith(BILLING, "billing:read"));
    const log = await lab.emulator.functionLog(functionName);
    assert.match(
      JSON.stringify(log),
      /aud is an audience of apis\.billing, and the request is for apis\.orders/,
    );
  });

  test("a token for both APIs may do at each what the rules of this API allow", async () => {
    const token = await tokenWith([ORDERS, BILLING], "orders:read");
    for (let time = 0; time < 3; time++) {
      assert.equal(await statusAt("orders", "/items", token), 200);
      assert.equal(await statusAt("billing", "/items", token), 403);
      assert.equal(await statusAt("billing", "/profile", token), 200);
      assert.equal(await statusAt("orders", "/profile", token), 200);
    }
  });

  test("a second plan is empty, and everything can be destroyed", async () => {
    await assertSettledAndDestroy(terraform, variables);
  });
});
