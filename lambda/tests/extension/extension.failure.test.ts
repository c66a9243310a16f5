import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Authorize, ExtensionInput, ExtensionResult } from "../../src/extension/contract.ts";
import { watchForAccidents } from "../support/accidents.ts";
import { authorizerWith, eventOf } from "../support/custom-logic.ts";

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

  const TOO_LONG = "it took longer than timeout_milliseconds";
  test.each<[string, Authorize, string, object?]>([
    ["throws", () => Promise.reject(new NotFoundError("alice")), "it threw NotFoundError"],
    ["throws a string", () => Promise.reject("alice"), "it threw"],
    ["hangs", hanging, TOO_LONG, { timeout_milliseconds: 20 }],
    ["runs synchronous code for too long", () => void busyFor(60), TOO_LONG, { timeout_milliseconds: 20 }],
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
    async (_name, authorize, detail, settings) => {
      const authorizer = authorizerWith(authorize, { context_keys: ["plan"], ...settings });
      const outcome = await authorizer.call(eventOf("GET", "/orders/1", { sub: "alice" }));
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
    expect(await authorizer.call(eventOf())).toMatchObject({
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
    expect(await authorizer.call(eventOf())).toMatchObject({ status: 500, reason: "extension_failed" });
    expect(authorizer.lines).toHaveLength(1);
    expect(authorizer.lines[0]).not.toContain("alice");
  });

  test.each(["987654321", "10.0.0.1", "2024[01]", "rules[0].alice", "a".repeat(5000)])(
    "with an attribute named like a claim, %s, doesn't log the name",
    async (name) => {
      const authorizer = authorizerWith(
        () => ({ [name]: true, rules: [{ [name]: 1, paths: ["/"], any_token: true }] }) as never,
      );
      expect((await authorizer.call(eventOf())).status).toBe(500);
      expect(authorizer.lines[0]).not.toContain(name);
      expect(authorizer.lines[0]?.length).toBeLessThan(1500);
    },
  );

  test("after its timeout doesn't end the process", async () => {
    const accidents = watchForAccidents();
    let fail: (error: Error) => void = () => expect.unreachable();
    const failing = new Promise<undefined>((_resolve, reject) => {
      fail = reject;
    });
    const authorizer = authorizerWith(() => failing, { timeout_milliseconds: 20 });
    expect((await authorizer.call(eventOf())).status).toBe(500);
    fail(new Error("too late for anyone"));
    await accidents.expectNone();
  });

  test("or returns anything at all is answered with a policy or a 500", async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything({ withNullPrototype: true, withBigInt: true }), async (result) => {
        const { status } = await authorizerWith(() => result as ExtensionResult).call(eventOf());
        const isNothing = result === undefined || result === null;
        const isEmpty = typeof result === "object" && !Array.isArray(result);
        expect(isNothing || isEmpty || status === 500).toBe(true);
        expect([200, 403, 500]).toContain(status);
      }),
    );
  });
});
