import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { quickStartsOf } from "../../tools/quick-starts.ts";
import { repositoryRoot } from "../support/repository.ts";
import type { Variables } from "../support/terraform.ts";
import { type ApiCall, callApi } from "./lab/gateway-client.ts";
import { type Lab, startLab } from "./lab/lab.ts";
import { connectWebSocket } from "./lab/websocket-client.ts";
import { unexpectedChanges } from "./support/known-differences.ts";

interface DeployedApi {
  readonly id: string;
  readonly stage: string;
}

/** What an example can't do without. The others are applied as they are. */
const VARIABLES: Readonly<Record<string, Variables>> = {
  providers: { issuer: "https://login.example.com/", audience: ["https://api.example.com"] },
};

/** Nobody can log in at the issuer of an example, so that all it can do is refuse. */
describe("the small examples, applied as they are", () => {
  let lab: Lab;

  before(async () => {
    lab = await startLab({ audiences: ["https://api.example.com"] });
  });

  after(() => lab.stop());

  const statusWithoutToken: Record<string, (api: DeployedApi) => Promise<number>> = {
    "rest-api": async ({ id, stage }) => (await callApi(callOf(id, stage))).status,
    "http-api": async ({ id, stage }) => (await callApi(callOf(id, stage))).status,
    providers: async ({ id, stage }) => (await callApi(callOf(id, stage))).status,
    "websocket-api": async ({ id, stage }) =>
      (await connectWebSocket({ emulator: lab.emulator, apiId: id, stage })).status,
  };

  const callOf = (apiId: string, stage: string): ApiCall => ({
    emulator: lab.emulator,
    apiId,
    stage,
    path: "/orders",
  });

  for (const [name, call] of Object.entries(statusWithoutToken)) {
    test(`examples/${name} refuses a request without a token, has an empty second plan, and can be destroyed`, async () => {
      const terraform = lab.workspace.directory(`examples/${name}`);
      await terraform.init();
      const vars = VARIABLES[name] ?? {};
      await terraform.apply(vars);
      const api = (await terraform.output())["api"] as DeployedApi;
      assert.equal(await call(api), 401);
      assert.deepEqual(unexpectedChanges(await terraform.planJson({ vars })), []);
      await terraform.destroy(vars);
      assert.deepEqual(await terraform.output(), {});
    });
  }

  for (const { kind, hcl } of quickStartsOf(readFileSync(join(repositoryRoot, "README.md"), "utf8"))) {
    test(`the README's quick start for ${kind} APIs, added to an existing API, refuses a request without a token`, async () => {
      const terraform = lab.workspace.directory(`tests/e2e/fixtures/readme-${kind.toLowerCase()}-api`);
      await writeFile(join(terraform.path, "quick-start.tf"), withLocalSource(hcl));
      await terraform.init();
      await terraform.apply();
      const { id, stage } = (await terraform.output())["api"] as DeployedApi;
      assert.equal((await callApi(callOf(id, stage))).status, 401);
      await terraform.destroy();
    });
  }
});

/** The module is not in a registry yet. */
function withLocalSource(hcl: string): string {
  return hcl.replace(/^ +source +=.*$/m, '  source = "../../../../"').replace(/^ +version +=.*\n/m, "");
}
