import { describe, expect, test } from "vitest";
import { type Failure, isFailure } from "../../src/failure.ts";
import type { ApiKind } from "../../src/gateway/request.ts";
import {
  type AuthorizerResponse,
  createAnonymousResponse,
  createResponder,
} from "../../src/gateway/response.ts";
import type { Policy, Statement } from "../../src/policy-document.ts";
import { configurationWith } from "../support/configuration.ts";
import type { Json } from "../support/keys.ts";
import { ISSUER, NOW_SECONDS } from "../support/tokens.ts";

const POLICY: Policy = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: ["arn"] }],
};
const EXP = NOW_SECONDS + 600;

interface Case {
  readonly settings?: Json;
  readonly apiKind?: ApiKind;
  readonly policy?: Policy;
}

function answerTo(claims: Json, { settings, apiKind = "rest", policy = POLICY }: Case = {}) {
  const createResponse = createResponder(configurationWith({ top: settings ?? {} }));
  return createResponse({ iss: ISSUER, exp: EXP, ...claims }, policy, apiKind) as
    | AuthorizerResponse
    | Failure;
}

/** The answer for these claims, which must not be too large. */
function responseTo(claims: Json, options: Case = {}): AuthorizerResponse {
  const response = answerTo(claims, options);
  if (isFailure(response)) {
    throw new Error(response.failure);
  }
  return response;
}

describe("the principal", () => {
  test.each([
    [{ sub: "s", client_id: "c", azp: "a" }, "s"],
    [{ client_id: "c", azp: "a" }, "c"],
    [{ azp: "a" }, "a"],
    [{}, "unknown"],
    [{ sub: "", client_id: "c" }, "c"],
    [{ sub: "\u0000\u001f", azp: "a" }, "a"],
    [{ client_id: 1, azp: ["a"] }, "unknown"],
  ])("of %j is %s", (claims, principalId) => {
    expect(responseTo(claims).principalId).toBe(principalId);
  });

  test.each([
    ["email", { email: "a@example.com", sub: "s" }, "a@example.com"],
    ["/act/sub", { act: { sub: "service" }, sub: "s" }, "service"],
    ["oid", { oid: 7, sub: "s" }, "7"],
    ["oid", { sub: "s" }, "unknown"],
    ["oid", { oid: ["a"], sub: "s" }, "unknown"],
    ["oid", { oid: "", sub: "s" }, "unknown"],
    ["oid", { oid: "ad\u0000min", sub: "s" }, "unknown"],
  ])("of principal_claim %s, of %j is %s: never another claim in its place", (name, claims, principalId) => {
    expect(responseTo(claims, { settings: { principal_claim: name } }).principalId).toBe(principalId);
  });
});

describe("the key of a usage plan", () => {
  const settings = { usage_plan_key_claim: "/plan/key" };

  test("is the claim's value, on REST APIs and nowhere else", () => {
    const claims = { plan: { key: "k".repeat(128) } };
    expect(responseTo(claims, { settings }).usageIdentifierKey).toBe("k".repeat(128));
    for (const apiKind of ["http", "http-1.0", "websocket"] as const) {
      expect(responseTo(claims, { settings, apiKind })).not.toHaveProperty("usageIdentifierKey");
    }
  });

  test.each([undefined, null, "", 1, ["k"], "k".repeat(129), "k\n"])(
    "is left out when the claim is %j",
    (key) => {
      expect(responseTo({ plan: { key } }, { settings })).not.toHaveProperty("usageIdentifierKey");
    },
  );

  test("is left out when no claim is named", () => {
    expect(responseTo({ plan: { key: "k" } })).not.toHaveProperty("usageIdentifierKey");
  });
});

describe("the response to nobody in particular", () => {
  test("has a principal, because API Gateway wants one, and no identity", () => {
    expect(createAnonymousResponse(POLICY)).toEqual({
      principalId: "unknown",
      policyDocument: POLICY,
      context: {},
    });
  });
});

describe("an answer that API Gateway would not take", () => {
  const limit = 8192;
  const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

  test.each([
    ["letters", "x", 1],
    ["characters of three bytes", "€", 3],
    ["characters of four bytes", "😀", 4],
    ["quotes, which JSON writes with two", '"', 2],
  ])("is an error, at exactly 8,192 bytes, in %s", (_name, character, width) => {
    const room = limit - bytesOf(responseTo({ scope: "" }));
    const scope = character.repeat(Math.floor(room / width));
    const fill = "x".repeat(room % width);
    expect(bytesOf(responseTo({ scope: scope + fill }))).toBe(limit);
    expect(answerTo({ scope: `${scope}${fill}x` })).toEqual({
      failure: "response_too_large",
    });
  });

  test("is noticed to the byte in lists of the longest numbers", () => {
    const settings = { claims_to_context: { first: "numbers", second: "numbers" } };
    const deny: Statement = { Effect: "Deny", Action: "execute-api:Invoke", Resource: ["arn"] };
    const policy: Policy = { ...POLICY, Statement: [...POLICY.Statement, deny] };
    const lengths = Array.from({ length: 20 }, (_, count) => {
      const numbers = Array(140 + count).fill(-1.2345678901234567e-6);
      const answer = answerTo({ iss: "", numbers }, { settings, apiKind: "http", policy });
      return isFailure(answer) ? undefined : bytesOf(answer);
    });
    expect(lengths).toContain(undefined);
    expect(lengths.filter((length) => length !== undefined && length > limit)).toEqual([]);
  });

  test("is never cut short", () => {
    expect(answerTo({ sub: "s".repeat(8192) })).toEqual({
      failure: "response_too_large",
    });
  });

  test.each(["sub", "client_id", "azp"])(
    "is noticed where %s makes it long twice, as principal too",
    (name) => {
      expect(answerTo({ [name]: "€".repeat(1400) })).toEqual({
        failure: "response_too_large",
      });
    },
  );

  test("is noticed however the identity is spread over the claims", () => {
    for (const names of [["sub"], ["client_id"], ["azp"], ["scope"], ["scp"], ["iss"]]) {
      const claims = Object.fromEntries(names.map((name) => [name, "€".repeat(3000)]));
      expect(answerTo(claims)).toEqual({ failure: "response_too_large" });
    }
  });

  test.each([
    ["claims that are mapped", { roles: "€".repeat(2700) }, {}],
    ["a list that is mapped", { roles: Array(900).fill("12345678") }, { apiKind: "http" as const }],
    ["the policy", {}, { policy: policyOf(90) }],
    ["policy and claims together", { roles: "x".repeat(4000) }, { policy: policyOf(60) }],
  ])("is noticed when it is %s", (_name, claims, options) => {
    const settings = { claims_to_context: { roles: "roles" } };
    expect(bytesOf(responseTo({}, { ...options, settings, policy: POLICY }))).toBeLessThan(limit);
    expect(answerTo(claims, { ...options, settings })).toEqual({ failure: "response_too_large" });
  });

  test("is not one with a policy and claims that are just under it", () => {
    const settings = { claims_to_context: { roles: "roles" } };
    const room = limit - bytesOf(responseTo({ roles: "" }, { settings, policy: policyOf(60) }));
    const options = { settings, policy: policyOf(60) };
    expect(bytesOf(responseTo({ roles: "x".repeat(room) }, options))).toBe(limit);
    expect(answerTo({ roles: "x".repeat(room + 1) }, options)).toEqual({ failure: "response_too_large" });
  });
});

function policyOf(resources: number): Policy {
  const Resource = Array(resources).fill("r".repeat(90));
  return { ...POLICY, Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource }] };
}
