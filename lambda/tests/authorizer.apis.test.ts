import { describe, expect, test } from "vitest";
import { bearer, EVENT_OF, type Shape, STAGE_ARN } from "./support/events.ts";
import { createSigningKey, type Json, jwks } from "./support/keys.ts";
import { createTestAuthorizer, type TestAuthorizer } from "./support/test-authorizer.ts";
import { ISSUER, mintToken } from "./support/tokens.ts";

const key = createSigningKey("ES256");
const ORDERS = "https://orders.example.com";
const BILLING = "https://billing.example.com";
const tokenFor = (aud: unknown, claims: Json = {}): string => mintToken(key, { claims: { aud, ...claims } });

const ORDERS_ID = "abcdef1234";
const BILLING_ID = "xyz987";
const APIS: Json = {
  orders: { id: ORDERS_ID, audience: [ORDERS, "orders"] },
  billing: { id: BILLING_ID, audience: [BILLING] },
};
/** An API without an entry, and IDs that resemble one. */
const UNLISTED = ["other12345", "abcdef12345", "abcdef123", "orders", "1234567890"];

const shapes: readonly Shape[] = ["REST TOKEN", "REST REQUEST", "HTTP 1.0", "HTTP 2.0", "WebSocket"];

function eventAt(
  api: string,
  token: string,
  shape: Shape = "REST REQUEST",
  path = "/orders",
  stage = "prod",
): Json {
  const stageArn = `${STAGE_ARN.slice(0, STAGE_ARN.lastIndexOf(":"))}:${api}/${stage}`;
  return EVENT_OF[shape]({ ...bearer(token), query: { access_token: token }, path, stageArn });
}

/** By default, the issuer has no audience: its tokens are accepted only at the listed APIs. */
function authorizerWith(top: Json = {}, issuer: Json = { audience: null }): TestAuthorizer {
  return createTestAuthorizer(() => jwks(key), { top: { apis: APIS, ...top }, issuer });
}

const MISMATCH = { status: 401, reason: "audience_mismatch" };
const lastHint = ({ lines }: TestAuthorizer): unknown => JSON.parse(lines.at(-1) ?? "{}").hint;

describe.each(shapes)("with an audience for each API, at %s,", (shape) => {
  test("a token is accepted at the API that it is for, the first time and again", async () => {
    const authorizer = authorizerWith();
    for (let time = 0; time < 4; time++) {
      expect(await authorizer.call(eventAt(ORDERS_ID, tokenFor(ORDERS), shape))).toMatchObject({
        status: 200,
      });
      expect(await authorizer.call(eventAt(ORDERS_ID, tokenFor(["x", "orders"]), shape))).toMatchObject({
        status: 200,
      });
      expect(await authorizer.call(eventAt(BILLING_ID, tokenFor(BILLING), shape))).toMatchObject({
        status: 200,
      });
    }
  });

  test.each([
    ["the audience of another API", BILLING],
    ["the ID of the API as its audience", ORDERS_ID],
    ["an audience that only begins with that of the API", `${ORDERS}/`],
    ["the audience of the API in another case", ORDERS.toUpperCase()],
    ["no audience", undefined],
    ["an empty list of audiences", []],
    ["the audience of the API inside a list", [[ORDERS]]],
  ])("a token with %s is refused", async (_title, aud) => {
    expect(await authorizerWith().call(eventAt(ORDERS_ID, tokenFor(aud), shape))).toMatchObject(MISMATCH);
  });

  test("a token that was accepted and kept at its API is refused at every other one, and still accepted there", async () => {
    const authorizer = authorizerWith();
    const token = tokenFor(ORDERS);
    for (let time = 0; time < 4; time++) {
      expect(await authorizer.call(eventAt(ORDERS_ID, token, shape))).toMatchObject({ status: 200 });
      for (const api of [BILLING_ID, ...UNLISTED]) {
        expect(await authorizer.call(eventAt(api, token, shape))).toMatchObject(MISMATCH);
      }
    }
  });

  test("a token that was refused at another API is accepted at its own", async () => {
    const authorizer = authorizerWith();
    const token = tokenFor(BILLING);
    for (let time = 0; time < 3; time++) {
      expect(await authorizer.call(eventAt(ORDERS_ID, token, shape))).toMatchObject(MISMATCH);
    }
    expect(await authorizer.call(eventAt(BILLING_ID, token, shape))).toMatchObject({ status: 200 });
  });

  test("an API whose ID the gateway writes in another case is the same API", async () => {
    const authorizer = authorizerWith({}, { audience: ["shared"] });
    for (const api of [ORDERS_ID, ORDERS_ID.toUpperCase()]) {
      expect(await authorizer.call(eventAt(api, tokenFor(ORDERS), shape))).toMatchObject({ status: 200 });
      expect(await authorizer.call(eventAt(api, tokenFor("shared"), shape))).toMatchObject(MISMATCH);
    }
  });

  test("an API whose ID only resembles a listed one is not listed", async () => {
    const authorizer = authorizerWith({}, { audience: ["shared"] });
    for (const api of UNLISTED) {
      expect(await authorizer.call(eventAt(api, tokenFor(ORDERS), shape))).toMatchObject(MISMATCH);
      expect(await authorizer.call(eventAt(api, tokenFor("shared"), shape))).toMatchObject({ status: 200 });
    }
    expect(await authorizer.call(eventAt(ORDERS_ID, tokenFor("shared"), shape))).toMatchObject(MISMATCH);
  });
});

describe("the audience of an API", () => {
  test("replaces that of every issuer, and its claim stays the one of the issuer", async () => {
    const issuer = { audience: ["shared"], audience_claim: "client_id" };
    const authorizer = authorizerWith({}, issuer);
    const clientToken = tokenFor("x", { client_id: BILLING });
    expect(await authorizer.call(eventAt(BILLING_ID, clientToken))).toMatchObject({ status: 200 });
    expect(await authorizer.call(eventAt(BILLING_ID, tokenFor(BILLING)))).toMatchObject(MISMATCH);
  });

  test("is that of the issuer for an entry without one", async () => {
    const apis = { orders: { id: ORDERS_ID }, billing: { id: BILLING_ID, audience: [BILLING] } };
    const authorizer = authorizerWith({ apis }, { audience: ["shared"] });
    for (let time = 0; time < 3; time++) {
      expect(await authorizer.call(eventAt(ORDERS_ID, tokenFor("shared")))).toMatchObject({ status: 200 });
      expect(await authorizer.call(eventAt(BILLING_ID, tokenFor("shared")))).toMatchObject(MISMATCH);
    }
  });

  test("is not taken from the path, the stage or anything else that the request has", async () => {
    const authorizer = authorizerWith();
    const token = tokenFor(BILLING);
    const ofOrders = eventAt(
      ORDERS_ID,
      token,
      "REST REQUEST",
      `/x:${BILLING_ID}/prod/GET/orders`,
      BILLING_ID,
    );
    const forged = {
      ...ofOrders,
      routeArn: STAGE_ARN.replace(ORDERS_ID, BILLING_ID),
      apiId: BILLING_ID,
      requestContext: { apiId: BILLING_ID, domainName: `${BILLING_ID}.execute-api.example.com` },
    };
    for (const event of [ofOrders, forged]) {
      expect(await authorizer.call(event)).toMatchObject(MISMATCH);
    }
  });

  test("is checked again while the keys are stale and have to be asked for each time", async () => {
    let isDown = false;
    const authorizer = createTestAuthorizer(
      () => {
        if (isDown) {
          throw new Error("down");
        }
        return jwks(key);
      },
      { top: { apis: APIS }, issuer: { audience: null, jwks_cache_ttl_seconds: 60 } },
    );
    const token = tokenFor(ORDERS);
    for (let time = 0; time < 3; time++) {
      expect(await authorizer.call(eventAt(ORDERS_ID, token))).toMatchObject({ status: 200 });
    }
    isDown = true;
    authorizer.clock.advanceSeconds(120);
    for (let time = 0; time < 3; time++) {
      expect(await authorizer.call(eventAt(BILLING_ID, token))).toMatchObject(MISMATCH);
      expect(await authorizer.call(eventAt(ORDERS_ID, token))).toMatchObject({ status: 200 });
    }
  });

  test("can be refused with a 403 that API Gateway caches: at that API, the token can never be accepted", async () => {
    const authorizer = authorizerWith({ invalid_token_response: "deny" });
    const token = tokenFor(ORDERS);
    for (let time = 0; time < 3; time++) {
      const refused = await authorizer.call(eventAt(BILLING_ID, token));
      expect(refused).toMatchObject({ status: 403, reason: "audience_mismatch" });
      const resources = refused.response?.policyDocument.Statement.flatMap(({ Resource }) => Resource);
      expect(resources).toEqual([expect.stringContaining(`:${BILLING_ID}/prod/`)]);
      expect(await authorizer.call(eventAt(ORDERS_ID, token))).toMatchObject({ status: 200 });
    }
  });

  test.each<[string, string, unknown, Json, string]>([
    [
      "of another listed API",
      ORDERS_ID,
      BILLING,
      { audience: null },
      "aud is an audience of apis.billing, and the request is for apis.orders",
    ],
    [
      "of a listed API, at one that is not listed",
      "other12345",
      BILLING,
      { audience: ["shared"] },
      "aud is an audience of apis.billing, and the request is for an API that apis does not list",
    ],
    [
      "where nothing can be accepted",
      "other12345",
      "x",
      { audience: null },
      "the request is for an API that apis does not list: neither that API nor the issuer has an audience",
    ],
    [
      "with another spelling",
      ORDERS_ID,
      `${ORDERS}/`,
      { audience: null },
      "aud differs from a configured audience only by a slash at the end",
    ],
  ])("has a hint for a token %s, also after the token was kept", async (_title, api, aud, issuer, hint) => {
    const authorizer = authorizerWith({}, issuer);
    const token = tokenFor(aud);
    for (let time = 0; time < 4; time++) {
      expect(await authorizer.call(eventAt(api, token))).toMatchObject(MISMATCH);
      expect(lastHint(authorizer)).toBe(hint);
      await authorizer.call(eventAt(BILLING_ID, token));
    }
  });
});

describe("rules by API", () => {
  const RULES = [
    { methods: ["GET"], paths: ["/orders"], apis: ["orders"], scopes: ["read"] },
    { methods: ["GET"], paths: ["/invoices"], apis: ["billing"], scopes: ["read"] },
    { methods: ["GET"], paths: ["/health"], any_token: true },
    { effect: "deny", paths: ["/*"], apis: ["billing"], claims: [{ name: "suspended", any: [true] }] },
  ];
  const both = tokenFor([ORDERS, BILLING, "shared"], { scope: "read" });
  const suspended = tokenFor([ORDERS, BILLING, "shared"], { scope: "read", suspended: true });
  const withRules = (): TestAuthorizer => authorizerWith({ rules: RULES }, { audience: ["shared"] });

  test.each([
    ["orders", ORDERS_ID, both, ["/orders", "/health"]],
    ["billing", BILLING_ID, both, ["/invoices", "/health"]],
    ["an API that is not listed", "other12345", both, ["/health"]],
    ["an API whose ID is the key of one", "orders", both, ["/health"]],
    ["orders, for a token that billing denies", ORDERS_ID, suspended, ["/orders", "/health"]],
    ["billing, for a token that it denies", BILLING_ID, suspended, []],
  ])("decide at %s, also for a token that was kept at other APIs", async (_title, api, token, allowed) => {
    const authorizer = withRules();
    for (let time = 0; time < 4; time++) {
      for (const path of ["/orders", "/invoices", "/health", "/"]) {
        const { status } = await authorizer.call(eventAt(api, token, "HTTP 2.0", path));
        expect([path, status]).toEqual([path, allowed.includes(path) ? 200 : 403]);
      }
      for (const other of [ORDERS_ID, BILLING_ID, "other12345"]) {
        await authorizer.call(eventAt(other, token, "HTTP 2.0"));
      }
    }
  });

  test.each([
    [ORDERS_ID, [0, 2]],
    [BILLING_ID, [1, 2]],
    ["other12345", [2]],
  ])(
    "are named in the log at %s by their indexes in the configuration, without those of other APIs",
    async (api, satisfied) => {
      const authorizer = withRules();
      for (let time = 0; time < 3; time++) {
        await authorizer.call(eventAt(api, both, "REST REQUEST", "/nothing"));
        expect(JSON.parse(authorizer.lines.at(-1) ?? "{}")).toMatchObject({
          reason: "rules_not_satisfied",
          satisfied_rules: satisfied,
        });
        await authorizer.call(eventAt(api === ORDERS_ID ? BILLING_ID : ORDERS_ID, both));
      }
    },
  );

  test("deny everything at an API to which none of them applies", async () => {
    const rules = [{ paths: ["/*"], apis: ["orders"], any_token: true }];
    const authorizer = authorizerWith({ rules }, { audience: ["shared"] });
    for (const [api, status] of [
      [ORDERS_ID, 200],
      [BILLING_ID, 403],
      ["other12345", 403],
    ] as const) {
      expect(await authorizer.call(eventAt(api, both, "HTTP 2.0"))).toMatchObject({ status });
      expect(await authorizer.call(eventAt(api, both, "WebSocket"))).toMatchObject({ status });
    }
  });

  test("with a placeholder are filled for each API", async () => {
    const rules = [
      { paths: ["/a/{tenant}"], apis: ["orders"] },
      { paths: ["/b/{tenant}"], apis: ["billing"] },
    ];
    const authorizer = authorizerWith({ rules }, { audience: ["shared"] });
    const token = tokenFor([ORDERS, BILLING], { tenant: "acme" });
    for (let time = 0; time < 3; time++) {
      expect(await authorizer.call(eventAt(ORDERS_ID, token, "HTTP 2.0", "/a/acme"))).toMatchObject({
        status: 200,
      });
      expect(await authorizer.call(eventAt(ORDERS_ID, token, "HTTP 2.0", "/b/acme"))).toMatchObject({
        status: 403,
      });
      expect(await authorizer.call(eventAt(BILLING_ID, token, "HTTP 2.0", "/b/acme"))).toMatchObject({
        status: 200,
      });
      expect(await authorizer.call(eventAt(BILLING_ID, token, "HTTP 2.0", "/a/acme"))).toMatchObject({
        status: 403,
      });
    }
  });
});

describe("custom logic", () => {
  const rules = [
    { paths: ["/a"], apis: ["orders"], any_token: true },
    { paths: ["/b"], any_token: true },
  ];

  test("receives the key of the API, and what the rules allow there", async () => {
    const seen: unknown[] = [];
    const authorizer = createTestAuthorizer(
      () => jwks(key),
      { top: { apis: APIS, rules }, issuer: { audience: ["shared"] } },
      undefined,
      undefined,
      ({ api, decision }) => void seen.push([api, decision.satisfiedRules]),
    );
    for (let time = 0; time < 3; time++) {
      for (const api of [ORDERS_ID, BILLING_ID, "other12345"]) {
        await authorizer.call(eventAt(api, tokenFor([ORDERS, BILLING, "shared"])));
      }
    }
    const each = [
      ["orders", [0, 1]],
      ["billing", [1]],
      [undefined, [1]],
    ];
    expect(seen).toEqual([...each, ...each, ...each]);
  });

  test("adds rules for the API of the request only, without apis", async () => {
    const added = { paths: ["/c"], any_token: true };
    for (const [apis, status] of [
      [{}, 200],
      [{ apis: ["orders"] }, 500],
    ] as const) {
      const authorizer = createTestAuthorizer(
        () => jwks(key),
        { top: { apis: APIS, rules }, issuer: { audience: ["shared"] } },
        undefined,
        undefined,
        () => ({ rules: [{ ...added, ...apis }] }),
      );
      const event = eventAt(ORDERS_ID, tokenFor(ORDERS), "HTTP 2.0", "/c");
      expect(await authorizer.call(event)).toMatchObject({ status });
    }
  });
});

test("two issuers share the audience of an API, and each keeps its own elsewhere", async () => {
  const partner = createSigningKey("ES256");
  const partnerIssuer = "https://partner.example.com/";
  const common = { algorithms: ["ES256"], jwks_cache_ttl_seconds: 600, jwks_max_stale_seconds: 3600 };
  const url = { jwks_fetch_timeout_seconds: 3 };
  const authorizer = createTestAuthorizer((address) => jwks(address.includes("partner") ? partner : key), {
    top: {
      apis: APIS,
      trusted_issuers: {
        own: {
          ...common,
          ...url,
          issuer: ISSUER,
          jwks_url: "https://own.example.com/jwks",
          audience: ["shared"],
        },
        partner: { ...common, ...url, issuer: partnerIssuer, jwks_url: "https://partner.example.com/jwks" },
      },
    },
  });
  const ofPartner = (aud: string): string => mintToken(partner, { claims: { iss: partnerIssuer, aud } });
  for (let time = 0; time < 3; time++) {
    expect(await authorizer.call(eventAt(ORDERS_ID, tokenFor(ORDERS)))).toMatchObject({ status: 200 });
    expect(await authorizer.call(eventAt(ORDERS_ID, ofPartner(ORDERS)))).toMatchObject({ status: 200 });
    expect(await authorizer.call(eventAt("other12345", tokenFor("shared")))).toMatchObject({ status: 200 });
    expect(await authorizer.call(eventAt("other12345", ofPartner("shared")))).toMatchObject(MISMATCH);
  }
});
