import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { readQuickStarts } from "../../tools/quick-starts.ts";
import { repositoryRoot } from "../support/repository.ts";
import type { Variables } from "../support/terraform.ts";
import { type ApiCall, callApi } from "./lab/gateway-client.ts";
import { type Lab, startLab } from "./lab/lab.ts";
import { connectWebSocket, type WebSocketCall } from "./lab/websocket-client.ts";
import { type Backend, startBackend } from "./support/backend.ts";
import { unexpectedChanges } from "./support/known-differences.ts";
import { addToExistingApi, argumentIn } from "./support/quick-start.ts";
import { followRefusals } from "./support/refusal-log.ts";

interface DeployedApi {
  readonly id: string;
  readonly stage: string;
}

let lab: Lab;

before(async () => {
  lab = await startLab({ audiences: ["https://api.example.com"] });
});

after(() => lab.stop());

/** What an example can't do without. The others are applied as they are. */
const VARIABLES: Readonly<Record<string, Variables>> = {
  providers: { issuer: "https://login.example.com/", audience: ["https://api.example.com"] },
};

/** Nobody can log in at the issuer of an example, so that all it can do is refuse. */
describe("the small examples, applied as they are", () => {
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
});

/** The invalid token in the calls on each page. */
const INVALID_TOKENS = { HTTP: "x", REST: "x.y.z", WebSocket: "x" } as const;

/** What readers copy: each quick start as its page has it, next to the API that it needs. */
describe("the quick starts, taken out of their pages and added to an existing API", async () => {
  let backend: Backend;

  before(async () => {
    backend = await startBackend();
  });

  after(() => backend.stop());

  /** The status of a request with this token, at the place where the quick start reads it. */
  const statusOn = (kind: string, { id, stage }: DeployedApi, token?: string): Promise<number> => {
    const address = { emulator: lab.emulator, apiId: id, stage };
    return kind === "WebSocket"
      ? handshakeStatus({ ...address, query: token === undefined ? {} : { access_token: token } })
      : callApi({
          ...address,
          path: "/orders",
          headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
        }).then(({ status }) => status);
  };

  for (const quickStart of await readQuickStarts(repositoryRoot)) {
    const { kind, page, hcl } = quickStart;
    test(`the one for ${kind} APIs in ${page} lets only a valid token through, and logs why it refuses another`, async () => {
      const terraform = await addToExistingApi(lab, quickStart);
      const variables = kind === "WebSocket" ? {} : { backend_url: backend.url };
      await terraform.apply(variables);
      const api = (await terraform.output())["api"] as DeployedApi;
      const readRefusals = await followRefusals(lab.emulator, argumentIn(hcl, "name"));
      const earlierRequests = backend.requestCount();

      assert.equal(await statusOn(kind, api), 401);
      // The emulator answers 500 to an invalid token on an HTTP API, where AWS is expected to answer 401.
      assert.equal(await statusOn(kind, api, INVALID_TOKENS[kind]), kind === "HTTP" ? 500 : 401);
      assert.deepEqual(
        (await readRefusals()).map(({ reason }) => reason),
        ["token_malformed"],
      );
      assert.equal(backend.requestCount(), earlierRequests);

      const valid = await lab.identityProvider.signToken({ claims: { aud: argumentIn(hcl, "audience") } });
      assert.equal(await statusOn(kind, api, valid), kind === "WebSocket" ? 101 : 200);
      assert.equal(backend.requestCount(), earlierRequests + (kind === "WebSocket" ? 0 : 1));
      await terraform.destroy(variables);
    });
  }
});

async function handshakeStatus(call: WebSocketCall): Promise<number> {
  const connection = await connectWebSocket(call);
  if ("close" in connection) {
    await connection.close();
  }
  return connection.status;
}
