import { writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type AwsServer, startAwsServer } from "../../lambda/tests/support/aws-server.ts";
import { bearer, httpEvent20, restTokenEvent, webSocketEvent } from "../../lambda/tests/support/events.ts";
import {
  createIdentity,
  type Identity,
  serveTls,
  type TestServer,
} from "../../lambda/tests/support/tls-server.ts";
import { ISSUER } from "../../lambda/tests/support/tokens.ts";
import { createTemporaryDirectory } from "../support/temporary-directory.ts";
import { type Example, type RunningExample, startExample, tokenWith } from "./support/example.ts";
import { installPackages } from "./support/packages.ts";

const SECRET_ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:introspection-AbCdEf";
const INACTIVE = { status: 403, reason: "extension_denies", detail: undefined };
const ALLOWED = { status: 200, reason: undefined, detail: undefined };

/** A provider whose answer the test sets. */
interface Provider extends TestServer {
  answer: (request: IncomingMessage, form: URLSearchParams, response: ServerResponse) => void;
}

const directory = createTemporaryDirectory("introspection");
const caFile = join(directory.path, "ca.pem");
let packages: string;
let identity: Identity;
let aws: AwsServer;
let secret = { client_id: "authorizer", client_secret: "s3cr3t +/:" };

beforeAll(async () => {
  packages = await installPackages();
  identity = await createIdentity();
  writeFileSync(caFile, identity.caCertificatesPem);
  aws = await startAwsServer();
  aws.answer = () => ({ ARN: SECRET_ARN, SecretString: JSON.stringify(secret) });
});

afterAll(async () => {
  await aws.close();
  await directory.remove();
});

async function startProvider(answer: Provider["answer"]): Promise<Provider> {
  const server = await serveTls(identity, async (request, response) => {
    let body = "";
    for await (const chunk of request) {
      body += chunk;
    }
    provider.answer(request, new URLSearchParams(body), response);
  });
  onTestFinished(server.close);
  const provider: Provider = { ...server, answer };
  return provider;
}

async function start({ url }: TestServer, more: Partial<Example> = {}): Promise<RunningExample> {
  const { environment: also = {}, ...settings } = more;
  const environment = {
    ...aws.environment,
    NODE_EXTRA_CA_CERTS: caFile,
    INTROSPECTION_ISSUER: ISSUER,
    INTROSPECTION_URL: `${url}/introspect`,
    INTROSPECTION_SECRET_ARN: SECRET_ARN,
    ...also,
  };
  const example = await startExample({
    name: "introspection",
    environment,
    packages,
    perRequest: true,
    ...settings,
  });
  expect(example.initError).toBeUndefined();
  return example;
}

const answering =
  (status: number, body: string, headers: Record<string, string> = {}): Provider["answer"] =>
  (_request, _form, response) =>
    void response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);

const active = answering(200, '{"active":true}');
const inactive = answering(200, '{"active":false}');

describe("token introspection", () => {
  test("allows a token that the provider calls active, and refuses any other", async () => {
    const provider = await startProvider(active);
    const { call } = await start(provider);
    expect(await call(tokenWith({ jti: "a" }))).toEqual(ALLOWED);
    provider.answer = inactive;
    expect(await call(tokenWith({ jti: "b" }))).toEqual(INACTIVE);
  });

  test("sends the token and the function's own credentials as RFC 7662 says", async () => {
    let received: { readonly request: IncomingMessage; readonly form: URLSearchParams } | undefined;
    const provider = await startProvider((request, form, response) => {
      received = { request, form };
      active(request, form, response);
    });
    const { call } = await start(provider);
    const token = tokenWith({});
    await call(token);
    expect(received?.request).toMatchObject({ method: "POST", url: "/introspect" });
    expect(Object.fromEntries(received?.form ?? [])).toEqual({ token, token_type_hint: "access_token" });
    const [, encoded = ""] = (received?.request.headers.authorization ?? "").split(" ");
    expect(Buffer.from(encoded, "base64").toString()).toBe("authorizer:s3cr3t+%2B%2F%3A");
  });

  test("keeps an answer for the time that is set, and no longer", async () => {
    const provider = await startProvider(active);
    const clock = join(directory.path, "clock");
    writeFileSync(clock, "0");
    const { call } = await start(provider, {
      environment: {
        INTROSPECTION_KEEP_SECONDS: "300",
        NODE_OPTIONS: `--require ${join(import.meta.dirname, "support/moved-clock.cjs")}`,
        CLOCK_FILE: clock,
      },
    });
    const token = tokenWith({});
    expect(await call(token)).toEqual(ALLOWED);
    provider.answer = inactive;
    expect(await call(token, "POST", "/other")).toEqual(ALLOWED);
    expect(provider.requests()).toBe(1);
    writeFileSync(clock, "300000");
    expect(await call(token)).toEqual(INACTIVE);
    provider.answer = active;
    expect(await call(token)).toEqual(INACTIVE);
    expect(provider.requests()).toBe(2);
  });

  test("keeps the answers of a limited number of tokens, and drops the oldest", async () => {
    const provider = await startProvider(active);
    const { call } = await start(provider, { environment: { INTROSPECTION_KEEP_TOKENS: "3" } });
    const tokens = ["a", "b", "c", "d"].map((jti) => tokenWith({ jti }));
    for (const token of tokens) {
      await call(token);
    }
    for (const [token = "", requests] of [
      [tokens[1], 4],
      [tokens[3], 4],
      [tokens[0], 5],
    ] as const) {
      expect(await call(token)).toEqual(ALLOWED);
      expect(provider.requests()).toBe(requests);
    }
  });

  test("reads the credentials again after the provider refused them", async () => {
    const wanted = { ...secret, client_secret: "new" };
    const provider = await startProvider((request, form, response) => {
      const pair = Buffer.from((request.headers.authorization ?? "").slice(6), "base64").toString();
      const answer = pair === "authorizer:new" ? active : answering(401, '{"error":"invalid_client"}');
      answer(request, form, response);
    });
    const { call } = await start(provider);
    expect(await call(tokenWith({}))).toMatchObject({ status: 500, reason: "extension_failed" });
    secret = wanted;
    expect(await call(tokenWith({}))).toEqual(ALLOWED);
  });

  test("reads the token from HTTP APIs, too", async () => {
    const { send } = await start(await startProvider(active));
    expect(await send(httpEvent20(bearer(tokenWith({}))))).toEqual(ALLOWED);
  });
});

describe("token introspection answers 500, and asks again for the next request,", () => {
  test.each<[string, Provider["answer"]]>([
    ["if the status is not 200", answering(503, '{"active":true}')],
    ["if the answer is a redirect", answering(302, '{"active":true}', { location: "/introspect" })],
    ["if the answer is not JSON", answering(200, "<html>")],
    ["if the answer is null", answering(200, "null")],
    ["if active is missing", answering(200, "{}")],
    ["if active is a string", answering(200, '{"active":"true"}')],
    [
      "if the answer is too large",
      answering(200, JSON.stringify({ active: true, more: "x".repeat(70_000) })),
    ],
    ["if the connection breaks", (_request, _form, response) => void response.destroy()],
    [
      "if the answer breaks off",
      (_request, _form, response) => {
        response.writeHead(200, { "content-length": 100 }).write('{"active":true}');
        setTimeout(() => response.destroy(), 20);
      },
    ],
  ])("%s", async (_name, answer) => {
    const provider = await startProvider(answer);
    const { call } = await start(provider);
    const token = tokenWith({});
    expect(await call(token)).toMatchObject({ status: 500, reason: "extension_failed" });
    provider.answer = active;
    expect(await call(token)).toEqual(ALLOWED);
  });

  test("if the provider does not answer in time", async () => {
    const provider = await startProvider(active);
    const { call } = await start(provider, { timeoutMilliseconds: 1000 });
    // The credentials are read once.
    await call(tokenWith({ jti: "a" }));
    provider.answer = () => undefined;
    expect(await call(tokenWith({ jti: "b" }))).toEqual({
      status: 500,
      reason: "extension_failed",
      detail: "it took longer than timeout_milliseconds",
    });
    provider.answer = active;
    expect(await call(tokenWith({ jti: "b" }))).toEqual(ALLOWED);
  });

  test("if the provider's certificate is not trusted", async () => {
    const provider = await startProvider(active);
    const { call } = await start(provider, { environment: { NODE_EXTRA_CA_CERTS: "/dev/null" } });
    expect(await call(tokenWith({}))).toMatchObject({ status: 500, reason: "extension_failed" });
    expect(provider.requests()).toBe(0);
  });
});

describe("token introspection never decides without the token:", () => {
  test("a REST TOKEN authorizer gets a 500", async () => {
    const provider = await startProvider(active);
    const { send } = await start(provider);
    expect(await send(restTokenEvent(bearer(tokenWith({}))))).toMatchObject({
      status: 500,
      reason: "extension_failed",
    });
    expect(provider.requests()).toBe(0);
  });

  test("a request whose token is elsewhere gets a 500, although another token is in Authorization", async () => {
    const provider = await startProvider(active);
    const { send } = await start(provider);
    const event = webSocketEvent({
      ...bearer(tokenWith({ jti: "of the attacker" })),
      query: { access_token: tokenWith({ jti: "revoked" }) },
    });
    expect(await send(event)).toMatchObject({ status: 500, reason: "extension_failed" });
    expect(provider.requests()).toBe(0);
  });

  test("a token of another issuer is refused, and the provider does not see it", async () => {
    const provider = await startProvider(active);
    const { call } = await start(provider, {
      environment: { INTROSPECTION_ISSUER: "https://other.example.com/" },
    });
    expect(await call(tokenWith({}))).toEqual(INACTIVE);
    expect(provider.requests()).toBe(0);
  });

  test("without per_request, every request gets a 500", async () => {
    const provider = await startProvider(active);
    const { call } = await start(provider, { perRequest: false });
    expect(await call(tokenWith({}))).toMatchObject({ status: 500, reason: "extension_failed" });
  });
});

test.each([
  { INTROSPECTION_URL: "http://login.example.com/introspect" },
  { INTROSPECTION_URL: "" },
  { INTROSPECTION_ISSUER: "" },
  { INTROSPECTION_KEEP_SECONDS: "soon" },
  { INTROSPECTION_KEEP_TOKENS: "0" },
])("the function does not start with %j", async (wrong) => {
  const url = "https://login.example.com/introspect";
  const environment = {
    ...{ INTROSPECTION_ISSUER: ISSUER, INTROSPECTION_URL: url, INTROSPECTION_SECRET_ARN: SECRET_ARN },
    ...wrong,
  };
  const { initError } = await startExample({
    name: "introspection",
    environment,
    packages,
    perRequest: true,
  });
  expect(initError).toMatch(/URL|INTROSPECTION_KEEP/);
});
