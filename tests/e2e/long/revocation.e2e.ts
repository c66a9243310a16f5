import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { answering, servePlain, type TestServer } from "../../../lambda/tests/support/tls-server.ts";
import { callDynamo } from "../../custom-logic/support/dynamo.ts";
import { repositoryRoot } from "../../support/repository.ts";
import type { Terraform, Variables } from "../../support/terraform.ts";
import { invokeFunction } from "../lab/emulator-invocation.ts";
import { type ApiAnswer, callApi } from "../lab/gateway-client.ts";
import { type Lab, startLab } from "../lab/lab.ts";
import { parseAwsCommand } from "../support/aws-command.ts";
import { unexpectedChanges } from "../support/known-differences.ts";
import { followRefusals, type ReadRefusals } from "../support/refusal-log.ts";

const AUDIENCE = "https://orders.example.com";
const CLIENT_ID = "orders-web";
const LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout";

interface Outputs {
  readonly api: { readonly id: string; readonly stage: string };
  readonly table_name: string;
  readonly function_name: string;
}

type Json = Readonly<Record<string, unknown>>;

/** Nothing is cached, so that each call shows what the table contains. */
const UNCACHED = { cache_ttl_seconds: 0, result_cache_ttl_seconds: 0 };

describe("examples/revocation, applied", () => {
  let lab: Lab;
  let backend: TestServer;
  let terraform: Terraform;
  let variables: Variables;
  let outputs: Outputs;
  let refusals: ReadRefusals;

  before(async () => {
    backend = await servePlain(answering({ orders: [] }));
    lab = await startLab({ audiences: [AUDIENCE] });
    const path = join(lab.workspace.path, "examples/revocation");
    terraform = lab.workspace.directory("examples/revocation");
    const authority = join(lab.workspace.path, "ca.pem");
    await writeFile(authority, lab.certificateAuthority.certificatePem);
    // The provider of a user has a public certificate. That of the lab has not.
    const logout = join(path, "logout.tf");
    const trusting = `variables = {\n      NODE_EXTRA_CA_CERTS = ${JSON.stringify(authority)}\n`;
    await writeFile(logout, (await readFile(logout, "utf8")).replace("variables = {\n", trusting));
    variables = {
      ...UNCACHED,
      issuer: lab.identityProvider.issuer,
      audience: [AUDIENCE],
      jwks_url: lab.identityProvider.jwksUrl,
      ca_certificates_pem: lab.certificateAuthority.certificatePem,
      client_ids: [CLIENT_ID, "orders-mobile"],
      deletion_protection_enabled: false,
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

  const now = (): number => Math.floor(Date.now() / 1000);
  const tokenOf = (claims: Json): Promise<string> => lab.identityProvider.signToken({ claims });
  const call = (options: {
    method?: string;
    path: string;
    headers?: Record<string, string>;
    body?: string;
  }) => callApi({ emulator: lab.emulator, apiId: outputs.api.id, stage: outputs.api.stage, ...options });
  const statusOf = async (token: string): Promise<number> =>
    (await call({ path: "/orders", headers: { authorization: `Bearer ${token}` } })).status;

  const logoutClaims = (changes: Json = {}): Json => ({
    aud: CLIENT_ID,
    sub: undefined,
    exp: now() + 120,
    events: { [LOGOUT_EVENT]: {} },
    ...changes,
  });
  const logoutToken = (changes: Json = {}, header: Json = {}): Promise<string> =>
    lab.identityProvider.signToken({
      claims: logoutClaims(changes),
      header: { typ: "logout+jwt", ...header },
    });
  const post = (body: string): Promise<ApiAnswer> =>
    call({
      method: "POST",
      path: "/backchannel-logout",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body,
    });
  const logOut = async (token: string): Promise<number> => (await post(`logout_token=${token}`)).status;
  const newUser = (): string => `user-${randomUUID()}`;

  test("a self-check reads the table", async () => {
    const answer = await invokeFunction(lab.emulator.endpoint, outputs.function_name, { self_check: {} });
    assert.deepEqual((answer as { self_check: Json }).self_check["revocation"], { read_error: null });
  });

  test("a logout by sub ends the tokens that the user has, and not those that the user gets later", async () => {
    const sub = newUser();
    const earlier = await tokenOf({ sub, iat: now() - 1 });
    const others = await tokenOf({ sub: newUser() });
    assert.equal(await statusOf(earlier), 200, JSON.stringify(await refusals()));
    const answer = await post(`logout_token=${await logoutToken({ sub })}`);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers["cache-control"], "no-store");
    assert.equal(await statusOf(earlier), 401);
    assert.deepEqual(
      (await refusals()).map(({ reason, detail }) => [reason, detail]),
      [["token_revoked", "sub"]],
    );
    assert.equal(await statusOf(others), 200);
    // Within the clock skew, a token may be of the next seconds.
    assert.equal(await statusOf(await tokenOf({ sub, iat: now() + 2 })), 200);
  });

  test("a logout by sid ends the session, and not another one of the same user", async () => {
    const sub = newUser();
    const ended = await tokenOf({ sub, sid: `${sub}#1` });
    const other = await tokenOf({ sub, sid: `${sub}#2` });
    assert.equal(await logOut(await logoutToken({ sid: `${sub}#1` })), 200);
    assert.equal(await statusOf(ended), 401);
    assert.equal(await statusOf(other), 200);
  });

  test("a logout that arrives twice, or after a later one, changes nothing", async () => {
    const sub = newUser();
    const late = await logoutToken({ sub, iat: now() - 60 });
    const between = await tokenOf({ sub, iat: now() - 30 });
    const last = await logoutToken({ sub });
    for (const token of [last, late, last]) {
      assert.equal(await logOut(token), 200);
    }
    assert.equal(await statusOf(between), 401);
  });

  test("a logout counts although an item is there that DynamoDB may delete at any time", async () => {
    const sub = newUser();
    const earlier = await tokenOf({ sub, iat: now() - 1 });
    const key = { iss: { S: lab.identityProvider.issuer }, subject: { S: `sub#${sub}` } };
    await callDynamo(lab.emulator.endpoint, "PutItem", {
      TableName: outputs.table_name,
      Item: { ...key, expires_at: { N: String(now() - 60) } },
    });
    assert.equal(await statusOf(earlier), 401);
    assert.equal(await logOut(await logoutToken({ sub })), 200);
    const deletion = callDynamo(lab.emulator.endpoint, "DeleteItem", {
      TableName: outputs.table_name,
      Key: key,
      ConditionExpression: "expires_at < :now",
      ExpressionAttributeValues: { ":now": { N: String(now()) } },
    });
    await assert.rejects(deletion, /ConditionalCheckFailed/);
    assert.equal(await statusOf(earlier), 401);
  });

  /** Logout tokens that the provider did not issue for this logout. Each is valid but for one thing. */
  const FORGED: Readonly<Record<string, (sub: string) => Promise<string>>> = {
    "signed with another key": async (sub) =>
      lab.identityProvider.signWithForeignKey({
        claims: logoutClaims({ sub }),
        header: { typ: "logout+jwt" },
      }),
    "signed with an unknown key": async (sub) =>
      lab.identityProvider.signWithUnknownKey({
        claims: logoutClaims({ sub }),
        header: { typ: "logout+jwt" },
      }),
    "without a signature": async (sub) =>
      `${Buffer.from(JSON.stringify({ alg: "none", typ: "logout+jwt" })).toString("base64url")}.${Buffer.from(
        JSON.stringify(logoutClaims({ sub, iss: lab.identityProvider.issuer })),
      ).toString("base64url")}.`,
    "of another issuer": (sub) => logoutToken({ sub, iss: "https://evil.example.com/" }),
    "for another client": (sub) => logoutToken({ sub, aud: "shipping-web" }),
    "that is an access token": (sub) => lab.identityProvider.signToken({ claims: { sub, aud: CLIENT_ID } }),
    "with the type of an ID token": (sub) => logoutToken({ sub }, { typ: "JWT" }),
    "without a type": (sub) => logoutToken({ sub }, { typ: undefined }),
    "with a nonce": (sub) => logoutToken({ sub, nonce: "n" }),
    "without events": (sub) => logoutToken({ sub, events: undefined }),
    "with another event": (sub) => logoutToken({ sub, events: { "https://example.com/event": {} } }),
    "with an event that is no object": (sub) => logoutToken({ sub, events: { [LOGOUT_EVENT]: true } }),
    "with events that are a list": (sub) => logoutToken({ sub, events: [LOGOUT_EVENT] }),
    "without jti": (sub) => logoutToken({ sub, jti: undefined }),
    "without iat": (sub) => logoutToken({ sub, iat: undefined }),
    "without exp": (sub) => logoutToken({ sub, exp: undefined }),
    "that has expired": (sub) => logoutToken({ sub, exp: now() - 60 }),
    "that is too old": (sub) => logoutToken({ sub, iat: now() - 3600 }),
    "that is of the future": (sub) => logoutToken({ sub, iat: now() + 3600 }),
    "with a sub that is a list": (sub) => logoutToken({ sub: [sub] }),
    "without sub and sid": () => logoutToken(),
  };
  for (const [title, forge] of Object.entries(FORGED)) {
    test(`a logout token ${title} is refused and revokes nothing`, async () => {
      const sub = newUser();
      assert.equal(await logOut(await forge(sub)), 400);
      assert.equal(await statusOf(await tokenOf({ sub, iat: now() - 5 })), 200);
    });
  }

  test("a body that is not one logout token is refused", async () => {
    const token = await logoutToken({ sub: newUser() });
    for (const body of [
      "",
      token,
      `token=${token}`,
      `logout_token=${token}&logout_token=${token}`,
      `logout_token=${"a".repeat(20_000)}`,
    ]) {
      const answer = await post(body);
      assert.equal(answer.status, 400);
      assert.deepEqual(answer.body, { error: "invalid_request" });
    }
  });

  describe("the commands in docs/revocation.md", () => {
    async function run(mark: string, changes: readonly (readonly [string, string])[]): Promise<void> {
      const page = await readFile(join(repositoryRoot, "docs/revocation.md"), "utf8");
      const [, block = ""] = new RegExp(`^<!-- ${mark} -->\n\`\`\`sh\n(.*?)^\`\`\``, "ms").exec(page) ?? [];
      const known: readonly (readonly [string, string])[] = [
        ["orders-prod-revocations", outputs.table_name],
        ["https://login.example.com/", lab.identityProvider.issuer],
        ...changes,
      ];
      const command = known.reduce((text, [from, to]) => {
        assert.ok(text.includes(from), `${from} is not in the command ${mark}`);
        return text.replaceAll(from, to);
      }, block);
      const { operation, input } = parseAwsCommand(command, now());
      await callDynamo(lab.emulator.endpoint, operation, input);
    }

    test("revoke the tokens of a user until now, and undo it", async () => {
      const sub = newUser();
      const earlier = await tokenOf({ sub });
      await run("revoke-until-now", [["USER", sub]]);
      assert.equal(await statusOf(earlier), 401);
      assert.equal(await statusOf(await tokenOf({ sub, iat: now() + 3 })), 200);
      await run("undo", [["USER", sub]]);
      assert.equal(await statusOf(earlier), 200);
    });

    test("revoke a session for good", async () => {
      const sid = randomUUID();
      await run("revoke-all", [["jti#TOKEN_ID", `sid#${sid}`]]);
      assert.equal(await statusOf(await tokenOf({ sub: newUser(), sid, iat: now() + 3 })), 401);
    });
  });

  test("a token that has neither sub nor sid is refused, because nobody could revoke it", async () => {
    await refusals();
    assert.equal(await statusOf(await tokenOf({ sub: undefined })), 401);
    assert.deepEqual(
      (await refusals()).map(({ reason }) => reason),
      ["token_not_revocable"],
    );
  });

  test("a second plan is empty except for known differences of the emulator", async () => {
    assert.deepEqual(unexpectedChanges(await terraform.planJson({ vars: variables })), []);
  });

  test("without the table, callers get a 500", async () => {
    const token = await tokenOf({ sub: newUser() });
    await refusals();
    await callDynamo(lab.emulator.endpoint, "DeleteTable", { TableName: outputs.table_name });
    assert.equal(await statusOf(token), 500);
    assert.deepEqual(
      (await refusals()).map(({ reason, detail }) => [reason, detail]),
      [["revocation_unavailable", "ResourceNotFoundException"]],
    );
  });

  test("destroy leaves nothing in the state", async () => {
    await terraform.destroy(variables);
    assert.deepEqual(await terraform.output(), {});
  });
});
