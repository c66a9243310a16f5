import type { Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { servePlain } from "../../lambda/tests/support/tls-server.ts";
import { ISSUER } from "../../lambda/tests/support/tokens.ts";
import { type Emulator, startEmulator } from "../e2e/lab/emulator.ts";
import { callDynamo } from "./support/dynamo.ts";
import { type RunningExample, startExample, tokenWith } from "./support/example.ts";
import { installPackages } from "./support/packages.ts";

const TABLE = "revoked-tokens";
const REVOKED = { status: 403, reason: "extension_denies", detail: undefined };
const ALLOWED = { status: 200, reason: undefined, detail: undefined };

let packages: string;
let emulator: Emulator;

beforeAll(async () => {
  packages = await installPackages();
  emulator = await startEmulator();
  await dynamo("CreateTable", {
    TableName: TABLE,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: ["iss", "jti"].map((name) => ({ AttributeName: name, AttributeType: "S" })),
    KeySchema: [
      { AttributeName: "iss", KeyType: "HASH" },
      { AttributeName: "jti", KeyType: "RANGE" },
    ],
  });
});

afterAll(() => emulator.stop());

const dynamo = (operation: string, input: object): Promise<void> =>
  callDynamo(emulator.endpoint, operation, input);

const revoke = (iss: string, jti: string): Promise<void> =>
  dynamo("PutItem", {
    TableName: TABLE,
    Item: { iss: { S: iss }, jti: { S: jti }, expires_at: { N: "1800000000" } },
  });

async function start(endpoint = emulator.endpoint, table = TABLE, more = {}): Promise<RunningExample> {
  const environment = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "us-east-1",
    DENYLIST_TABLE: table,
  };
  const example = await startExample({ name: "denylist", environment, packages, ...more });
  expect(example.initError).toBeUndefined();
  return example;
}

describe("the denylist", () => {
  test("refuses a token from the first decision after it was revoked", async () => {
    const { call } = await start();
    const token = tokenWith({ jti: "first" });
    expect(await call(token)).toEqual(ALLOWED);
    expect(await call(token)).toEqual(ALLOWED);
    await revoke(ISSUER, "first");
    expect(await call(token)).toEqual(REVOKED);
    expect(await call(token, "POST", "/other")).toEqual(REVOKED);
    expect(await call(tokenWith({ jti: "another" }))).toEqual(ALLOWED);
  });

  test("does not mix up tokens of different issuers", async () => {
    const { call } = await start();
    await revoke("https://another.example.com/", "shared");
    expect(await call(tokenWith({ jti: "shared" }))).toEqual(ALLOWED);
  });

  test.each([undefined, "", 7, ["a"]])("refuses a token whose jti is %j", async (jti) => {
    const { call } = await start();
    expect(await call(tokenWith({ jti }))).toEqual(REVOKED);
  });

  test("answers 500 if the table does not exist", async () => {
    const { call } = await start(emulator.endpoint, "no-such-table");
    expect(await call(tokenWith({ jti: "a" }))).toEqual({
      status: 500,
      reason: "extension_failed",
      detail: "it threw ResourceNotFoundException",
    });
  });

  test("answers 500 if DynamoDB does not answer", async () => {
    const server = await servePlain(() => undefined);
    onTestFinished(server.close);
    const { call } = await start(server.url);
    expect(await call(tokenWith({ jti: "a" }))).toMatchObject({ status: 500, reason: "extension_failed" });
    // The second attempt has a connection of its own.
    expect(server.requests()).toBe(2);
  });

  test("answers 500 after extension.timeout_milliseconds", async () => {
    const server = await servePlain(() => undefined);
    onTestFinished(server.close);
    const { call } = await start(server.url, TABLE, { timeoutMilliseconds: 200 });
    expect(await call(tokenWith({ jti: "a" }))).toEqual({
      status: 500,
      reason: "extension_failed",
      detail: "it took longer than timeout_milliseconds",
    });
  });

  test("decides although DynamoDB closed the connection while the process was frozen", async () => {
    const sockets = new Set<Socket>();
    const server = await servePlain((request, response) => {
      sockets.add(request.socket);
      request
        .resume()
        .on("end", () => response.setHeader("content-type", "application/x-amz-json-1.0").end("{}"));
    });
    onTestFinished(server.close);
    const { call, freeze } = await start(server.url);
    expect(await call(tokenWith({ jti: "a" }))).toEqual(ALLOWED);
    const thawed = freeze(300);
    for (const socket of sockets) {
      socket.destroy();
    }
    await thawed;
    expect(await call(tokenWith({ jti: "b" }))).toEqual(ALLOWED);
  });

  test("does not start without the name of the table", async () => {
    const { initError } = await startExample({ name: "denylist", environment: {}, packages });
    expect(initError).toContain("DENYLIST_TABLE must name the table");
  });
});
