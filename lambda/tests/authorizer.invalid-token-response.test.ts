import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { bearer, EVENT_OF, restRequestEvent, STAGE_ARN } from "./support/events.ts";
import { createSigningKey, type Json, jwks } from "./support/keys.ts";
import { createTestAuthorizer, type TestAuthorizer } from "./support/test-authorizer.ts";
import {
  ISSUER,
  mintToken,
  NOW_SECONDS,
  signWith,
  type TokenChanges,
  validClaims,
} from "./support/tokens.ts";

const key = createSigningKey("ES256");
const stranger = createSigningKey("ES256", key.kid);

const SECRET_ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:hmac-AbCdEf";
const DENY = { top: { invalid_token_response: "deny" } };
const denying = (network: () => Json = () => jwks(key)): TestAuthorizer =>
  createTestAuthorizer(network, DENY);
const callWith = (changes: TokenChanges): Json => restRequestEvent(bearer(mintToken(key, changes)));

describe('with invalid_token_response = "deny"', () => {
  test.each<[string, Json]>([
    ["token_malformed", restRequestEvent(bearer("not-a-token"))],
    ["token_malformed", restRequestEvent(bearer("e30.e30.e30"))],
    ["token_malformed", callWith({ claims: { exp: "tomorrow" } })],
    ["algorithm_not_allowed", callWith({ header: { alg: "HS256" } })],
    ["issuer_unknown", callWith({ claims: { iss: `${ISSUER}x` } })],
    ["audience_mismatch", callWith({ claims: { aud: "x" } })],
    ["token_type_wrong", callWith({ header: { typ: "dpop+jwt" } })],
    ["signature_invalid", restRequestEvent(bearer(mintToken(stranger)))],
  ])(
    "%s, which no later decision could accept, gets a policy that denies the whole stage",
    async (reason, event) => {
      const authorizer = denying();
      const outcome = await authorizer.call(event);
      expect(outcome).toMatchObject({ status: 403, reason });
      expect(outcome.response).toEqual({
        principalId: "unknown",
        policyDocument: {
          Version: "2012-10-17",
          Statement: [{ Effect: "Deny", Action: "execute-api:Invoke", Resource: [`${STAGE_ARN}/*`] }],
        },
        context: {},
      });
      expect(JSON.parse(authorizer.lines.at(-1) ?? "")).toMatchObject({
        outcome: "forbidden",
        level: "WARN",
      });
    },
  );

  test("the handshake of a WebSocket API is denied on its own resource", async () => {
    const event = EVENT_OF.WebSocket({ query: { access_token: "not-a-token" } });
    const { response } = await denying().call(event);
    expect(response?.policyDocument.Statement).toMatchObject([{ Resource: [`${STAGE_ARN}/$connect`] }]);
  });

  test.each<[string, Json]>([
    ["token_missing", restRequestEvent({})],
    ["token_expired", callWith({ claims: { exp: NOW_SECONDS - 31 } })],
    ["token_not_yet_valid", callWith({ claims: { nbf: NOW_SECONDS + 31 } })],
    ["key_unknown", callWith({ header: { kid: "other" } })],
    ["sender_constrained", callWith({ claims: { cnf: {} } })],
  ])("%s stays a 401, because clients refresh their token after a 401", async (reason, event) => {
    expect(await denying().call(event)).toMatchObject({ status: 401, reason, response: undefined });
  });

  test("two tokens stay a 401, because the cached answer might be used for one that is valid", async () => {
    const token = mintToken(key);
    const event = restRequestEvent({
      headers: { Authorization: `Bearer ${token}`, authorization: "Bearer x" },
    });
    expect(await denying().call(event)).toMatchObject({ status: 401, reason: "token_ambiguous" });
  });

  test.each([
    ["valid", { headers: { Authorization: "Bearer GOOD,Bearer junk" } }],
    ["invalid", { headers: { Authorization: "Bearer junk,Bearer GOOD" } }],
  ])("two tokens stay a 401 if an HTTP API has joined them with the %s one first", async (_name, call) => {
    const token = mintToken(key);
    const headers = { Authorization: call.headers.Authorization.replace("GOOD", token) };
    const joined = EVENT_OF["HTTP 2.0"]({ headers });
    const shown = { ...joined, identitySource: [`Bearer ${token}`] };
    for (const event of [joined, shown, EVENT_OF["HTTP 1.0"]({ headers })]) {
      expect(await denying().call(event)).toMatchObject({ status: 401, reason: "token_ambiguous" });
    }
  });

  test("an invalid token stays a 401 if the gateway would cache the answer for another value", async () => {
    const event = { ...EVENT_OF["HTTP 2.0"](bearer("junk")), identitySource: [`Bearer ${mintToken(key)}`] };
    expect(await denying().call(event)).toMatchObject({ status: 401, reason: "token_ambiguous" });
  });

  test("an invalid signature without kid stays a 401, because its key may be published later", async () => {
    const event = restRequestEvent(bearer(mintToken(stranger, { header: { kid: undefined } })));
    expect(await denying().call(event)).toMatchObject({ status: 401, reason: "signature_invalid" });
  });

  test("an invalid signature stays a 401 while the keys are expired, and is denied again with new keys", async () => {
    const event = restRequestEvent(bearer(mintToken(stranger, { claims: { exp: NOW_SECONDS + 7200 } })));
    let isDown = false;
    const authorizer = denying(() => {
      if (isDown) {
        throw new Error("down");
      }
      return jwks(key);
    });
    expect(await authorizer.call(event)).toMatchObject({ status: 403 });
    isDown = true;
    authorizer.clock.advanceSeconds(700);
    expect(await authorizer.call(event)).toMatchObject({ status: 401, reason: "signature_invalid" });
    isDown = false;
    authorizer.clock.advanceSeconds(60);
    expect(await authorizer.call(event)).toMatchObject({ status: 403, reason: "signature_invalid" });
  });

  test("a request that can't be decided stays a 500", async () => {
    const authorizer = denying(() => {
      throw new Error("down");
    });
    expect(await authorizer.call(callWith({}))).toMatchObject({ status: 500, reason: "keys_unavailable" });
  });

  test("a valid token is accepted", async () => {
    expect(await denying().call(callWith({}))).toMatchObject({ status: 200 });
  });

  test("an invalid MAC stays a 401 even with a kid, because the secret may have changed", async () => {
    const secrets = [1, 2].map((fill) => Buffer.alloc(32, fill));
    const macToken = (secret: Buffer | undefined, kid: string): Json =>
      restRequestEvent(
        bearer(
          signWith({ alg: "HS256", kid }, validClaims(), (data) =>
            createHmac("sha256", secret ?? "")
              .update(data)
              .digest(),
          ),
        ),
      );
    let [current] = secrets;
    const authorizer = createTestAuthorizer(
      () => ({}),
      {
        ...DENY,
        issuer: {
          ...{ jwks_url: null, ca_certificates_pem: null, algorithms: ["HS256"] },
          shared_secret: { arn: SECRET_ARN, encoding: "hex", overlap_seconds: 0 },
        },
      },
      undefined,
      async () => ({
        current: { value: current?.toString("hex") ?? "" },
        changedAt: 0,
        previous: undefined,
      }),
    );
    expect(await authorizer.call(macToken(secrets[0], "k"))).toMatchObject({ status: 200 });
    authorizer.clock.advanceSeconds(1);
    expect(await authorizer.call(macToken(Buffer.alloc(32), "k"))).toMatchObject({ status: 401 });
    [, current] = secrets;
    // The secret was read again a moment ago, and the cool-down has not passed.
    expect(await authorizer.call(macToken(current, "k"))).toMatchObject({
      status: 401,
      reason: "signature_invalid",
    });
    authorizer.clock.advanceSeconds(31);
    expect(await authorizer.call(macToken(current, "k"))).toMatchObject({ status: 200 });
  });
});
