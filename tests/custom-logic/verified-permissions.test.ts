import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type AwsAnswer, type AwsServer, startAwsServer } from "../../lambda/tests/support/aws-server.ts";
import type { Json } from "../../lambda/tests/support/keys.ts";
import { ISSUER } from "../../lambda/tests/support/tokens.ts";
import { repositoryRoot } from "../support/repository.ts";
import { type Answer, type RunningExample, startExample, tokenWith } from "./support/example.ts";
import { installPackages } from "./support/packages.ts";

/*
 * Verified Permissions is a local HTTP server here. It evaluates the example's policies with Cedar's own engine, on what
 * the AWS SDK sends.
 */

interface EntityId {
  readonly entityType: string;
  readonly entityId: string;
}

interface Question {
  readonly principal: EntityId;
  readonly action: { readonly actionType: string; readonly actionId: string };
  readonly resource: EntityId;
}

interface Batch {
  readonly policyStoreId: string;
  readonly entities: {
    readonly entityList: readonly { identifier: EntityId; parents: readonly EntityId[] }[];
  };
  readonly requests: readonly Question[];
}

/** The part of Cedar's engine that is used here. */
interface Cedar {
  isAuthorized(call: object): {
    readonly type: string;
    readonly response?: {
      readonly decision: string;
      readonly diagnostics: { readonly errors: readonly unknown[] };
    };
  };
}

const PROFILE = { methods: ["GET"], paths: ["/profile"], any_token: true };
const REQUESTS = [
  "GET /orders",
  "GET /orders/1",
  "POST /orders",
  "DELETE /orders/1",
  "GET /profile",
  "PUT /orders/1",
];

const QUESTION: Question = {
  principal: { entityType: "Orders::User", entityId: "a" },
  action: { actionType: "Orders::Action", actionId: "ListOrders" },
  resource: { entityType: "Orders::Application", entityId: "orders" },
};

let packages: string;
let cedar: Cedar;
let policies: string;
let aws: AwsServer;

beforeAll(async () => {
  packages = await installPackages();
  cedar = createRequire(join(packages, "index.js"))("@cedar-policy/cedar-wasm/nodejs") as Cedar;
  const folder = "examples/custom-logic/layer/verified-permissions";
  policies = await readFile(join(repositoryRoot, folder, "policies.cedar"), "utf8");
  // The engine compiles itself at its first use, which takes longer than the example waits.
  evaluate({ policyStoreId: "", entities: { entityList: [] }, requests: [QUESTION] });
  aws = await startAwsServer();
});
beforeEach(() => {
  aws.answer = ({ input }) => evaluate(input as unknown as Batch);
});
afterAll(() => aws.close());

const uid = ({ entityType: type, entityId: id }: EntityId) => ({ type, id });

/** Answers a batch as the service does, with the example's policies and further ones. */
function evaluate({ entities, requests }: Batch, more = ""): Json {
  const results = requests.map((request) => {
    const { response } = cedar.isAuthorized({
      principal: uid(request.principal),
      action: { type: request.action.actionType, id: request.action.actionId },
      resource: uid(request.resource),
      context: {},
      policies: { staticPolicies: `${policies}\n${more}` },
      entities: entities.entityList.map(({ identifier, parents }) => ({
        uid: uid(identifier),
        attrs: {},
        parents: parents.map(uid),
      })),
    });
    return {
      request,
      decision: response?.decision.toUpperCase(),
      determiningPolicies: [],
      errors: response?.diagnostics.errors.map(() => ({ errorDescription: "error" })),
    };
  });
  return { results };
}

async function start(more: object = {}): Promise<RunningExample> {
  const environment = { ...aws.environment, POLICY_STORE_ID: "PSEXAMPLEabcdefg111111" };
  const settings = { name: "verified-permissions", environment, packages, rules: [PROFILE], ...more };
  const example = await startExample(settings);
  expect(example.initError).toBeUndefined();
  return example;
}

/** What a token with these claims may call, of {@link REQUESTS}. */
async function allowedTo({ call }: RunningExample, claims: Json): Promise<readonly string[]> {
  const token = tokenWith(claims);
  const allowed: string[] = [];
  for (const request of REQUESTS) {
    const [method = "", path = ""] = request.split(" ");
    const { status } = await call(token, method, path);
    if (status === 200) {
      allowed.push(request);
    }
  }
  return allowed;
}

const failed = (detail: string): Answer => ({ status: 500, reason: "extension_failed", detail });

describe("Verified Permissions", () => {
  test.each<[string, Json, readonly string[]]>([
    ["a user", {}, ["GET /orders", "GET /orders/1", "GET /profile"]],
    ["a clerk", { roles: ["clerk"] }, REQUESTS.slice(0, 5)],
    [
      "a clerk who is an auditor",
      { roles: ["clerk", "auditor"] },
      ["GET /orders", "GET /orders/1", "GET /profile"],
    ],
    ["a token without sub", { sub: undefined }, []],
    ["a token whose roles are a string", { roles: "clerk" }, []],
    ["a token with a role that is an object", { roles: ["clerk", {}] }, []],
  ])("lets %s call what the policies allow", async (_name, claims, allowed) => {
    expect(await allowedTo(await start(), claims)).toEqual(allowed);
  });

  test("is asked about a principal that no other issuer can name", async () => {
    const { call } = await start();
    await call(tokenWith({ sub: "user-1", roles: ["clerk"] }));
    const { operation, input } = aws.calls.at(-1) ?? {};
    expect(operation).toBe("VerifiedPermissions.BatchIsAuthorized");
    const principal = { entityType: "Orders::User", entityId: `${ISSUER}|user-1` };
    expect(input).toMatchObject({
      policyStoreId: "PSEXAMPLEabcdefg111111",
      entities: {
        entityList: [{ identifier: principal, parents: [{ entityType: "Orders::Role", entityId: "clerk" }] }],
      },
    });
  });

  test("gives a 500 if a policy can't be evaluated, because it could be one that forbids", async () => {
    const broken = "forbid (principal, action, resource) when { principal.suspended };";
    aws.answer = ({ input }) => evaluate(input as unknown as Batch, broken) as AwsAnswer;
    const { call } = await start();
    expect(await call(tokenWith({ roles: ["clerk"] }))).toEqual(failed("it threw Error"));
  });

  test.each<[string, AwsAnswer]>([
    ["AccessDeniedException", { error: "AccessDeniedException" }],
    ["ResourceNotFoundException", { error: "ResourceNotFoundException" }],
  ])("gives a 500 if it answers %s", async (name, answer) => {
    aws.answer = () => answer;
    const { call } = await start();
    expect(await call(tokenWith({}))).toEqual(failed(`it threw ${name}`));
  });

  test("gives a 500 if it does not answer", async () => {
    aws.answer = () => "silence";
    const { call } = await start();
    expect(await call(tokenWith({}))).toMatchObject({ status: 500, reason: "extension_failed" });
  });

  test("allows nothing that it does not answer", async () => {
    aws.answer = () => ({ results: [] });
    expect(await allowedTo(await start(), { roles: ["clerk"] })).toEqual(["GET /profile"]);
  });

  test("gives a 500 without rules in the configuration, which would already allow everything", async () => {
    const { call } = await start({ rules: undefined });
    expect(await call(tokenWith({ roles: ["clerk"] }))).toEqual(failed("it threw Error"));
  });

  test("needs the ID of the policy store to start", async () => {
    const { initError } = await startExample({ name: "verified-permissions", environment: {}, packages });
    expect(initError).toContain("POLICY_STORE_ID must be set");
  });
});
