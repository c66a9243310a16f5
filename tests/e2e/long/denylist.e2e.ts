import assert from "node:assert/strict";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { packArchive } from "../../../lambda/build/archive.ts";
import { answering, servePlain, type TestServer } from "../../../lambda/tests/support/tls-server.ts";
import { callDynamo } from "../../custom-logic/support/dynamo.ts";
import { installPackages } from "../../custom-logic/support/packages.ts";
import { repositoryRoot } from "../../support/repository.ts";
import type { Terraform, Variables } from "../../support/terraform.ts";
import { callApi } from "../lab/gateway-client.ts";
import { type Lab, startLab } from "../lab/lab.ts";
import { audiences } from "../support/complete-example.ts";
import { unexpectedChanges } from "../support/known-differences.ts";
import { callers } from "../support/permission-examples.ts";
import { followRefusals, type ReadRefusals } from "../support/refusal-log.ts";

interface Outputs {
  readonly api: { readonly id: string; readonly stage: string };
  readonly function_name: string;
  readonly table_name: string;
}

/** Instead of the 60 seconds on the page. */
const RESULT_CACHE_TTL_SECONDS = 10;

describe("the denylist of docs/custom-logic.md, applied", () => {
  let lab: Lab;
  let backend: TestServer;
  let terraform: Terraform;
  let variables: Variables;
  let outputs: Outputs;
  let refusals: ReadRefusals;

  before(async () => {
    backend = await servePlain(answering({ orders: [] }));
    lab = await startLab({ audiences, callers, packages: await installPackages() });
    const path = join(lab.workspace.path, "denylist");
    await cp(join(repositoryRoot, "tests/e2e/fixtures/denylist"), path, { recursive: true });
    await writeFile(join(path, "stack.tf"), await stackOnPage());
    await writeFile(join(path, "denylist.zip"), await layer());
    terraform = lab.workspace.directory("denylist");
    variables = {
      issuer: lab.identityProvider.issuer,
      audience: [audiences[0]],
      ca_certificates_pem: lab.certificateAuthority.certificatePem,
      backend_url: `${backend.url}/orders`,
    };
    await terraform.init();
    await terraform.apply(variables);
    outputs = (await terraform.output()) as unknown as Outputs;
    refusals = await followRefusals(lab.emulator, outputs.function_name);
  });

  after(async () => {
    await lab.stop();
    await backend.close();
  });

  const newToken = (): Promise<string> => lab.identityProvider.fetchCallersToken("reader", audiences[0]);

  async function statusOf(token: string, path = "/orders"): Promise<number> {
    const { id: apiId, stage } = outputs.api;
    const headers = { authorization: `Bearer ${token}` };
    return (await callApi({ emulator: lab.emulator, apiId, stage, path, headers })).status;
  }

  async function revoke(token: string): Promise<void> {
    const payload = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    const { iss, jti, exp }: { iss: string; jti: string; exp: number } = payload;
    await callDynamo(lab.emulator.endpoint, "PutItem", {
      TableName: outputs.table_name,
      Item: { iss: { S: iss }, jti: { S: jti }, expires_at: { N: String(exp) } },
    });
  }

  /**
   * Uses a token on two routes after it was revoked. On a busy machine, its decision can leave the cache meanwhile: then
   * this says nothing, and is done again.
   */
  async function revokedWhileCached(): Promise<string> {
    const token = await newToken();
    const askedAt = performance.now();
    const statuses = [await statusOf(token)];
    await revoke(token);
    statuses.push(await statusOf(token), await statusOf(token, "/profile"));
    if (performance.now() - askedAt >= RESULT_CACHE_TTL_SECONDS * 1000) {
      return revokedWhileCached();
    }
    assert.deepEqual(statuses, [200, 200, 200]);
    return token;
  }

  test("a token that was revoked before its first use is refused", async () => {
    const token = await newToken();
    await revoke(token);
    assert.equal(await statusOf(token), 403);
    assert.deepEqual(
      (await refusals()).map(({ reason }) => reason),
      ["extension_denies"],
    );
    assert.equal(await statusOf(await newToken()), 200);
  });

  test("a revoked token works while its decision is cached, on every route, and is refused afterwards", async () => {
    const token = await revokedWhileCached();
    await sleep(RESULT_CACHE_TTL_SECONDS * 1000 + 500);
    assert.equal(await statusOf(token), 403);
    assert.equal(await statusOf(token, "/profile"), 403);
  });

  test("a second plan is empty except for known differences of the emulator", async () => {
    assert.deepEqual(unexpectedChanges(await terraform.planJson({ vars: variables })), []);
  });

  test("destroy leaves nothing in the state", async () => {
    await terraform.destroy(variables);
    assert.deepEqual(await terraform.output(), {});
  });
});

/** The stack on the page, with the lab's provider of tokens. */
async function stackOnPage(): Promise<string> {
  const page = await readFile(join(repositoryRoot, "docs/custom-logic.md"), "utf8");
  const [, hcl = ""] = /^## A denylist\n.*?^```hcl\n(.*?)^```/ms.exec(page) ?? [];
  return hcl
    .replace(
      /^ {2}source +=.*\n {2}version +=.*\n/m,
      '  source = "../"\n  ca_certificates_pem = var.ca_certificates_pem\n',
    )
    .replace(/^( {2}issuer +=).*/m, "$1 var.issuer")
    .replace(/^( {2}audience +=).*/m, "$1 var.audience")
    .replace(/^( {2}result_cache_ttl_seconds =) 60/m, `$1 ${RESULT_CACHE_TTL_SECONDS}`);
}

async function layer(): Promise<Uint8Array> {
  const read = (name: string): Promise<Uint8Array> =>
    readFile(join(repositoryRoot, "examples/custom-logic/layer/denylist", name));
  const folder = "nodejs/node_modules/denylist";
  return packArchive({
    [`${folder}/index.js`]: await read("index.js"),
    [`${folder}/package.json`]: await read("package.json"),
  });
}
