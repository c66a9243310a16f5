import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Terraform, Variables } from "../../support/terraform.ts";
import type { RequestHeaders } from "../lab/gateway-address.ts";
import { callApi } from "../lab/gateway-client.ts";
import { type Lab, startLab } from "../lab/lab.ts";
import { connectWebSocket } from "../lab/websocket-client.ts";
import { followRefusals, type ReadRefusals } from "../support/refusal-log.ts";
import { assertSettledAndDestroy } from "../support/stack-examples.ts";

const places = ["header", "cookie", "plain"] as const;
type Place = (typeof places)[number];
const kinds = ["rest", "http"] as const;

/** A value at one place, as a client sends it. */
function placed(place: Place, value: string): RequestHeaders {
  switch (place) {
    case "header":
      return { Authorization: `Bearer ${value}` };
    case "cookie":
      return { Cookie: `theme=dark; session=${value}` };
    case "plain":
      return { "X-Token": value };
  }
}

describe("one API with an authorizer for each place of the token, and one function", () => {
  let lab: Lab;
  let terraform: Terraform;
  let apis: Record<"rest" | "http" | "websocket", { readonly id: string; readonly stage: string }>;
  let refusals: ReadRefusals;

  const variables = () => ({
    issuer: lab.identityProvider.issuer,
    ca_certificates_pem: lab.certificateAuthority.certificatePem,
  });

  before(async () => {
    lab = await startLab({ audiences: ["https://api.example.com"] });
    terraform = lab.workspace.directory("tests/e2e/fixtures/token-places");
    await terraform.init();
    await terraform.apply(variables());
    apis = (await terraform.output())["apis"] as typeof apis;
    refusals = await followRefusals(lab.emulator, "token-places");
  });

  after(() => lab.stop());

  const statusOf = async (
    kind: (typeof kinds)[number],
    route: Place | "unnamed",
    headers: RequestHeaders,
  ): Promise<number> => {
    const { id: apiId, stage } = apis[kind];
    return (await callApi({ emulator: lab.emulator, apiId, stage, path: `/${route}`, headers })).status;
  };

  for (const kind of kinds) {
    // The emulator makes a 500 of a 401 on HTTP APIs.
    const refusedByFunction = kind === "rest" ? 401 : 500;

    for (const place of places) {
      test(`${kind}: the route for the ${place} accepts a token there, also from the cache`, async () => {
        const token = await lab.identityProvider.signToken();
        for (let time = 0; time < 3; time++) {
          assert.equal(await statusOf(kind, place, placed(place, token)), 200);
        }
      });

      for (const other of places.filter((each) => each !== place)) {
        test(`${kind}: the route for the ${place} does not read a token in the ${other}`, async () => {
          const token = await lab.identityProvider.signToken();
          assert.equal(await statusOf(kind, other, placed(other, token)), 200);
          assert.equal(await statusOf(kind, place, placed(other, token)), 401);
        });

        test(`${kind}: junk in the ${place} is refused and not cached as allowed, whatever is in the ${other}`, async () => {
          const token = await lab.identityProvider.signToken();
          const junk = placed(place, `junk.${kind}.${other}`);
          const both = { ...placed(other, token), ...junk };
          assert.equal(await statusOf(kind, other, both), 200);
          assert.equal(await statusOf(kind, place, both), refusedByFunction);
          assert.equal(await statusOf(kind, place, junk), refusedByFunction);
          assert.equal(await statusOf(kind, other, both), 200);
        });
      }
    }
  }

  test("an authorizer that does not invoke an alias gets no decision", async () => {
    const token = await lab.identityProvider.signToken();
    await refusals();
    assert.equal(await statusOf("http", "unnamed", placed("header", token)), 500);
    assert.deepEqual(
      (await refusals()).map(({ reason, detail }) => ({ reason, detail })),
      [
        {
          reason: "event_unrecognized",
          detail: "context.invokedFunctionArn: not the ARN of an alias",
        },
      ],
    );
  });

  test("a WebSocket API reads the token in the subprotocol of its alias", async () => {
    const token = await lab.identityProvider.signToken();
    const { id: apiId, stage } = apis.websocket;
    const connect = async (headers: RequestHeaders): Promise<number> => {
      const connection = await connectWebSocket({ emulator: lab.emulator, apiId, stage, headers });
      if ("close" in connection) {
        await connection.close();
      }
      return connection.status;
    };
    assert.equal(await connect({ "Sec-WebSocket-Protocol": `access_token, ${token}` }), 101);
    assert.notEqual(await connect({ "Sec-WebSocket-Protocol": "access_token, not.a.token" }), 101);
    assert.notEqual(await connect(placed("header", token)), 101);
    assert.notEqual(await connect(placed("cookie", token)), 101);
  });

  /** Applies, and returns the aliases as the next plan finds them, without what is expected to differ. */
  async function routingAfter(vars: Variables): Promise<Readonly<Record<string, unknown>>> {
    await terraform.apply({ ...variables(), ...vars });
    return routing(vars);
  }

  async function routing(vars: Variables): Promise<Readonly<Record<string, unknown>>> {
    const plan = await terraform.planJson({ vars: { ...variables(), ...vars } });
    const aliases = (plan.resource_changes ?? []).filter(({ type }) => type === "aws_lambda_alias");
    return Object.fromEntries(
      aliases.map(({ change }) => {
        const { name, function_version, routing_config } = change.before as Record<string, unknown>;
        return [String(name), { function_version, routing_config }];
      }),
    );
  }

  const versionNow = async (): Promise<string> => String((await terraform.output())["function_version"]);
  const allAliases = (routing: unknown) =>
    Object.fromEntries(["live", "live-cookie", "live-page", "live-plain"].map((name) => [name, routing]));

  test("every alias follows a canary, the way back, and the newest version", async () => {
    const stable = await versionNow();
    const during = await routingAfter({ memory_size: 512, stable_version: stable });
    const newest = await versionNow();
    assert.notEqual(newest, stable);
    const weights = [{ additional_version_weights: { [newest]: 0.05 } }];
    assert.deepEqual(during, allAliases({ function_version: stable, routing_config: weights }));
    assert.deepEqual(
      await routingAfter({ memory_size: 512, alias_version: stable }),
      allAliases({ function_version: stable, routing_config: [] }),
    );
    assert.deepEqual(
      await routingAfter({ memory_size: 512 }),
      allAliases({ function_version: newest, routing_config: [] }),
    );
  });

  test("a version with other places is refused, as a canary and as the way back", async () => {
    const other = { ...variables(), memory_size: 512, cookie: "other" };
    const version = await versionNow();
    await assert.rejects(
      terraform.planJson({ vars: { ...other, alias_version: version } }),
      /alias_version is "\d+": it must be a version with the same token_source,/,
    );
    await assert.rejects(
      terraform.planJson({ vars: { ...other, stable_version: version } }),
      /canary\.stable_version is "\d+": it must be a version with the same issuers/,
    );
  });

  test("a version that is unknown until apply is refused before any alias moves", async () => {
    const version = await versionNow();
    const other = { memory_size: 512, cookie: "other" };
    const before = await routingAfter(other);
    await assert.rejects(
      terraform.apply({ ...variables(), ...other, later_alias_version: version }),
      /alias_version is "\d+": it must be a version with the same token_source,/,
    );
    assert.deepEqual(await routing(other), before);
    await terraform.apply({ ...variables(), memory_size: 512 });
  });

  test("a second plan is empty, and everything can be destroyed", async () => {
    await assertSettledAndDestroy(terraform, { ...variables(), memory_size: 512 });
  });
});
