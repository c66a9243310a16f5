import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Authorize, ExtensionInput, ExtensionResult } from "../../src/extension/contract.ts";
import { bearer, EVENT_OF, restRequestEvent, type Shape, STAGE_ARN } from "../support/events.ts";
import { createSigningKey, type Json, jwks } from "../support/keys.ts";
import { createTestAuthorizer } from "../support/test-authorizer.ts";
import { mintToken } from "../support/tokens.ts";

const key = createSigningKey("ES256");
const SUBJECT = "user-1";
const SETTINGS = { module: "logic", per_request: false, context_keys: null, timeout_milliseconds: 200 };
const READ_ORDERS = { methods: ["GET"], paths: ["/orders/*"], any_token: true };

function authorizerWith(authorize: Authorize, settings: Json = {}, top: Json = {}) {
  const extension = { ...SETTINGS, ...settings };
  return createTestAuthorizer(
    () => jwks(key),
    { top: { extension, ...top } },
    undefined,
    undefined,
    authorize,
  );
}

const event = (method = "GET", path = "/orders/1", claims: Json = {}): Json =>
  restRequestEvent({ ...bearer(mintToken(key, { claims })), method, path });

describe("custom logic", () => {
  test.each([
    ["undefined", undefined],
    ["null", null],
    ["an empty result", {}],
    ["empty members", { deny: false, context: {}, rules: [] }],
  ])("that returns %s changes nothing", async (_name, result) => {
    const plain = await createTestAuthorizer(() => jwks(key)).call(event());
    const outcome = await authorizerWith(() => result as ExtensionResult).call(event());
    expect(outcome).toEqual(plain);
  });

  test("receives the claims and what the rules allow, and nothing of the request", async () => {
    const inputs: ExtensionInput[] = [];
    const deny = { effect: "deny", paths: ["/admin/*"], any_token: true };
    const authorizer = authorizerWith((input) => void inputs.push(input), {}, { rules: [READ_ORDERS, deny] });
    await authorizer.call(event());
    expect(inputs).toEqual([
      {
        claims: expect.objectContaining({ sub: SUBJECT }),
        decision: {
          satisfiedRules: [0, 1],
          allowed: ["GET/orders/*"],
          denied: expect.arrayContaining(["GET/admin", "DELETE/admin/*"]),
        },
        request: undefined,
        signal: expect.any(AbortSignal),
      },
    ]);
  });

  test("is called for every request, also if the token's policy is kept", async () => {
    let asked = 0;
    const authorizer = authorizerWith(() => void asked++, {}, { rules: [READ_ORDERS] });
    const same = event();
    await authorizer.call(same);
    await authorizer.call(same);
    expect(asked).toBe(2);
  });

  test("isn't called for a refused token", async () => {
    let asked = 0;
    await authorizerWith(() => void asked++).call(event("GET", "/orders/1", { exp: 1 }));
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
    const same = event();
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
    expect((await authorizerWith(() => result).call(event())).status).toBe(403);
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
    expect((await authorizer.call(event(method, path))).status).toBe(status);
  });

  test("never override a deny", async () => {
    const deny = { effect: "deny", paths: ["/orders/1"], any_token: true };
    const open: ExtensionResult = { rules: [{ paths: ["/*"], any_token: true }] };
    const authorizer = authorizerWith(() => open, {}, { rules: [READ_ORDERS, deny] });
    expect(await authorizer.call(event())).toMatchObject({ status: 403, reason: "rule_denies" });
    expect((await authorizer.call(event("PUT", "/other"))).status).toBe(200);
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
      expect((await authorizerWith(() => deny).call(event(method, path))).status).toBe(status);
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
      expect((await authorizer.call(event("GET", path, { tenant }))).status).toBe(status);
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
    const outcome = await authorizerWith(() => ({ rules: [{ paths, any_token: true }] })).call(event());
    expect(outcome).toMatchObject({ status: 500, reason: "response_too_large" });
  });
});

describe("context of custom logic", () => {
  const keys = { context_keys: ["plan", "quota"] };

  test("is added to the caller's identity, and every key is always sent", async () => {
    const authorizer = authorizerWith(() => ({ context: { quota: 5 } }), keys);
    expect((await authorizer.call(event())).response?.context).toMatchObject({
      sub: SUBJECT,
      plan: "",
      quota: 5,
    });
  });

  test("has no control characters", async () => {
    const authorizer = authorizerWith(() => ({ context: { plan: "a\r\nX-Role: admin" } }), keys);
    expect((await authorizer.call(event())).response?.context).toMatchObject({ plan: "aX-Role: admin" });
  });

  test.each(["sub", "iss", "exp", "role", "__proto__", "toString"])("can't be the key %s", async (name) => {
    const context = Object.fromEntries([[name, "admin"]]);
    const outcome = await authorizerWith(() => ({ context }), keys).call(event());
    expect(outcome).toMatchObject({ status: 500, reason: "extension_failed" });
  });
});

function busyFor(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until) {
    // Synchronous work.
  }
}

function cyclic(): object {
  const result: Record<string, unknown> = {};
  result["context"] = result;
  return result;
}

describe("custom logic that fails", () => {
  class NotFoundError extends Error {}
  const hanging = ({ signal }: ExtensionInput): Promise<undefined> =>
    new Promise((resolve) => signal.addEventListener("abort", () => resolve(undefined)));

  test.each<[string, Authorize, string]>([
    ["throws", () => Promise.reject(new NotFoundError("alice")), "it threw NotFoundError"],
    ["throws a string", () => Promise.reject("alice"), "it threw"],
    ["hangs", hanging, "it took longer than timeout_milliseconds"],
    [
      "runs synchronous code for too long",
      () => void busyFor(60),
      "it took longer than timeout_milliseconds",
    ],
    ["denies by null", () => ({ deny: null }) as never, "deny must be true or false, or left out"],
    ["returns true", () => true as never, "(top) must be an object"],
    ["returns a list", () => [] as never, "(top) must be an object"],
    [
      "misspells deny",
      () => ({ denied: true }) as never,
      "(top) has an unknown attribute; expected one of deny, context, rules",
    ],
    ["denies by a string", () => ({ deny: "yes" }) as never, "deny must be true or false"],
    [
      "returns IAM",
      () => ({ rules: [{ Effect: "Allow", Resource: "*" }] }) as never,
      "rules[0] has an unknown attribute; expected one of effect",
    ],
    ["adds a rule without a condition", () => ({ rules: [{ paths: ["/*"] }] }), "rules[0].any_token must be"],
    ["adds an invalid path", () => ({ rules: [{ paths: ["orders"], any_token: true }] }), "rules[0].paths"],
    ["sends an object", () => ({ context: { plan: {} } }) as never, "context.plan must be a string"],
    [
      "sends a key of its own",
      () => ({ context: { alice: 1 } }) as never,
      "context has a key that is not one of context_keys",
    ],
  ])(
    "because it %s gives a 500, and nothing of the token is in the log",
    async (_name, authorize, detail) => {
      const authorizer = authorizerWith(authorize, { context_keys: ["plan"], timeout_milliseconds: 20 });
      const outcome = await authorizer.call(event("GET", "/orders/1", { sub: "alice" }));
      expect(outcome).toMatchObject({ status: 500, reason: "extension_failed" });
      expect(outcome.detail).toContain(detail);
      expect(authorizer.lines.join("")).not.toContain("alice");
    },
  );

  class Refusing {
    get deny(): boolean {
      return true;
    }
  }
  const inherited = { paths: ["/*"], any_token: true, __proto__: { effect: "deny" } };
  test.each<[string, () => unknown]>([
    ["an Error that should have been thrown", () => new Error("alice")],
    ["a Map", () => new Map([["deny", true]])],
    ["a Response", () => new Response(null, { status: 403 })],
    ["a Date", () => new Date()],
    ["an object of a class", () => new Refusing()],
    ["an object that inherits", () => Object.create({ deny: true })],
    ["an object with its own prototype", () => ({ __proto__: { deny: true } })],
    ["a symbol as a name", () => ({ [Symbol("deny")]: true })],
    ["a getter", () => Object.defineProperty({}, "deny", { get: () => true, enumerable: true })],
    ["a property that isn't enumerable", () => Object.defineProperty({}, "deny", { value: true })],
    ["a function", () => () => ({ deny: true })],
    ["a generator", () => (function* () {})()],
    ["a rule that inherits", () => ({ rules: [inherited] })],
    ["a list of rules with a hole", () => ({ rules: new Array(1) })],
    ["a rule whose conditions have a hole", () => ({ rules: [{ paths: ["/*"], claims: new Array(1) }] })],
    ["a list with another member", () => ({ rules: Object.assign([], { deny: true }) })],
    ["a list of a class", () => ({ rules: new (class extends Array {})() })],
    ["a cycle", () => cyclic()],
    ["too much", () => ({ rules: Array.from({ length: 30_000 }, () => 1) })],
    ["a BigInt", () => ({ context: { plan: 1n } })],
  ])("because it returns %s gives a 500, and is never read as no change", async (_name, result) => {
    const authorizer = authorizerWith(() => result() as never, { context_keys: ["plan"] });
    expect(await authorizer.call(event())).toMatchObject({
      status: 500,
      reason: "extension_failed",
      detail: "it returned something that is not plain data",
    });
  });

  test.each<[string, () => never]>([
    [
      "no constructor",
      () => {
        throw Object.assign(new Error("alice"), { constructor: undefined });
      },
    ],
    [
      "a claim for a constructor",
      () => {
        throw Object.assign(new Error("x"), { constructor: { name: "alice" } });
      },
    ],
    [
      "traps",
      () => {
        throw new Proxy(new Error("x"), {
          getPrototypeOf: () => {
            throw new Error("alice");
          },
        });
      },
    ],
    [
      "null",
      () => {
        throw null;
      },
    ],
  ])("with an error that has %s is logged in one line, without a claim", async (_name, authorize) => {
    const authorizer = authorizerWith(authorize);
    expect(await authorizer.call(event())).toMatchObject({ status: 500, reason: "extension_failed" });
    expect(authorizer.lines).toHaveLength(1);
    expect(authorizer.lines[0]).not.toContain("alice");
  });

  test.each(["987654321", "10.0.0.1", "2024[01]", "rules[0].alice", "a".repeat(5000)])(
    "with an attribute named like a claim, %s, doesn't log the name",
    async (name) => {
      const authorizer = authorizerWith(
        () => ({ [name]: true, rules: [{ [name]: 1, paths: ["/"], any_token: true }] }) as never,
      );
      expect((await authorizer.call(event())).status).toBe(500);
      expect(authorizer.lines[0]).not.toContain(name);
      expect(authorizer.lines[0]?.length).toBeLessThan(1500);
    },
  );

  test("after its timeout doesn't end the process", async () => {
    const authorizer = authorizerWith(
      async () => {
        await sleep(60);
        throw new Error("too late for anyone");
      },
      { timeout_milliseconds: 20 },
    );
    expect((await authorizer.call(event())).status).toBe(500);
    await sleep(80);
  });

  test("or returns anything at all is answered with a policy or a 500", async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything({ withNullPrototype: true, withBigInt: true }), async (result) => {
        const { status } = await authorizerWith(() => result as ExtensionResult).call(event());
        const isNothing = result === undefined || result === null;
        const isEmpty = typeof result === "object" && !Array.isArray(result);
        expect(isNothing || isEmpty || status === 500).toBe(true);
        expect([200, 403, 500]).toContain(status);
      }),
    );
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
