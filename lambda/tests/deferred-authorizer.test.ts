import { describe, expect, test } from "vitest";
import type { Authorizer } from "../src/authorizer.ts";
import { ConfigError } from "../src/config/configuration.ts";
import { createDeferredAuthorizer } from "../src/deferred-authorizer.ts";
import type { AuthorizerResponse } from "../src/gateway/response.ts";
import type { KeysReport } from "../src/keys/check-keys.ts";
import { createClock } from "./support/clock.ts";
import { createTestLog } from "./support/test-log.ts";

const ANSWER: AuthorizerResponse = {
  principalId: "p",
  policyDocument: { Version: "2012-10-17", Statement: [] },
  context: {},
};
const KEYS: KeysReport = {};
const LOADED: Authorizer = {
  authorize: async () => ANSWER,
  prefetchKeys: () => undefined,
  checkKeys: async () => KEYS,
  checkRevocation: async () => ({ read_error: null }),
};

/** An authorizer that is loaded by these attempts, one after the other. */
function createTarget(...attempts: readonly (() => Promise<Authorizer>)[]) {
  const lines: string[] = [];
  const clock = createClock();
  let attempt = 0;
  const { authorize, checkKeys, checkRevocation } = createDeferredAuthorizer(
    () => (attempts[attempt++] ?? (() => Promise.resolve(LOADED)))(),
    clock.now,
    () => 0,
    createTestLog((line) => void lines.push(line), clock),
  );
  return { clock, authorize, checkKeys, checkRevocation, lines, attempts: () => attempt };
}

const fails = (error: Error) => () => Promise.reject(error);

describe("an authorizer with a remote configuration", () => {
  test("receives the event and the context of the invocation", async () => {
    const received: unknown[] = [];
    const { authorize } = createTarget(async () => ({
      ...LOADED,
      authorize: async (...args) => {
        received.push(...args);
        return ANSWER;
      },
    }));
    await authorize("event", "context");
    expect(received).toEqual(["event", "context"]);
  });

  test("is loaded once, before the first request", async () => {
    const { authorize, attempts } = createTarget();
    expect(attempts()).toBe(1);
    expect(await Promise.all([authorize({}), authorize({}), authorize({})])).toEqual([
      ANSWER,
      ANSWER,
      ANSWER,
    ]);
    expect(attempts()).toBe(1);
  });

  test("that fails to load for many requests reports how many, once it is loaded at the latest", async () => {
    const failing = Array.from({ length: 31 }, () => fails(new Error("aborted")));
    const { authorize, lines, clock } = createTarget(...failing);
    for (let request = 0; request < 30; request++) {
      await expect(authorize({})).rejects.toThrow();
    }
    expect(lines).toHaveLength(10);
    clock.advanceSeconds(1);
    expect(await authorize({})).toBe(ANSWER);
    expect(JSON.parse(lines[10] ?? "")).toMatchObject({
      message: "requests refused",
      reason: "configuration_unavailable",
      count: 20,
    });
  });

  test("that failed to load before the first request, perhaps in a freeze, is loaded again for it", async () => {
    const { authorize, attempts, lines } = createTarget(fails(new Error("aborted")));
    expect(await authorize({})).toBe(ANSWER);
    expect(attempts()).toBe(2);
    expect(lines).toEqual([]);
  });

  test("that can't be loaded answers with a 500 and never a 401, and logs the reason", async () => {
    const error = Object.assign(new Error("Unauthorized"), { name: "AccessDenied" });
    const { authorize, lines } = createTarget(fails(error), fails(error));
    await expect(authorize({}, { awsRequestId: "79104EXAMPLE" })).rejects.toThrow(
      /^The authorizer could not decide; its log says why$/,
    );
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        outcome: "internal",
        reason: "configuration_unavailable",
        detail: "AccessDenied",
        lambda_request_id: "79104EXAMPLE",
      },
    ]);
    expect(await authorize({})).toBe(ANSWER);
  });

  test("checks its keys once it is loaded; if it can't be, the check gets the reason, and no refusal is counted", async () => {
    const loaded = createTarget();
    expect(await loaded.checkKeys({})).toBe(KEYS);
    expect(await loaded.checkRevocation()).toEqual({ read_error: null });
    const { checkKeys, lines } = createTarget(fails(new Error("aborted")), fails(new Error("aborted")));
    await expect(checkKeys({ awsRequestId: "79104EXAMPLE" })).rejects.toThrow(
      /^configuration_unavailable: Error$/,
    );
    expect(lines).toEqual([]);
  });

  test("logs the faults of an invalid configuration", async () => {
    const error = new ConfigError([{ path: "rules[0].paths", message: "must be a list" }]);
    const { authorize, lines } = createTarget(fails(error), fails(error));
    await expect(authorize({})).rejects.toThrow("could not decide");
    expect(JSON.parse(lines[0] ?? "").detail).toContain("rules[0].paths must be a list");
  });

  test("is not loaded again for a request that has waited, because it has no time left", async () => {
    let fail: (error: Error) => void = () => undefined;
    const { clock, authorize, attempts } = createTarget(
      () =>
        new Promise((_, reject) => {
          fail = reject;
        }),
    );
    const answer = authorize({});
    clock.advanceSeconds(1.5);
    fail(new Error("aborted"));
    await expect(answer).rejects.toThrow("could not decide");
    expect(attempts()).toBe(1);
    expect(await authorize({})).toBe(ANSWER);
  });

  test("is loaded once more for many simultaneous requests", async () => {
    const { authorize, attempts } = createTarget(fails(new Error("aborted")));
    expect(await Promise.all(Array.from({ length: 50 }, () => authorize({})))).toHaveLength(50);
    expect(attempts()).toBe(2);
  });
});
