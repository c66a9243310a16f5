import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Terraform } from "../../support/terraform.ts";
import { callApi } from "../lab/gateway-client.ts";
import { type Lab, startLab } from "../lab/lab.ts";
import { connectWebSocket } from "../lab/websocket-client.ts";
import { assertOrder } from "./apply-order.ts";
import { unexpectedChanges } from "./known-differences.ts";

const kinds = ["rest", "http", "websocket"] as const;
type Kind = (typeof kinds)[number];
type Attributes = Readonly<Record<string, unknown>>;
type DeployedApis = Record<Kind, { readonly id: string; readonly deployment: string }>;

/** Variables of the stack, in addition to the issuer. */
interface Inputs {
  readonly token_source: Attributes;
  readonly rest: Attributes;
  readonly http: Attributes;
  readonly websocket: Attributes;
}

/** A change of the attachments, the kinds of API whose stage it must deploy again, and what a REST API's 401 then has. */
interface AttachmentChange {
  readonly title: string;
  readonly inputs: Partial<Inputs>;
  readonly deploys: readonly Kind[];
  readonly headers?: Readonly<Record<string, string>>;
}

const CHALLENGE = 'Bearer realm="changed"';

/** What users change most. Each change keeps the changes before it. */
export const USUAL_CHANGES: readonly AttachmentChange[] = [
  { title: "type REQUEST", inputs: { rest: { type: "REQUEST" } }, deploys: ["rest"] },
  {
    title: "another header without a scheme",
    inputs: { token_source: { header: "X-Token", scheme: "" } },
    deploys: kinds,
    headers: { "www-authenticate": CHALLENGE },
  },
];

/** All other attributes, for `npm run test:all`. */
export const FURTHER_CHANGES: readonly AttachmentChange[] = [
  {
    title: "another result TTL",
    inputs: { rest: { result_cache_ttl_seconds: 60 }, http: { result_cache_ttl_seconds: 60 } },
    deploys: ["rest", "http"],
  },
  {
    title: "type TOKEN, without a result cache",
    inputs: { rest: { type: "TOKEN", result_cache_ttl_seconds: 0 } },
    deploys: ["rest"],
  },
  {
    title: "another scheme, and so another validation expression",
    inputs: { token_source: { header: "Authorization", scheme: "JWT" } },
    deploys: ["rest"],
    headers: { "www-authenticate": 'JWT realm="changed"' },
  },
  {
    title: "a cookie",
    inputs: { token_source: { cookie: "token" }, rest: { type: "REQUEST" } },
    deploys: kinds,
  },
  {
    title: "CORS headers, and a challenge with an error code",
    inputs: {
      rest: {
        cors_configuration: { allow_origin: "https://app.example.com" },
        invalid_token_challenge: true,
      },
    },
    deploys: ["rest"],
    headers: {
      "access-control-allow-origin": "https://app.example.com",
      vary: "Origin",
      "www-authenticate": `${CHALLENGE}, error="invalid_token"`,
    },
  },
  {
    title: "one gateway response",
    inputs: { rest: { gateway_responses: ["UNAUTHORIZED"] } },
    deploys: ["rest"],
  },
  {
    title: "both gateway responses again",
    inputs: { rest: { gateway_responses: null } },
    deploys: ["rest"],
    headers: { "www-authenticate": `${CHALLENGE}, error="invalid_token"` },
  },
  {
    title: "other names, and no permissions",
    inputs: {
      rest: { name: "other", create_permission: false },
      http: { name: "other", create_permission: false },
      websocket: { name: "other", create_permission: false },
    },
    deploys: [],
  },
];

/** Declares the tests: each change is applied and called, and a second plan finds no difference. */
export function testChanges(changes: readonly AttachmentChange[]): void {
  let lab: Lab;
  let terraform: Terraform;
  let inputs: Inputs = { token_source: { header: "Authorization" }, rest: {}, http: {}, websocket: {} };
  let apis: DeployedApis;

  const variables = (): Attributes => ({
    ...inputs,
    issuer: lab.identityProvider.issuer,
    ca_certificates_pem: lab.certificateAuthority.certificatePem,
  });

  before(async () => {
    lab = await startLab({ audiences: ["https://api.example.com"] });
    terraform = lab.workspace.directory("tests/e2e/fixtures/changed-attachments");
    await terraform.init();
    await terraform.apply(variables());
    apis = (await terraform.output())["apis"] as DeployedApis;
  });

  after(() => lab.stop());

  const headersWith = (token: string): Record<string, string> => {
    const { header, scheme = "Bearer", cookie } = inputs.token_source as Record<string, string>;
    return header === undefined
      ? { cookie: `${cookie}=${token}` }
      : { [header]: scheme === "" ? token : `${scheme} ${token}` };
  };

  const call = async (
    kind: Kind,
    headers: Record<string, string>,
  ): Promise<{ status: number; headers: Readonly<Record<string, string>> }> => {
    const address = { emulator: lab.emulator, apiId: apis[kind].id, stage: "prod", headers };
    if (kind !== "websocket") {
      return callApi({ ...address, path: "/" });
    }
    const connection = await connectWebSocket(address);
    if ("close" in connection) {
      await connection.close();
    }
    return { status: connection.status, headers: {} };
  };

  for (const change of changes) {
    test(`${change.title}: applied, called, and planned again without a difference`, async () => {
      const before = apis;
      inputs = {
        token_source: change.inputs.token_source ?? inputs.token_source,
        rest: { ...inputs.rest, ...change.inputs.rest },
        http: { ...inputs.http, ...change.inputs.http },
        websocket: { ...inputs.websocket, ...change.inputs.websocket },
      };
      await terraform.apply(variables());
      apis = (await terraform.output())["apis"] as DeployedApis;
      assert.deepEqual(
        kinds.filter((kind) => apis[kind].deployment !== before[kind].deployment),
        change.deploys,
      );
      for (const kind of kinds) {
        const accepted = await call(kind, headersWith(await lab.identityProvider.signToken()));
        assert.equal(accepted.status, kind === "websocket" ? 101 : 200, kind);
        assert.equal((await call(kind, {})).status, 401, kind);
      }
      const { headers } = await call("rest", {});
      for (const [name, value] of Object.entries(change.headers ?? {})) {
        assert.equal(headers[name], value);
      }
      assert.deepEqual(unexpectedChanges(await terraform.planJson({ vars: variables() })), []);
    });
  }

  test("no gateway response: Terraform deletes after it deploys, and one more deployment comes after that", async () => {
    const deployment = "aws_api_gateway_deployment.this";
    inputs = { ...inputs, rest: { ...inputs.rest, gateway_responses: [] } };
    const printed = await terraform.apply(variables());
    const deleted = ["UNAUTHORIZED", "ACCESS_DENIED"].map(
      (type) => `module.rest_api.aws_api_gateway_gateway_response.this["${type}"]: Destruction complete`,
    );
    for (const deletion of deleted) {
      assertOrder(printed, [`${deployment}: Creation complete`, deletion]);
    }
    assert.deepEqual(unexpectedChanges(await terraform.planJson({ vars: variables() })), []);

    const again = await terraform.apply(variables(), { replace: [deployment] });
    assertOrder(again, [
      `${deployment}: Creation complete`,
      "aws_api_gateway_stage.this: Modifications complete",
    ]);
    assert.equal((await call("rest", {})).headers["www-authenticate"], undefined);
  });
}
