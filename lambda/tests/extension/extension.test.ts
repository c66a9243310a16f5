import { describe, expect, test } from "vitest";
import type { ExtensionInput, ExtensionResult } from "../../src/extension/contract.ts";
import { authorizerWith, eventOf, key } from "../support/custom-logic.ts";
import { bearer, EVENT_OF, restRequestEvent, type Shape, STAGE_ARN } from "../support/events.ts";
import { jwks } from "../support/keys.ts";
import { createTestAuthorizer } from "../support/test-authorizer.ts";
import { mintToken } from "../support/tokens.ts";

const SUBJECT = "user-1";
const READ_ORDERS = { methods: ["GET"], paths: ["/orders/*"], any_token: true };

test.each(["TRACE", "PROPFIND", "CONNECT", "get", "X"])(
  "a deny rule of custom logic without methods also stops %s, if the configuration has no rules",
  async (method) => {
    const deny = { effect: "deny" as const, paths: ["/admin/*"], any_token: true };
    const authorizer = authorizerWith(() => ({ rules: [deny] }));
    for (const path of ["/admin", "/admin/", "/admin/users"]) {
      expect(await authorizer.call(eventOf(method, path))).toMatchObject({ status: 403 });
    }
    expect(await authorizer.call(eventOf("GET", "/orders"))).toMatchObject({ status: 200 });
    expect(await authorizer.call(eventOf("GET", "/"))).toMatchObject({ status: 200 });
  },
);

describe("custom logic", () => {
  test.each([
    ["undefined", undefined],
    ["null", null],
    ["an empty result", {}],
    ["empty members", { deny: false, context: {}, rules: [] }],
  ])("that returns %s changes nothing", async (_name, result) => {
    const plain = await createTestAuthorizer(() => jwks(key)).call(eventOf());
    const outcome = await authorizerWith(() => result as ExtensionResult).call(eventOf());
    expect(outcome).toEqual(plain);
  });

  test("receives the claims and what the rules allow, and nothing of the request", async () => {
    const inputs: ExtensionInput[] = [];
    const deny = { effect: "deny", paths: ["/admin/*"], any_token: true };
    const authorizer = authorizerWith((input) => void inputs.push(input), {}, { rules: [READ_ORDERS, deny] });
    await authorizer.call(eventOf());
    expect(inputs).toEqual([
      {
        claims: expect.objectContaining({ sub: SUBJECT }),
        decision: {
          satisfiedRules: [0, 1],
          allowed: ["GET/orders/*"],
          denied: expect.arrayContaining(["GET/admin", "DELETE/admin/*"]),
        },
        api: undefined,
        request: undefined,
        signal: expect.any(AbortSignal),
      },
    ]);
  });

  test("is called for every request, also if the token's policy is kept", async () => {
    let asked = 0;
    const authorizer = authorizerWith(() => void asked++, {}, { rules: [READ_ORDERS] });
    const same = eventOf();
    await authorizer.call(same);
    await authorizer.call(same);
    expect(asked).toBe(2);
  });

  test("decides on a policy that is made once for a kept token", async () => {
    const rules = [{ paths: ["/users/{sub}/*"] }];
    const { authorize } = authorizerWith(() => undefined, {}, { rules });
    const same = eventOf("GET", `/users/${SUBJECT}/orders`);
    await authorize(same);
    const { policyDocument } = await authorize(same);
    expect((await authorize(same)).policyDocument).toBe(policyDocument);
  });

  test("isn't called for a refused token", async () => {
    let asked = 0;
    await authorizerWith(() => void asked++).call(eventOf("GET", "/orders/1", { exp: 1 }));
    expect(asked).toBe(0);
  });

  test("can't change the claims and policy that later requests use", async () => {
    const claims: unknown[] = [];
    const authorizer = authorizerWith(
      (input) => {
        claims.push(structuredClone(input.claims));
        Object.assign(input.claims, { sub: "mallory", scope: "admin" });
        (input.decision.allowed as string[]).push("DELETE/*");
      },
      {},
      { rules: [READ_ORDERS] },
    );
    const same = eventOf();
    const first = await authorizer.call(same);
    const second = await authorizer.call(same);
    expect(second).toEqual(first);
    expect(claims[1]).toEqual(claims[0]);
    expect(first.response?.context).toMatchObject({ sub: SUBJECT });
  });
});

describe("a deny of custom logic", () => {
  test.each(Object.keys(EVENT_OF) as Shape[])("refuses everything on the stage: %s", async (shape) => {
    const call = { ...bearer(mintToken(key)), query: { access_token: mintToken(key) } };
    const outcome = await authorizerWith(() => ({ deny: true })).call(EVENT_OF[shape](call));
    expect(outcome).toMatchObject({ status: 403, reason: "extension_denies" });
    const resource = shape === "WebSocket" ? `${STAGE_ARN}/$connect` : `${STAGE_ARN}/*`;
    expect(outcome.response?.policyDocument.Statement).toEqual([
      { Effect: "Deny", Action: "execute-api:Invoke", Resource: [resource] },
    ]);
  });

  test("wins over rules that are added at the same time", async () => {
    const result = { deny: true, rules: [{ paths: ["/*"], any_token: true }] } as const;
    expect((await authorizerWith(() => result).call(eventOf())).status).toBe(403);
  });
});

describe("rules of custom logic", () => {
  const added: ExtensionResult = { rules: [{ methods: ["POST"], paths: ["/orders"], any_token: true }] };

  test.each([
    ["GET", "/orders/1", 200],
    ["POST", "/orders", 200],
    ["POST", "/orders/1", 403],
    ["GET", "/orders/../admin", 403],
  ])("are added to those of the configuration: %s %s is answered with %d", async (method, path, status) => {
    const authorizer = authorizerWith(() => added, {}, { rules: [READ_ORDERS] });
    expect((await authorizer.call(eventOf(method, path))).status).toBe(status);
  });

  test("never override a deny", async () => {
    const deny = { effect: "deny", paths: ["/orders/1"], any_token: true };
    const open: ExtensionResult = { rules: [{ paths: ["/*"], any_token: true }] };
    const authorizer = authorizerWith(() => open, {}, { rules: [READ_ORDERS, deny] });
    expect(await authorizer.call(eventOf())).toMatchObject({ status: 403, reason: "rule_denies" });
    expect((await authorizer.call(eventOf("PUT", "/other"))).status).toBe(200);
  });

  test.each([
    ["GET", "/orders/1", 200],
    ["GET", "/admin/users", 403],
    ["GET", "/admin", 403],
    ["GET", "/orders//1", 403],
  ])(
    "may deny if the configuration has no rules: %s %s is answered with %d",
    async (method, path, status) => {
      const deny: ExtensionResult = { rules: [{ effect: "deny", paths: ["/admin/*"], any_token: true }] };
      expect((await authorizerWith(() => deny).call(eventOf(method, path))).status).toBe(status);
    },
  );

  test.each([
    ["/tenants/acme/x", "acme", 200],
    ["/tenants/acme/x", "umbrella", 403],
    ["/tenants/acme/x", "*", 403],
  ])(
    "are compiled like those of the configuration: %s for the tenant %s is answered with %d",
    async (path, tenant, status) => {
      const rules: ExtensionResult = { rules: [{ paths: ["/tenants/{tenant}/*"] }] };
      const authorizer = authorizerWith(() => rules, {}, { rules: [{ ...READ_ORDERS, methods: ["PUT"] }] });
      expect((await authorizer.call(eventOf("GET", path, { tenant }))).status).toBe(status);
    },
  );

  test.each([
    [{ rules: [{ effect: "deny", paths: ["$connect"], any_token: true }] }, 403],
    [{ rules: [{ effect: "deny", paths: ["/admin/*"], any_token: true }] }, 200],
  ] as const)("apply to the handshake of a WebSocket API: %j is answered with %d", async (result, status) => {
    const call = { query: { access_token: mintToken(key) } };
    const outcome = await authorizerWith(() => result).call(EVENT_OF.WebSocket(call));
    expect(outcome.status).toBe(status);
  });

  test("give a 500 if they make the policy too large, which is never truncated", async () => {
    const paths = Array.from({ length: 100 }, (_, index) => `/${"p".repeat(50)}/${index}`);
    const outcome = await authorizerWith(() => ({ rules: [{ paths, any_token: true }] })).call(eventOf());
    expect(outcome).toMatchObject({ status: 500, reason: "response_too_large" });
  });
});

describe("context of custom logic", () => {
  const keys = { context_keys: ["plan", "quota"] };

  test("is added to the caller's identity, and every key is always sent", async () => {
    const authorizer = authorizerWith(() => ({ context: { quota: 5 } }), keys);
    expect((await authorizer.call(eventOf())).response?.context).toMatchObject({
      sub: SUBJECT,
      plan: "",
      quota: 5,
    });
  });

  test("has no control characters", async () => {
    const authorizer = authorizerWith(() => ({ context: { plan: "a\r\nX-Role: admin" } }), keys);
    expect((await authorizer.call(eventOf())).response?.context).toMatchObject({ plan: "aX-Role: admin" });
  });

  test.each(["sub", "iss", "exp", "role", "__proto__", "toString"])("can't be the key %s", async (name) => {
    const context = Object.fromEntries([[name, "admin"]]);
    const outcome = await authorizerWith(() => ({ context }), keys).call(eventOf());
    expect(outcome).toMatchObject({ status: 500, reason: "extension_failed" });
  });
});

describe("per_request", () => {
  test.each([
    ["REST REQUEST", "GET", "/orders/1"],
    ["REST TOKEN", "GET", "/orders/1"],
    ["HTTP 1.0", "GET", "/orders/1"],
    ["HTTP 2.0", "GET", "/orders/1"],
    ["WebSocket", "", "$connect"],
  ] as const)("shows the request: %s", async (shape, method, path) => {
    const seen: unknown[] = [];
    const authorizer = authorizerWith(({ request }) => void seen.push(request), { per_request: true });
    const call = { ...bearer(mintToken(key)), query: { access_token: mintToken(key) }, path: "/orders/1" };
    await authorizer.call(EVENT_OF[shape](call));
    expect(seen).toEqual([expect.objectContaining({ method, path, stageArn: STAGE_ARN })]);
  });

  test("shows no headers to a TOKEN authorizer, whose event has none", async () => {
    const seen: unknown[] = [];
    const authorizer = authorizerWith(
      ({ request }) => void seen.push(request?.header("X-Mfa-Verified"), request?.header("Authorization")),
      { per_request: true },
    );
    await authorizer.call(EVENT_OF["REST TOKEN"](bearer(mintToken(key))));
    expect(seen).toEqual([[], []]);
  });

  test("finds headers in any case", async () => {
    const seen: unknown[] = [];
    const authorizer = authorizerWith(({ request }) => void seen.push(request?.header("x-tenant")), {
      per_request: true,
    });
    await authorizer.call(
      restRequestEvent({ headers: { Authorization: `Bearer ${mintToken(key)}`, "X-Tenant": "acme" } }),
    );
    expect(seen).toEqual([["acme"]]);
  });
});
