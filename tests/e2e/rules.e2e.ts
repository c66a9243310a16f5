import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { isAllowedByRules, type WrittenRule } from "../../lambda/tests/support/rule-reading.ts";
import type { Terraform } from "../support/terraform.ts";
import { type ApiAnswer, callApi } from "./lab/gateway-client.ts";
import { type Lab, startLab } from "./lab/lab.ts";
import { connectWebSocket } from "./lab/websocket-client.ts";
import { SPELLINGS } from "./support/path-spellings.ts";
import { followRefusals, readLines } from "./support/refusal-log.ts";

const RULES: readonly WrittenRule[] = [
  { methods: ["GET"], paths: ["/orders", "/orders/*"], scopes: ["orders:read"] },
  { methods: ["POST"], paths: ["/orders"], scopes: ["orders:write"] },
  { paths: ["/tenants/{tenant}/*"] },
  { paths: ["$connect"], claims: [{ name: "/realm_access/roles", any: ["live"] }] },
  { effect: "deny", paths: ["/*"], claims: [{ name: "suspended", any: [true] }] },
];

/** What tokens say beside what makes them valid. */
const CALLERS = {
  reader: { scope: "orders:read", tenant: "acme", realm_access: { roles: ["live", "a b"] }, is_staff: true },
  writer: { scope: "orders:write", tenant: "globex" },
  suspended: {
    scope: "orders:read orders:write",
    tenant: "acme",
    realm_access: { roles: ["live"] },
    suspended: true,
  },
} as const;
type Caller = keyof typeof CALLERS;

const ROUTES = [
  ["GET", "/orders"],
  ["POST", "/orders"],
  ["GET", "/tenants/acme/users"],
  ["PUT", "/tenants/globex/users"],
] as const;

const KINDS = ["REST, TOKEN", "REST, REQUEST", "HTTP, payload 2.0", "HTTP, payload 1.0"] as const;
const STAGES = ["prod", "test"] as const;

/**
 * The path that the emulator evaluates policies against: decoded once, without slashes in front of its first. What AWS
 * does isn't documented; the rules must hold for whatever it is.
 */
function evaluatedPath(path: string): string {
  return `/${decodeURIComponent(path).replace(/^\/+/, "")}`;
}

describe("rules with API Gateway's result cache", () => {
  let lab: Lab;
  let terraform: Terraform;
  let apis: Readonly<Record<string, string>>;
  let variables: Record<string, unknown>;

  before(async () => {
    lab = await startLab({ audiences: ["https://api.example.com"] });
    terraform = lab.workspace.directory("tests/e2e/fixtures/rules");
    variables = {
      issuer: lab.identityProvider.issuer,
      ca_certificates_pem: lab.certificateAuthority.certificatePem,
      rules: RULES,
    };
    await terraform.init();
    await terraform.apply(variables);
    apis = (await terraform.output())["apis"] as typeof apis;
  });

  after(() => lab.stop());

  /** A new token, so that no cache has an answer for it. */
  const tokenOf = (caller: Caller): Promise<string> =>
    lab.identityProvider.signToken({ claims: { sub: caller, ...CALLERS[caller] } });

  const call = (
    kind: string,
    stage: string,
    token: string,
    method: string,
    path: string,
  ): Promise<ApiAnswer> =>
    callApi({
      emulator: lab.emulator,
      apiId: apis[kind] ?? "",
      stage,
      method,
      path,
      headers: { authorization: `Bearer ${token}` },
    });

  const isAllowed = (caller: Caller, method: string, path: string): boolean =>
    isAllowedByRules(RULES, true, CALLERS[caller], { method, path });

  for (const kind of KINDS) {
    test(`${kind}: three tokens, four routes, in every order, on two stages`, async () => {
      for (const [number, order] of permutations(ROUTES).entries()) {
        const stage = STAGES[number % STAGES.length] ?? "";
        const tokens = await Promise.all(
          callerNames().map(async (caller) => [caller, await tokenOf(caller)] as const),
        );
        for (const [method, path] of order) {
          for (const [caller, token] of tokens) {
            const { status, body } = await call(kind, stage, token, method, path);
            const request = `${method} ${path} as ${caller}, after ${JSON.stringify(order)}`;
            assert.equal(status, isAllowed(caller, method, path) ? 200 : 403, request);
            assert.equal((body as { sub?: string }).sub, status === 200 ? caller : undefined, request);
          }
        }
      }
    });

    test(`${kind}: without a matching rule, no spelling of a route and no other method reaches the backend, and never without a context`, async () => {
      const unexpected: unknown[] = [];
      for (const caller of callerNames()) {
        const token = await tokenOf(caller);
        for (const [own, path] of ROUTES) {
          for (const [spelling, spell] of Object.entries(SPELLINGS)) {
            for (const method of [own, own === "GET" ? "HEAD" : "GET"]) {
              const spelled = spell(path);
              const { status, body } = await call(kind, "prod", token, method, spelled);
              const isCallers = method === "HEAD" || (body as { sub?: string } | undefined)?.sub === caller;
              const isRight = isAllowed(caller, method, evaluatedPath(spelled))
                ? (status === 200 && isCallers) || status === 404
                : // The gateway may know no such route.
                  status === 403 || status === 404;
              if (!isRight) unexpected.push({ caller, method, spelled, spelling, status, body });
            }
          }
        }
      }
      assert.deepEqual(unexpected, []);
    });
  }

  test("a WebSocket API opens a connection only if a rule allows $connect", async () => {
    const apiId = String((await terraform.output())["websocket_api"]);
    const statuses: Record<string, number> = {};
    for (const caller of callerNames()) {
      const query = { access_token: await tokenOf(caller) };
      const connection = await connectWebSocket({ emulator: lab.emulator, apiId, stage: "prod", query });
      if ("close" in connection) await connection.close();
      statuses[caller] = connection.status;
    }
    assert.deepEqual(statuses, { reader: 101, writer: 403, suspended: 403 });
  });

  test("the backend receives the mapped claims, lists in the form of each kind of API", async () => {
    const contexts: Record<string, unknown> = {};
    for (const kind of KINDS) {
      const { body } = await call(kind, "prod", await tokenOf("reader"), "GET", "/orders");
      const { tenant, roles, is_staff } = body as Record<string, unknown>;
      contexts[kind] = [tenant, roles, is_staff];
    }
    assert.deepEqual(contexts, {
      "REST, TOKEN": ["acme", "live", "true"],
      "REST, REQUEST": ["acme", "live", "true"],
      "HTTP, payload 2.0": ["acme", ["live", "a b"], true],
      "HTTP, payload 1.0": ["acme", "live", "true"],
    });
  });

  test("the log contains the reason and the rules that the token satisfies", async () => {
    const refusals = await followRefusals(lab.emulator, "rules");
    await call("REST, TOKEN", "prod", await tokenOf("reader"), "DELETE", "/orders");
    await call("HTTP, payload 2.0", "prod", await tokenOf("suspended"), "GET", "/orders");
    await call("REST, REQUEST", "prod", await tokenOf("reader"), "GET", "/orders/%2e%2e/x");
    assert.deepEqual(
      (await refusals()).map(({ outcome, reason, satisfied_rules }) => [outcome, reason, satisfied_rules]),
      [
        ["forbidden", "rules_not_satisfied", [0, 2, 3]],
        ["forbidden", "rule_denies", [0, 1, 2, 3, 4]],
        ["forbidden", "path_not_strict", [0, 2, 3]],
      ],
    );
  });

  test("the log contains allowed requests with the named claims, and metrics", async () => {
    const lines = await readLines(lab.emulator, "rules");
    const allowed = lines.map((line) => JSON.parse(line)).filter(({ outcome }) => outcome === "allowed");
    assert.ok(
      allowed.some(
        ({ method, stage, claims }) => method === "GET" && stage === "prod" && claims?.tenant === "acme",
      ),
    );
    for (const { _aws, Decisions, function_name } of allowed) {
      assert.deepEqual(
        [_aws.CloudWatchMetrics[0].Namespace, Decisions, function_name],
        ["Authorizers", 1, "rules"],
      );
    }
    assert.ok(lines.some((line) => line.includes('"keys fetched"')));
  });

  test("a 403 of a REST API contains insufficient_scope and nothing about the caller", async () => {
    const { headers, body } = await call("REST, TOKEN", "prod", await tokenOf("writer"), "GET", "/orders");
    assert.equal(headers["www-authenticate"], 'Bearer realm="rules", error="insufficient_scope"');
    assert.deepEqual(body, { message: "Forbidden", error: "insufficient_scope" });
  });

  test("a change of rules takes effect for new tokens with the apply, without a deployment", async () => {
    const old = await tokenOf("reader");
    assert.equal((await call("REST, TOKEN", "prod", old, "GET", "/orders")).status, 200);
    const printed = await terraform.apply({
      ...variables,
      rules: RULES.slice(1),
      invalid_token_response: "deny",
    });
    assert.doesNotMatch(printed, /aws_api_gateway_deployment\S+: (Creating|Modifying|Destroying)/);
    assert.equal((await call("REST, TOKEN", "prod", await tokenOf("reader"), "GET", "/orders")).status, 403);
    // Out of the cache, until the result TTL is over.
    assert.equal((await call("REST, TOKEN", "prod", old, "GET", "/orders")).status, 200);
    // A stage's cache is its own.
    assert.equal((await call("REST, TOKEN", "test", old, "GET", "/orders")).status, 403);
  });

  test('with invalid_token_response = "deny", a token that can never become valid gets a 403, and a repeat gets it from the cache', async () => {
    const refusals = await followRefusals(lab.emulator, "rules");
    const token = await lab.identityProvider.signToken({ claims: { aud: "https://other.example.com" } });
    for (const kind of KINDS) {
      assert.equal((await call(kind, "prod", token, "GET", "/orders")).status, 403);
      assert.equal((await call(kind, "prod", token, "POST", "/orders")).status, 403);
    }
    assert.deepEqual(
      (await refusals()).map(({ outcome, reason }) => [outcome, reason]),
      KINDS.map(() => ["forbidden", "audience_mismatch"]),
    );
    const expired = await lab.identityProvider.signToken({ claims: { exp: 1 } });
    assert.equal((await call("REST, TOKEN", "prod", expired, "GET", "/orders")).status, 401);
  });

  test("the refusals of one API get their own challenge and CORS headers, and only that API is deployed again", async () => {
    const printed = await terraform.apply({
      ...variables,
      gateway_responses: {
        invalid_token_challenge: true,
        cors_configuration: { allow_origin: "https://app.example.com", allow_credentials: true },
      },
    });
    assert.match(printed, /aws_api_gateway_deployment\.this\["request"\]: Creation complete/);
    assert.doesNotMatch(printed, /aws_api_gateway_deployment\.this\["token"\]: Creation complete/);
    const refused = await call("REST, REQUEST", "prod", "junk", "GET", "/orders");
    const denied = await call("REST, REQUEST", "prod", await tokenOf("writer"), "GET", "/orders");
    assert.deepEqual([refused.status, denied.status], [401, 403]);
    assert.equal(refused.headers["www-authenticate"], 'Bearer realm="rules", error="invalid_token"');
    for (const { headers } of [refused, denied]) {
      assert.equal(headers["access-control-allow-origin"], "https://app.example.com");
      assert.equal(headers["access-control-allow-credentials"], "true");
      assert.equal(headers["access-control-expose-headers"], "WWW-Authenticate");
      assert.equal(headers["vary"], "Origin");
    }
    const other = await call("REST, TOKEN", "prod", await tokenOf("writer"), "GET", "/orders");
    assert.equal(other.headers["access-control-allow-origin"], undefined);
  });
});

function callerNames(): readonly Caller[] {
  return Object.keys(CALLERS) as Caller[];
}

function permutations<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  return items.length <= 1
    ? [items]
    : items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}
