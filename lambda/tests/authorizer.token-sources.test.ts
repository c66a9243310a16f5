import { describe, expect, test } from "vitest";
import { bearer, type Call, EVENT_OF, httpEvent20, restRequestEvent, type Shape } from "./support/events.ts";
import { createGateway } from "./support/gateway.ts";
import { createSigningKey, type Json, jwks } from "./support/keys.ts";
import { createTestAuthorizer, type TestAuthorizer } from "./support/test-authorizer.ts";
import { invokedBy, TOKEN_SOURCES } from "./support/token-places.ts";
import { mintToken } from "./support/tokens.ts";

const key = createSigningKey("ES256");
const token = mintToken(key);

function authorizerWith(token_sources: Json | undefined): TestAuthorizer {
  return createTestAuthorizer(() => jwks(key), { top: { token_sources } });
}

/** A call with a value at each place. */
const CALL_AT: Readonly<Record<string, (value: string) => Call>> = {
  live: (value) => ({ headers: { Authorization: `Bearer ${value}` } }),
  "live-cookie": (value) => ({ cookies: ["theme=dark", `session=${value}`] }),
  "live-plain": (value) => ({ headers: { "X-Token": value } }),
  "live-query": (value) => ({ query: { token: value } }),
};
const ALIASES = Object.keys(CALL_AT);
const SHAPES: readonly Shape[] = ["REST REQUEST", "HTTP 1.0", "HTTP 2.0"];

function callAt(alias: string, value: string): Call {
  return CALL_AT[alias]?.(value) ?? {};
}

function both(one: Call, other: Call): Call {
  return { ...one, ...other, headers: { ...one.headers, ...other.headers } };
}

const pairs = ALIASES.flatMap((alias) =>
  ALIASES.filter((other) => other !== alias).map((other) => [alias, other] as const),
);

describe.each(SHAPES)("at %s, an authorizer that invokes", (shape) => {
  const event = EVENT_OF[shape];

  test.each(ALIASES)("%s accepts a token at the place of this alias", async (alias) => {
    const { call } = authorizerWith(TOKEN_SOURCES);
    for (let time = 0; time < 3; time++) {
      expect(await call(event(callAt(alias, token)), invokedBy(alias))).toMatchObject({ status: 200 });
    }
  });

  test.each(pairs)("%s does not read a token at the place of %s", async (alias, other) => {
    const { call } = authorizerWith(TOKEN_SOURCES);
    for (let time = 0; time < 3; time++) {
      expect(await call(event(callAt(other, token)), invokedBy(other))).toMatchObject({ status: 200 });
      expect(await call(event(callAt(other, token)), invokedBy(alias))).toMatchObject({
        status: 401,
        reason: "token_missing",
      });
    }
  });

  test.each(pairs)("%s refuses junk there, even with a valid token at %s", async (alias, other) => {
    const { call } = authorizerWith(TOKEN_SOURCES);
    const request = event(both(callAt(other, token), callAt(alias, "junk")));
    for (let time = 0; time < 3; time++) {
      expect(await call(request, invokedBy(other))).toMatchObject({ status: 200 });
      expect(await call(request, invokedBy(alias))).toMatchObject({
        status: 401,
        reason: "token_malformed",
      });
    }
  });
});

describe("a token is kept for one place only", () => {
  test("so that a value that is valid at one place is still checked at another one", async () => {
    const { call } = authorizerWith(TOKEN_SOURCES);
    const withScheme = { headers: { Authorization: `Bearer ${token}`, "X-Token": `Bearer ${token}` } };
    for (let time = 0; time < 3; time++) {
      expect(await call(restRequestEvent(withScheme), invokedBy("live"))).toMatchObject({ status: 200 });
    }
    expect(await call(restRequestEvent(withScheme), invokedBy("live-plain"))).toMatchObject({
      status: 401,
      reason: "token_malformed",
    });
  });
});

describe("if the context does not name the alias of a token source, no decision is made", () => {
  const ARN = String(invokedBy("live")["invokedFunctionArn"]);
  const contexts: readonly (readonly [string, unknown])[] = [
    ["there is no context", undefined],
    ["the context is null", null],
    ["the context is a string", ARN],
    ["the context is a list", [ARN]],
    ["the context has no ARN", {}],
    ["the ARN is null", { invokedFunctionArn: null }],
    ["the ARN is a number", { invokedFunctionArn: 1 }],
    ["the ARN is a list", { invokedFunctionArn: [ARN] }],
    ["the ARN is an object", { invokedFunctionArn: { toString: () => ARN } }],
    ["the ARN is empty", { invokedFunctionArn: "" }],
    ["the ARN is an alias alone", { invokedFunctionArn: "live" }],
    ["the ARN has no qualifier", invokedBy()],
    ["the ARN has an empty qualifier", invokedBy("")],
    ["the ARN has two qualifiers", invokedBy("live:live")],
    ["the ARN has a qualifier and a colon", invokedBy("live:")],
    ["the ARN has a space at the end", invokedBy("live ")],
    ["the ARN has a line feed at the end", invokedBy("live\n")],
    ["the ARN begins in another way", { invokedFunctionArn: `x${ARN}` }],
    ["the ARN is that of another service", { invokedFunctionArn: ARN.replace(":lambda:", ":execute-api:") }],
    ["the ARN has a name with a wildcard", { invokedFunctionArn: ARN.replace(":orders:", ":*:") }],
    [
      "the ARN is longer than Lambda makes any",
      { invokedFunctionArn: ARN.replace("orders", "o".repeat(65)) },
    ],
    ["the ARN has a million characters", { invokedFunctionArn: ARN + "e".repeat(1_000_000) }],
    ["the qualifier is $LATEST", invokedBy("$LATEST")],
    ["the qualifier is a version", invokedBy("7")],
    ["the alias is the user's own", invokedBy("blue")],
    ["the alias has capital letters", invokedBy("LIVE")],
    ["the alias has the key in capital letters", invokedBy("live-COOKIE")],
    ["the alias has no key", invokedBy("live-")],
    ["the alias has only the key", invokedBy("cookie")],
    ["the alias has an unknown key", invokedBy("live-other")],
    ["the alias has more than the key", invokedBy("live-cookie-2")],
    ["the alias has the name of a member of every object", invokedBy("live-constructor")],
    ["the alias has the name of every object's prototype", invokedBy("live-__proto__")],
  ];

  test.each(contexts)("%s", async (_title, context) => {
    const { call } = authorizerWith(TOKEN_SOURCES);
    const everywhere = ALIASES.map((alias) => callAt(alias, token)).reduce(both);
    for (let time = 0; time < 3; time++) {
      expect(await call(restRequestEvent(everywhere), context)).toMatchObject({
        status: 500,
        reason: "event_unrecognized",
        detail: expect.stringMatching(/^context\.invokedFunctionArn: not the/),
      });
      // Also after an invocation whose alias is known.
      expect(await call(restRequestEvent(everywhere), invokedBy("live-cookie"))).toMatchObject({
        status: 200,
      });
    }
  });

  test("and a client that sends the ARN in its request changes nothing", async () => {
    const { call } = authorizerWith(TOKEN_SOURCES);
    const { invokedFunctionArn } = invokedBy("live-plain");
    const headers = { "X-Token": token, invokedFunctionArn: String(invokedFunctionArn) };
    const event = { ...restRequestEvent({ headers }), invokedFunctionArn };
    expect(await call(event, invokedBy("live"))).toMatchObject({ status: 401, reason: "token_missing" });
    expect(await call(event)).toMatchObject({ status: 500, reason: "event_unrecognized" });
  });
});

describe("the alias of a subprotocol", () => {
  const headers = { "Sec-WebSocket-Protocol": `access_token, ${token}` };

  test("reads the token of a WebSocket API", async () => {
    const { call } = authorizerWith(TOKEN_SOURCES);
    expect(await call(EVENT_OF.WebSocket({ headers }), invokedBy("live-page"))).toMatchObject({
      status: 200,
    });
    const atDefault = EVENT_OF.WebSocket({ query: { access_token: token } });
    expect(await call(atDefault, invokedBy("live"))).toMatchObject({ status: 200 });
    expect(await call(atDefault, invokedBy("live-page"))).toMatchObject({ status: 401 });
  });

  test.each(SHAPES)("makes no decision at %s, which has no subprotocol", async (shape) => {
    const { call } = authorizerWith(TOKEN_SOURCES);
    expect(await call(EVENT_OF[shape]({ headers }), invokedBy("live-page"))).toMatchObject({
      status: 500,
      reason: "event_unrecognized",
      detail: "context.invokedFunctionArn: the alias of a subprotocol, which only WebSocket APIs have",
    });
  });
});

test("without token_sources, nothing of the context but the request ID is read", async () => {
  const { call } = authorizerWith(undefined);
  const context = {
    get invokedFunctionArn(): string {
      throw new Error("was read");
    },
  };
  for (const each of [undefined, invokedBy("blue"), invokedBy("$LATEST"), invokedBy(), context]) {
    expect(await call(httpEvent20(bearer(token)), each)).toMatchObject({ status: 200 });
  }
});

test("an authorizer that invokes the alias of another place would poison its cache, so the alias must decide", async () => {
  const { authorize, clock } = authorizerWith(TOKEN_SOURCES);
  const request = restRequestEvent(both(callAt("live-cookie", token), callAt("live", "junk")));
  const cacheKey = "Bearer junk";
  const wrong = createGateway((event) => authorize(event, invokedBy("live-cookie")), 300, clock.now);
  expect(await wrong.call(cacheKey, request)).toBe(200);
  expect(await wrong.call(cacheKey, restRequestEvent(bearer("junk")))).toBe(200);

  const right = createGateway((event) => authorize(event, invokedBy("live")), 300, clock.now);
  expect(await right.call(cacheKey, request)).toBe(401);
  expect(await right.call(cacheKey, restRequestEvent(bearer("junk")))).toBe(401);
});
