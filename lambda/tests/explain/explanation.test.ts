import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findExplainedApi } from "../../explain/explained-api.ts";
import { type Explanation, explain } from "../../explain/explanation.ts";
import { revocationNotes } from "../../explain/revocation-notes.ts";
import { NO_TOKEN } from "../../explain/token-explanation.ts";
import type { JsonObject } from "../../src/json.ts";
import { configurationWith } from "../support/configuration.ts";
import { dpopTop } from "../support/dpop.ts";
import { bearer, restRequestEvent } from "../support/events.ts";
import { createSigningKey, type Json, jwks } from "../support/keys.ts";
import { claimsArbitrary, rulesArbitrary } from "../support/rule-arbitraries.ts";
import { createTestAuthorizer } from "../support/test-authorizer.ts";
import { mintToken } from "../support/tokens.ts";

const someRules = rulesArbitrary.filter((rules) => rules.length > 0);

const RULES: readonly Json[] = [
  { methods: ["GET"], paths: ["/orders", "/orders/*"], scopes: ["orders:read"] },
  { methods: ["POST"], paths: ["/orders"], scopes: ["orders:write", "orders"] },
  { paths: ["/tenants/{tenant}/*"] },
  { paths: ["/admin/*"], claims: [{ name: "/realm_access/roles", any: ["admin"], none: ["guest"] }] },
  { effect: "deny", methods: ["DELETE"], paths: ["/orders/*"], claims: [{ name: "vip", none: [true] }] },
  { paths: ["$connect"], claims: [{ name: "https://a.example.com/x", all: ["a", "b"] }] },
];

const explained = (
  claims: JsonObject,
  requests: readonly string[] = [],
  rules: unknown = RULES,
): Explanation => explain(configurationWith({ top: { rules } }), claims, NO_TOKEN, requests);

const unmetOf = (claims: JsonObject, rule: number): readonly string[] =>
  explained(claims).rules[rule]?.unmet ?? [];

describe("a rule that isn't satisfied names the conditions that don't hold", () => {
  test.each<[number, JsonObject, readonly string[]]>([
    [0, { scope: "orders:read" }, []],
    [0, { scope: "a b" }, ['needs one of the scopes "orders:read"; the token has "a", "b"']],
    [1, {}, ['needs one of the scopes "orders:write", "orders"; the token has none']],
    [1, { scope: "e\u0301" }, [expect.stringMatching(/^the token's scopes can't be compared: only strings/)]],
    [2, { tenant: "acme" }, []],
    [2, {}, ["the claim tenant, used in /tenants/{tenant}/*, is missing"]],
    [
      2,
      { tenant: "a/b" },
      [
        "the claim tenant, used in /tenants/{tenant}/*, must be an integer, or 1 to 128 of A-Z a-z 0-9 . _ ~ - other than . and ..",
      ],
    ],
    [3, {}, ['needs one of "admin" in /realm_access/roles; the token has none']],
    [
      3,
      { realm_access: { roles: ["guest"] } },
      [
        'needs one of "admin" in /realm_access/roles; the token has "guest"',
        'needs none of "guest" in /realm_access/roles; the token has "guest"',
      ],
    ],
    [
      3,
      { realm_access: { roles: 1.5 } },
      [
        "/realm_access/roles can't be compared: only strings in NFC without control characters, true, false and integers between -(2^53-1) and 2^53-1 can be",
      ],
    ],
    [4, { vip: true }, ['needs none of "true" in vip; the token has "true"']],
    [4, { vip: 1.5 }, []],
    [
      5,
      { "https://a.example.com/x": ["a"] },
      ['needs all of "a", "b" in https://a.example.com/x; the token has "a"'],
    ],
  ])("rules[%d] with %j", (rule, claims, unmet) => {
    expect(unmetOf(claims, rule)).toEqual(unmet);
    expect(explained(claims).rules[rule]?.is_satisfied).toBe(unmet.length === 0);
  });
});

test("a deny rule that an incomparable claim satisfies names the claim", () => {
  const incomparable = [
    "vip can't be compared: only strings in NFC without control characters, true, false and integers between -(2^53-1) and 2^53-1 can be",
  ];
  expect(explained({ vip: 1.5 }).rules[4]).toMatchObject({ is_satisfied: true, unmet: [], incomparable });
  expect(explained({ vip: false }).rules[4]).toMatchObject({
    is_satisfied: true,
    unmet: [],
    incomparable: [],
  });
});

describe("a request", () => {
  const CLAIMS = { scope: "orders:read", tenant: "acme" };

  test.each([
    ["GET /orders/1", 200, null, [0]],
    ["GET /tenants/acme/x", 200, null, [2]],
    ["GET /tenants/umbrella/x", 403, "rules_not_satisfied", []],
    ["POST /orders", 403, "rules_not_satisfied", [1]],
    ["DELETE /orders/1", 403, "rule_denies", [4]],
    ["GET /orders/../x", 403, "path_not_strict", []],
    ["GET /nowhere", 403, "rules_not_satisfied", []],
    ["$connect", 403, "rules_not_satisfied", [5]],
  ])("%s is answered with %d and names the rules that decided", (request, status, reason, rules) => {
    expect(explained(CLAIMS, [request]).requests).toEqual([
      {
        ...{ request, status, reason, rules },
        explanation: reason === null ? null : expect.any(String),
        if_accepted: null,
      },
    ]);
  });

  test.each([
    ["GET /orders/1", 200, null, [0]],
    ["DELETE /orders/1", 403, "rule_denies", [4]],
    ["POST /orders", 403, "rules_not_satisfied", [1]],
  ])("%s with a refused token is refused, and the answer of the rules is shown too", (...expected) => {
    const [request, status, reason, rules] = expected;
    const refusal = { status: 401, reason: "token_expired", explanation: "it is" } as const;
    const token = { ...NO_TOKEN, refusal };
    const { requests } = explain(configurationWith({ top: { rules: RULES } }), CLAIMS, token, [request]);
    expect(requests).toMatchObject([
      { request, ...refusal, rules: [], if_accepted: { status, reason, rules } },
    ]);
  });

  test("for a tenant's path names the rule whose claim is missing", () => {
    expect(explained({}, ["GET /tenants/acme/x"]).requests[0]?.rules).toEqual([2]);
  });

  test("for a path with a placeholder and a wildcard names the rule whose claim is missing", () => {
    const rules = [{ paths: ["/{tenant}*"] }];
    expect(explained({}, ["GET /acme/x"], rules).requests[0]).toMatchObject({ status: 403, rules: [0] });
  });

  test("is a 500 if the answer for one kind of API is too large, whatever the policy", () => {
    const top = { rules: [{ paths: ["/*"], any_token: true }], claims_to_context: { a: "list", b: "list" } };
    const list = Array.from({ length: 1100 }, () => "abc");
    const { requests } = explain(configurationWith({ top }), { list }, NO_TOKEN, ["GET /a"]);
    expect(requests[0]).toMatchObject({ status: 500, reason: "response_too_large", rules: [] });
  });

  test("is a 500 if the policy is too large for API Gateway", () => {
    const paths = Array.from({ length: 100 }, (_, index) => `/${"p".repeat(80)}/${index}`);
    const { policy, policy_bytes, requests } = explained({}, ["GET /p"], [{ paths, any_token: true }]);
    expect([policy, policy_bytes, requests[0]?.status]).toEqual([null, null, 500]);
  });

  test.each(["GET", "get /a", "GET a", "GET /a?b=c", "GET /a b", "GET /a#b", "/a", "", "$disconnect"])(
    "can't be %j",
    (request) => {
      expect(() => explained({}, [request])).toThrow(/^an argument is not a request: write METHOD \/path/);
    },
  );
});

test("without rules everything is allowed, and a note says so", () => {
  const { requests, notes } = explained({}, ["DELETE /x", "$connect"], null);
  expect(requests.map(({ status }) => status)).toEqual([200, 200]);
  expect(notes).toEqual(["there are no rules: an accepted token may call everything"]);
});

test("a note says that the certificate of a client was not checked", () => {
  const configuration = configurationWith({
    top: { rules: RULES },
    issuer: { certificate_bound_tokens: "optional" },
  });
  const { notes } = explain(configuration, {}, NO_TOKEN, []);
  expect(notes).toContain(
    "the client's certificate was not checked: without the certificate that a token is bound to, and on WebSocket APIs, it gets a 401",
  );
});

test("notes say that a token is bound to a key, and that no proof was checked", () => {
  const configuration = configurationWith({
    top: { rules: RULES, ...dpopTop() },
    issuer: { dpop_bound_tokens: "optional" },
  });
  const unchecked =
    "no proof (DPoP) was checked: without the scheme DPoP and a new proof of the key that a token is bound to, and on WebSocket APIs, it gets a 401";
  const cnf = { jkt: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" };
  expect(explain(configuration, { cnf }, NO_TOKEN, []).notes).toEqual([
    "the token is bound to a key of its client (DPoP, cnf.jkt)",
    unchecked,
  ]);
  expect(explain(configuration, {}, NO_TOKEN, []).notes).toEqual([unchecked]);
  expect(explain(configurationWith({ top: { rules: RULES } }), {}, NO_TOKEN, []).notes).toEqual([]);
});

test("a note says that the extension was not run", () => {
  const extension = { module: "a", per_request: false, context_keys: null, timeout_milliseconds: 10 };
  const { notes } = explain(configurationWith({ top: { rules: RULES, extension } }), {}, NO_TOKEN, []);
  expect(notes).toEqual(["the extension was not run: it may refuse the token or add rules"]);
});

describe("the table of revocation", () => {
  const revocation = { table: "revocations", claims: ["jti", "sub"], cache_ttl_seconds: 30, fail: "closed" };
  const configuration = configurationWith({ top: { rules: RULES, revocation } });

  test("is not read: a note says which items would revoke the token", () => {
    const claims = { iss: "https://login.example.com/", sub: "user-1", jti: "a\u001b" };
    expect(explain(configuration, claims, NO_TOKEN, []).notes).toEqual([
      'the table of revocation was not read: an item with iss "https://login.example.com/" and one of these subjects may revoke the token: "jti#a\\u001b", "sub#user-1"',
    ]);
  });

  test("refuses a token that nobody could revoke, and a note says so", () => {
    const { notes } = explain(configuration, { sid: "1" }, NO_TOKEN, []);
    expect(notes).toEqual([
      expect.stringMatching(/^revocation refuses a token with these claims with a 401: /),
    ]);
  });

  test("is a note of a matrix, too", () => {
    expect(revocationNotes(configuration)).toEqual([
      "the table of revocation was not read: an item in it may revoke a token",
    ]);
  });
});

test("answers and policy equal those of the authorizer", async () => {
  const key = createSigningKey("ES256");
  const requests = ["GET /a", "POST /a/b", "DELETE /orders/1", "GET /a/../b"];
  await fc.assert(
    fc.asyncProperty(someRules, claimsArbitrary, async (rules, claims) => {
      const token = mintToken(key, { claims });
      const { call, authorize } = createTestAuthorizer(() => jwks(key), { top: { rules } });
      const decoded = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
      const stageArn = "arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/prod";
      const configuration = configurationWith({ top: { rules } });
      const explanation = explain(configuration, decoded, NO_TOKEN, requests, {
        api: findExplainedApi(configuration, undefined, stageArn),
      });
      for (const { request, status, reason } of explanation.requests) {
        const [method = "", path = ""] = request.split(" ");
        const outcome = await call(restRequestEvent({ ...bearer(token), method, path }));
        expect({ status: outcome.status, reason: outcome.reason ?? null }).toEqual({ status, reason });
      }
      if (explanation.requests[0]?.status !== 500) {
        const { policyDocument } = await authorize(restRequestEvent(bearer(token)));
        expect(explanation.policy).toEqual(policyDocument);
        expect(explanation.policy_bytes).toBe(Buffer.byteLength(JSON.stringify(policyDocument)));
      }
    }),
    { numRuns: 300 },
  );
});

test("a rule is satisfied if and only if it has no unmet condition", () => {
  fc.assert(
    fc.property(someRules, claimsArbitrary, (rules, claims) => {
      for (const { is_satisfied: isSatisfied, unmet } of explained(claims as JsonObject, [], rules).rules) {
        expect(isSatisfied).toBe(unmet.length === 0);
      }
    }),
    { numRuns: 500 },
  );
});
