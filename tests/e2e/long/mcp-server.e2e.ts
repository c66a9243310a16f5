import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type ApiAnswer, callApi } from "../lab/gateway-client.ts";
import { type Lab, startLab } from "../lab/lab.ts";

let lab: Lab;

before(async () => {
  lab = await startLab({ audiences: ["https://api.example.com"] });
});

after(() => lab.stop());

test("a client of examples/mcp-server without a token learns from the 401 where to get one", async () => {
  const terraform = lab.workspace.directory("examples/mcp-server");
  await terraform.init();
  await terraform.apply();
  const { api, url, metadata_url } = (await terraform.output()) as {
    api: { id: string; stage: string };
    url: string;
    metadata_url: string;
  };
  const call = (address: string, method: string): Promise<ApiAnswer> =>
    callApi({
      emulator: lab.emulator,
      apiId: api.id,
      stage: api.stage,
      method,
      path: new URL(address).pathname.slice(`/${api.stage}`.length),
    });

  const refusal = await call(url, "POST");
  assert.equal(refusal.status, 401);
  // RFC 9728 section 5.1.
  const [, named = ""] =
    /, resource_metadata="([^"]*)"$/.exec(refusal.headers["www-authenticate"] ?? "") ?? [];
  assert.equal(named, metadata_url);

  const metadata = await call(named, "GET");
  assert.equal(metadata.status, 200);
  assert.deepEqual(metadata.body, {
    resource: url,
    authorization_servers: ["https://login.example.com/"],
    scopes_supported: ["tools:call"],
    bearer_methods_supported: ["header"],
  });
  await terraform.destroy();
});
