import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bearer, EVENT_OF, type Shape, STAGE_ARN } from "./support/events.ts";
import { createSigningKey, jwks } from "./support/keys.ts";
import { isAllowed } from "./support/policy-matcher.ts";
import { createTestAuthorizer } from "./support/test-authorizer.ts";
import { AUDIENCE, mintToken } from "./support/tokens.ts";

const key = createSigningKey("ES256");
const authorizer = createTestAuthorizer(() => jwks(key));
const token = mintToken(key, { claims: { scope: "a", client_id: "c" } });

const method = fc.constantFrom("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");
const path = fc.string({ unit: "binary", maxLength: 30 }).map((rest) => `/${rest}`);
const shape = fc.constantFrom<Shape>("REST TOKEN", "REST REQUEST", "HTTP 1.0", "HTTP 2.0");
const extras = fc.record({
  headers: fc.dictionary(fc.constantFrom("sub", "client_id", "X-Sub", "exp"), fc.string()),
  query: fc.dictionary(fc.constantFrom("sub", "client_id"), fc.string()),
});

describe("a cached answer", () => {
  test("depends on the token and the stage, and on nothing else in the request", async () => {
    const plain = await authorizer.call(EVENT_OF["REST REQUEST"](bearer(token)));
    await fc.assert(
      fc.asyncProperty(shape, method, path, extras, async (each, verb, where, { headers, query }) => {
        const call = { headers: { ...headers, ...bearer(token).headers }, query, method: verb, path: where };
        const { response } = await authorizer.call(EVENT_OF[each](call));
        expect(response).toEqual(plain.response);
      }),
    );
  });

  test("allows the original request and every later request with the same token", async () => {
    await fc.assert(
      fc.asyncProperty(method, path, method, path, async (verb, where, laterVerb, laterPath) => {
        const { response } = await authorizer.call(
          EVENT_OF["REST REQUEST"]({ ...bearer(token), method: verb, path: where }),
        );
        const policy = response?.policyDocument ?? { Version: "2012-10-17", Statement: [] };
        expect(isAllowed(policy, `${STAGE_ARN}/${verb}${where}`)).toBe(true);
        expect(isAllowed(policy, `${STAGE_ARN}/${laterVerb}${laterPath}`)).toBe(true);
      }),
    );
  });

  test("of an HTTP API with payload 1.0 is never made from a token outside its source", async () => {
    const event = {
      ...EVENT_OF["HTTP 1.0"]({}),
      authorizationToken: `Bearer ${token}`,
      identitySource: token,
    };
    expect(await authorizer.call(event)).toMatchObject({ status: 401, reason: "token_missing" });
  });

  test("for one stage is not valid for another", async () => {
    const otherStage = STAGE_ARN.replace("/prod", "/test");
    const { response } = await authorizer.call(
      EVENT_OF["HTTP 2.0"]({ ...bearer(token), stageArn: otherStage }),
    );
    expect(response?.policyDocument.Statement[0]?.Resource).toEqual([`${otherStage}/*`]);
  });

  test.each([
    ["new", 1],
    ["seen once before", 2],
    ["cached", 3],
  ])(
    "for a token that is %s can't be changed by the code that receives it, which may share it",
    async (_, calls) => {
      const changes = { claims_to_context: { roles: "roles" }, invalid_token_response: "deny" };
      const asked = createTestAuthorizer(() => jwks(key), { top: changes });
      for (const aud of [AUDIENCE, "other"]) {
        const event = EVENT_OF["HTTP 2.0"](bearer(mintToken(key, { claims: { aud, roles: ["a"] } })));
        const responses = [];
        while (responses.length < calls) {
          responses.push((await asked.call(event)).response);
        }
        expect(responses.at(-1)?.context).toEqual(
          aud === AUDIENCE ? expect.objectContaining({ roles: ["a"] }) : {},
        );
        expect(unfrozenParts(responses.at(-1))).toEqual([]);
      }
    },
  );
});

/** The paths of all objects in the value that are not frozen. */
function unfrozenParts(value: unknown, path = "response"): readonly string[] {
  if (typeof value !== "object" || value === null) {
    return [];
  }
  const inside = Object.entries(value).flatMap(([key, part]) => unfrozenParts(part, `${path}.${key}`));
  return Object.isFrozen(value) ? inside : [path, ...inside];
}
