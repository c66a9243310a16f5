import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { validDocument } from "./support/configuration.ts";
import { bearer, restRequestEvent } from "./support/events.ts";
import { faultsOf } from "./support/faults.ts";
import { createSigningKey, type Json, publicJwk } from "./support/keys.ts";
import { createTestAuthorizer, type Outcome, type TestAuthorizer } from "./support/test-authorizer.ts";
import { mintToken, signWith, validClaims } from "./support/tokens.ts";

const key = createSigningKey("ES256", "key");
const other = createSigningKey("ES256", "other");
const SECRET = Buffer.alloc(32, 7);
const SECRET_ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:hmac-AbCdEf";
const SHARED_SECRET = { arn: SECRET_ARN, encoding: "hex", overlap_seconds: 0 };

const { default: BASE } = validDocument()["trusted_issuers"] as Record<string, Json>;

/** An authorizer whose issuers all fetch this key set. */
function authorizerOf(issuers: Readonly<Record<string, Json>>, keys: readonly Json[] = [publicJwk(key)]) {
  const trusted = Object.entries(issuers).map(([name, changes]) => [name, { ...BASE, ...changes }]);
  return createTestAuthorizer(
    () => ({ keys }),
    { top: { trusted_issuers: Object.fromEntries(trusted) } },
    undefined,
    async () => ({ current: { value: SECRET.toString("hex") }, changedAt: 0, previous: undefined }),
  );
}

const call = (authorizer: TestAuthorizer, token: string): Promise<Outcome> =>
  authorizer.call(restRequestEvent(bearer(token)));

const tokenWith = (claims: Json, signer = key): string => mintToken(signer, { claims });

const macToken = (claims: Json): string =>
  signWith({ alg: "HS256", typ: "JWT" }, { ...validClaims(), ...claims }, (data) =>
    createHmac("sha256", SECRET).update(data).digest(),
  );

describe("an issuer that is not an https URL", () => {
  test.each([
    "http://adfs.example.com/adfs/services/trust",
    "accounts.google.com",
    "urn:example:issuer",
    "login",
    "My Company (login)",
  ])("is accepted with a key source of its own: %s", async (issuer) => {
    const authorizer = authorizerOf({ a: { issuer } });
    expect(await call(authorizer, tokenWith({ iss: issuer }))).toMatchObject({ status: 200 });
    expect(await call(authorizer, tokenWith({ iss: `${issuer}/` }))).toMatchObject({ status: 401 });
  });

  test("is rejected if its keys would be found by discovery", () => {
    const document = validDocument({ issuer: { issuer: "accounts.google.com", jwks_url: null } });
    expect(faultsOf(JSON.stringify(document))).toEqual([
      {
        path: "trusted_issuers.default.issuer",
        message: expect.stringMatching(/^must be an https URL .* found by discovery: set jwks_url/),
      },
    ]);
  });
});

describe("an entry for tokens without issuer", () => {
  const withoutIssuer = { issuer: null, without_issuer: true, jwks_url: "https://devices.example.com/jwks" };

  test.each([[undefined], [null], [""]])("accepts iss %j", async (iss) => {
    const authorizer = authorizerOf({ devices: withoutIssuer, main: {} });
    expect(await call(authorizer, tokenWith({ iss }))).toMatchObject({
      status: 200,
      response: { context: { iss: "" } },
    });
  });

  test.each([["https://other.example.com/"], [0], [false], [[]], [{}], ["undefined"]])(
    "refuses iss %j",
    async (iss) => {
      const authorizer = authorizerOf({ devices: withoutIssuer });
      expect(await call(authorizer, tokenWith({ iss }))).toMatchObject({ reason: "issuer_unknown" });
    },
  );

  test("is needed: without one, such a token has an unknown issuer", async () => {
    expect(await call(authorizerOf({ main: {} }), tokenWith({ iss: undefined }))).toMatchObject({
      reason: "issuer_unknown",
    });
  });

  test.each<[string, Readonly<Record<string, Json>>, string]>([
    ["twice", { a: withoutIssuer, b: { ...withoutIssuer, jwks_url: "https://b/" } }, "b.without_issuer"],
    ["with an issuer", { a: { ...withoutIssuer, issuer: "a" } }, "a.without_issuer"],
    ["without keys", { a: { ...withoutIssuer, jwks_url: null } }, "a.jwks_url"],
    [
      "with the key set of another entry",
      { a: {}, b: { ...withoutIssuer, jwks_url: BASE?.["jwks_url"] } },
      "b.jwks_url",
    ],
    [
      "before the entry with the same key set",
      { a: { ...withoutIssuer, jwks_url: BASE?.["jwks_url"] }, b: {} },
      "a.jwks_url",
    ],
    [
      "with another spelling of the URL of another entry",
      {
        a: { jwks_url: "https://Login.example.com:443/jwks?" },
        b: { ...withoutIssuer, jwks_url: "https://login.example.com/jwks" },
      },
      "b.jwks_url",
    ],
    [
      "with one of the keys of another entry",
      {
        a: { jwks_url: null, jwks: { keys: [publicJwk(key)] } },
        b: { ...withoutIssuer, jwks_url: null, jwks: { keys: [publicJwk(other), publicJwk(key)] } },
      },
      "b.jwks",
    ],
    [
      "with a seed key of another entry",
      {
        a: { jwks: { keys: [publicJwk(key)] }, jwks_use_until: "2027-01-01T00:00:00Z" },
        b: {
          ...{ ...withoutIssuer, jwks_url: null, algorithms: ["ES256"] },
          public_key_pem: key.publicKey.export({ type: "spki", format: "pem" }),
        },
      },
      "b.public_key_pem",
    ],
    [
      "with the configured keys of another entry",
      {
        a: { jwks_url: null, jwks: { keys: [publicJwk(key)] } },
        b: { ...withoutIssuer, jwks_url: null, jwks: { keys: [publicJwk(key, { kid: "renamed" })] } },
      },
      "b.jwks",
    ],
  ])("is rejected %s", (_name, issuers, path) => {
    const trusted = Object.entries(issuers).map(([name, changes]) => [name, { ...BASE, ...changes }]);
    const document = validDocument({ top: { trusted_issuers: Object.fromEntries(trusted) } });
    expect(faultsOf(JSON.stringify(document)).map((fault) => fault.path)).toEqual([
      `trusted_issuers.${path}`,
    ]);
  });
});

describe("a service token with its identity in another claim", () => {
  test.each([
    { sub: "" },
    { sub: null },
    { sub: "", client_id: "", azp: null },
    { nbf: null },
    { iat: null },
  ])("is accepted with %j", async (claims) => {
    const authorizer = createTestAuthorizer(() => ({ keys: [publicJwk(key)] }), {
      top: { principal_claim: "common_name" },
    });
    const token = tokenWith({ ...claims, common_name: "service-1" });
    expect(await call(authorizer, token)).toMatchObject({
      status: 200,
      response: { principalId: "service-1" },
    });
  });

  test("has the next claim that is not empty as its principal", async () => {
    const claims = { sub: "", client_id: null, azp: "client-1" };
    expect(await call(authorizerOf({ a: {} }), tokenWith(claims))).toMatchObject({
      response: { principalId: "client-1", context: { sub: "", client_id: "client-1" } },
    });
    expect(await call(authorizerOf({ a: {} }), tokenWith({ sub: null }))).toMatchObject({
      response: { principalId: "unknown" },
    });
  });
});

describe("an issuer that moves from a shared secret to a key set", () => {
  const both = { algorithms: ["HS256", "ES256"], shared_secret: SHARED_SECRET };

  test("has tokens of both kinds accepted", async () => {
    const authorizer = authorizerOf({ a: both });
    expect(await call(authorizer, macToken({}))).toMatchObject({ status: 200 });
    expect(await call(authorizer, tokenWith({}))).toMatchObject({ status: 200 });
  });

  test("never verifies an HMAC with a public key, nor another algorithm with the secret", async () => {
    const authorizer = authorizerOf({ a: both });
    const publicKeys = [
      key.publicKey.export({ type: "spki", format: "pem" }),
      key.publicKey.export({ type: "spki", format: "der" }),
      JSON.stringify(publicJwk(key)),
    ];
    for (const confused of publicKeys) {
      const forged = signWith({ alg: "HS256", kid: "key" }, validClaims(), (data) =>
        createHmac("sha256", confused).update(data).digest(),
      );
      expect(await call(authorizer, forged)).toMatchObject({ status: 401, reason: "signature_invalid" });
    }
    const renamed = signWith({ alg: "ES256", kid: "key" }, validClaims(), (data) =>
      createHmac("sha256", SECRET).update(data).digest(),
    );
    expect(await call(authorizer, renamed)).toMatchObject({ status: 401, reason: "signature_invalid" });
    const unlisted = signWith({ alg: "HS512" }, validClaims(), (data) =>
      createHmac("sha512", SECRET).update(data).digest(),
    );
    expect(await call(authorizer, unlisted)).toMatchObject({ reason: "algorithm_not_allowed" });
  });

  test.each([[["HS256"]], [["ES256"]]])("is rejected with the algorithms %j of one kind", (algorithms) => {
    const document = validDocument({ issuer: { ...both, algorithms } });
    expect(faultsOf(JSON.stringify(document)).map(({ path }) => path)).toEqual([
      "trusted_issuers.default.algorithms",
    ]);
  });
});

test("two issuers may have a secret each in one JSON object, but not the same one", () => {
  const issuerWith = (issuer: string, json_key: string): Json => ({
    ...BASE,
    ...{ issuer, jwks_url: null, algorithms: ["HS256"] },
    shared_secret: { ...SHARED_SECRET, json_key },
  });
  const faultsWith = (second: string) => {
    const trusted_issuers = { a: issuerWith("a", "first"), b: issuerWith("b", second) };
    return faultsOf(JSON.stringify(validDocument({ top: { trusted_issuers } }))).map(({ path }) => path);
  };
  expect(faultsWith("second")).toEqual([]);
  expect(faultsWith("first")).toEqual(["trusted_issuers.b.shared_secret.arn"]);
});

describe("a key that names its issuer", () => {
  const TENANT = "0e6a1f9c-1111-4222-8333-444455556666";
  const PERSONAL = "9188040d-6c67-4c5b-b112-36a304b66dad";
  const issuerOf = (tenant: string): string => `https://login.microsoftonline.com/${tenant}/v2.0`;
  const issuers = { entra: { issuer: issuerOf(TENANT) } };
  /** Microsoft's key set: a key of all tenants, and one of the tenant of personal accounts. */
  const keys = [
    publicJwk(key, { issuer: issuerOf("{tenantid}") }),
    publicJwk(other, { issuer: issuerOf(PERSONAL) }),
  ];
  const claims = { iss: issuerOf(TENANT), tid: TENANT };

  test("verifies tokens of that issuer", async () => {
    expect(await call(authorizerOf(issuers, keys), tokenWith(claims))).toMatchObject({ status: 200 });
    const own = [publicJwk(key, { issuer: issuerOf(TENANT) })];
    expect(await call(authorizerOf(issuers, own), tokenWith(claims))).toMatchObject({ status: 200 });
  });

  test.each<[string, Json, typeof key]>([
    ["of a tenant under the key of another", claims, other],
    ["whose tid is of another tenant", { ...claims, tid: PERSONAL }, key],
    ["without tid", { ...claims, tid: undefined }, key],
    ["whose tid is a list", { ...claims, tid: [TENANT] }, key],
    ["whose tid is the placeholder", { ...claims, tid: "{tenantid}" }, key],
  ])("refuses a token %s", async (_name, changed, signer) => {
    const authorizer = authorizerOf(issuers, keys);
    for (let time = 0; time < 3; time++) {
      expect(await call(authorizer, tokenWith(changed, signer))).toMatchObject({
        status: 401,
        reason: "key_unknown",
        detail: "the key set says that the key belongs to another issuer",
      });
    }
  });

  test("is not tried for a token without kid", async () => {
    const token = mintToken(other, { claims, header: { kid: undefined } });
    expect(await call(authorizerOf(issuers, keys), token)).toMatchObject({ reason: "signature_invalid" });
  });

  test("verifies tokens of all configured tenants after one fetch, and of no other tenant", async () => {
    const SECOND = "5b2c7d1e-7777-4888-9999-aaaabbbbcccc";
    const tenants = { contoso: { issuer: issuerOf(TENANT) }, fabrikam: { issuer: issuerOf(SECOND) } };
    const authorizer = authorizerOf(tenants, keys);
    for (const tid of [TENANT, SECOND]) {
      const token = tokenWith({ iss: issuerOf(tid), tid });
      expect(await call(authorizer, token)).toMatchObject({ status: 200 });
    }
    expect(authorizer.fetches).toHaveLength(1);
    const foreign = tokenWith({ iss: issuerOf(PERSONAL), tid: PERSONAL }, other);
    expect(await call(authorizer, foreign)).toMatchObject({ status: 401, reason: "issuer_unknown" });
  });

  test("must name it with a string", async () => {
    const odd = [publicJwk(key, { issuer: [issuerOf(TENANT)] }), publicJwk(other)];
    expect(await call(authorizerOf(issuers, odd), tokenWith(claims))).toMatchObject({
      reason: "key_unknown",
    });
  });
});

describe("keys of SPIFFE", () => {
  const svid = publicJwk(key, { use: "jwt-svid", alg: undefined });

  test("verify tokens of an issuer with jwk_use, and no other key does", async () => {
    const authorizer = authorizerOf({ a: { jwk_use: "jwt-svid" } }, [
      svid,
      publicJwk(other),
      publicJwk(other, { kid: "x", use: undefined }),
    ]);
    expect(await call(authorizer, tokenWith({}))).toMatchObject({ status: 200 });
    expect(await call(authorizer, tokenWith({}, other))).toMatchObject({ reason: "key_unknown" });
  });

  test("verify nothing without it", async () => {
    const authorizer = authorizerOf({ a: {} }, [svid, publicJwk(other)]);
    expect(await call(authorizer, tokenWith({}))).toMatchObject({ reason: "key_unknown" });
  });
});

test("a token without kid is tried with ten keys, and the log says so if none of them verifies it", async () => {
  const keys = Array.from({ length: 12 }, (_, index) => createSigningKey("ES256", `key-${index}`));
  const authorizer = authorizerOf(
    { a: {} },
    keys.map((each) => publicJwk(each)),
  );
  const outcomes = [];
  for (const each of keys) {
    const { status, detail } = await call(authorizer, mintToken(each, { header: { kid: undefined } }));
    outcomes.push([status, detail]);
  }
  const tooMany = [401, "10 keys fit, and no more are tried: tokens should name their key by kid"];
  expect(outcomes).toEqual([...Array(10).fill([200, undefined]), tooMany, tooMany]);
});
