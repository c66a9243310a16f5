import { describe, expect, test } from "vitest";
import { FetchError } from "../src/keys/fetch-json.ts";
import { bearer, EVENT_OF, REQUEST_ID, restRequestEvent, type Shape, STAGE_ARN } from "./support/events.ts";
import { createSigningKey, type Json, jwks } from "./support/keys.ts";
import { createTestAuthorizer } from "./support/test-authorizer.ts";
import { ISSUER, mintToken, NOW_SECONDS } from "./support/tokens.ts";

const key = createSigningKey("ES256");
const KEYS = jwks(key);

/** A call with a token that is valid except for these claims. */
const callWith = (claims: Json): Json => restRequestEvent(bearer(mintToken(key, { claims })));

describe("a valid token", () => {
  test.each(Object.keys(EVENT_OF) as Shape[])(
    "in a %s event is accepted without a log line",
    async (shape) => {
      const token = mintToken(key, { claims: { client_id: "app", scope: "a b" } });
      const authorizer = createTestAuthorizer(() => KEYS);
      const { response } = await authorizer.call(
        EVENT_OF[shape](shape === "WebSocket" ? { query: { access_token: token } } : bearer(token)),
      );
      expect(response).toEqual({
        principalId: "user-1",
        policyDocument: {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: "execute-api:Invoke",
              Resource: [`${STAGE_ARN}/${shape === "WebSocket" ? "$connect" : "*"}`],
            },
          ],
        },
        context: { sub: "user-1", iss: ISSUER, client_id: "app", scope: "a b", exp: NOW_SECONDS + 600 },
      });
      expect(authorizer.lines).toEqual([]);
    },
  );

  test.each(Object.keys(EVENT_OF) as Shape[])("in another place of a %s event is ignored", async (shape) => {
    const token = mintToken(key);
    const elsewhere = shape === "WebSocket" ? bearer(token) : { query: { access_token: token } };
    const authorizer = createTestAuthorizer(() => KEYS);
    const outcome = await authorizer.call(EVENT_OF[shape](elsewhere));
    expect(outcome).toMatchObject({ status: 401, reason: "token_missing" });
    expect(authorizer.fetches).toEqual([]);
  });

  test("expires at a whole second, as in jose", async () => {
    const authorizer = createTestAuthorizer(() => KEYS);
    authorizer.clock.advanceSeconds(30.6);
    expect((await authorizer.call(callWith({ exp: NOW_SECONDS + 0.5 }))).status).toBe(200);
  });

  test("is accepted until its exp plus the skew", async () => {
    const authorizer = createTestAuthorizer(() => KEYS);
    const event = callWith({});
    authorizer.clock.advanceSeconds(629.999);
    expect((await authorizer.call(event)).status).toBe(200);
    authorizer.clock.advanceSeconds(0.001);
    expect(await authorizer.call(event)).toMatchObject({ status: 401, reason: "token_expired" });
  });
});

describe("the log of a refusal", () => {
  test("names the request, the stage and the issuer's name in the configuration", async () => {
    const authorizer = createTestAuthorizer(() => KEYS);
    await authorizer.call(callWith({ aud: "x" }));
    expect(JSON.parse(authorizer.lines[0] ?? "")).toMatchObject({
      trusted_issuer: "default",
      stage_arn: STAGE_ARN,
      request_id: REQUEST_ID,
    });
  });

  test("explains why a fetch of keys failed", async () => {
    const authorizer = createTestAuthorizer(() => {
      throw new FetchError("status 503");
    });
    await authorizer.call(callWith({}));
    expect(JSON.parse(authorizer.lines[0] ?? "")).toEqual({
      schema_version: 1,
      timestamp: "2027-01-15T08:00:00.000Z",
      function_name: "orders",
      level: "ERROR",
      message: "fetch of keys failed",
      trusted_issuer: "default",
      reason: "status 503",
    });
  });
});
