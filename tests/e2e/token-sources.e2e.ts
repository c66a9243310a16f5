import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { RequestHeaders } from "./lab/gateway-address.ts";
import { callApi } from "./lab/gateway-client.ts";
import { type Lab, startLab } from "./lab/lab.ts";
import { connectWebSocket } from "./lab/websocket-client.ts";

const sources = ["header", "cookie", "parameter"] as const;
type Source = (typeof sources)[number];

/** A token in one place, as a client sends it. */
function placed(source: Source | "authorization", token: string): Placed {
  switch (source) {
    case "header":
      return { headers: { "X-Token": token }, query: {} };
    case "authorization":
      return { headers: { Authorization: `Bearer ${token}` }, query: {} };
    case "cookie":
      return { headers: { Cookie: `theme=dark; token=${token}` }, query: {} };
    case "parameter":
      return { headers: {}, query: { access_token: token } };
  }
}

interface Placed {
  readonly headers: RequestHeaders;
  readonly query: Readonly<Record<string, string>>;
}

describe("the token is read only from the configured place", () => {
  let lab: Lab;
  let apis: Record<Source, { rest: string; http: string; websocket: string }>;
  let subprotocolApi: string;

  before(async () => {
    lab = await startLab({ audiences: ["https://api.example.com"] });
    const terraform = lab.workspace.directory("tests/e2e/fixtures/token-sources");
    await terraform.init();
    await terraform.apply({
      issuer: lab.identityProvider.issuer,
      ca_certificates_pem: lab.certificateAuthority.certificatePem,
    });
    const outputs = await terraform.output();
    apis = outputs["apis"] as typeof apis;
    subprotocolApi = outputs["subprotocol_api"] as string;
  });

  after(() => lab.stop());

  const calls = (source: Source): Record<string, (request: Placed) => Promise<number>> => {
    const { rest, http, websocket } = apis[source];
    const over = async (apiId: string, stage: string, path: string, request: Placed): Promise<number> =>
      (await callApi({ emulator: lab.emulator, apiId, stage, path, ...request })).status;
    return {
      "REST, REQUEST": (request) => over(rest, "prod", "/", request),
      "HTTP, payload 2.0": (request) => over(http, "$default", "/", request),
      "HTTP, payload 1.0": (request) => over(http, "$default", "/payload-1", request),
      WebSocket: async (request) => {
        const connection = await connectWebSocket({
          emulator: lab.emulator,
          apiId: websocket,
          stage: "prod",
          ...request,
        });
        if ("close" in connection) {
          await connection.close();
        }
        return connection.status;
      },
    };
  };

  test("a WebSocket API reads it after the configured subprotocol", async () => {
    const [token, other] = [await lab.identityProvider.signToken(), "not.a.token"];
    const statusOf = async (headers: RequestHeaders): Promise<number> => {
      const call = { emulator: lab.emulator, apiId: subprotocolApi, stage: "prod", headers };
      const connection = await connectWebSocket(call);
      if ("close" in connection) {
        await connection.close();
      }
      return connection.status;
    };
    assert.equal(await statusOf({ "Sec-WebSocket-Protocol": `access_token, ${token}` }), 101);
    assert.notEqual(await statusOf({ "Sec-WebSocket-Protocol": `access_token, ${other}` }), 101);
    assert.notEqual(await statusOf({ "Sec-WebSocket-Protocol": `other, ${token}` }), 101);
    assert.notEqual(await statusOf({ Authorization: `Bearer ${token}` }), 101);
  });

  const kinds = ["REST, REQUEST", "HTTP, payload 2.0", "HTTP, payload 1.0", "WebSocket"] as const;
  for (const source of sources) {
    for (const kind of kinds) {
      test(`${kind}, token_source is the ${source}: a token there is accepted`, async () => {
        const token = await lab.identityProvider.signToken();
        const status = await calls(source)[kind]?.(placed(source, token));
        assert.equal(status, kind === "WebSocket" ? 101 : 200);
      });

      for (const other of [...sources, "authorization"] as const) {
        if (other !== source) {
          test(`${kind}, token_source is the ${source}: a valid token in ${other} is not read`, async () => {
            const token = await lab.identityProvider.signToken();
            const status = await calls(source)[kind]?.(placed(other, token));
            // Payload 1.0 without identity sources asks the function; the emulator makes a 500 of its 401.
            assert.equal(status, kind === "HTTP, payload 1.0" ? 500 : 401);
          });
        }
      }

      test(`${kind}, token_source is the ${source}: an invalid value there is refused, even with a valid token elsewhere`, async () => {
        const token = await lab.identityProvider.signToken();
        const junk = placed(source, "junk");
        const valid = placed(source === "cookie" ? "header" : "cookie", token);
        const status = await calls(source)[kind]?.({
          headers: { ...valid.headers, ...junk.headers },
          query: { ...valid.query, ...junk.query },
        });
        // The emulator makes a 500 of a 401 on HTTP APIs.
        assert.equal(status, kind === "REST, REQUEST" || kind === "WebSocket" ? 401 : 500);
      });
    }
  }
});
