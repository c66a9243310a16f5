import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dpopTop } from "./support/dpop.ts";
import { bearer, restRequestEvent } from "./support/events.ts";
import { createSigningKey, type Json, jwks } from "./support/keys.ts";
import { createTestAuthorizer } from "./support/test-authorizer.ts";
import { AUDIENCE, ISSUER, mintToken, NOW_SECONDS, type TokenChanges } from "./support/tokens.ts";

const key = createSigningKey("ES256");

/** The hint in the log line of a refused request. */
async function hintOf(call: Parameters<typeof restRequestEvent>[0], issuer: Json = {}): Promise<unknown> {
  const authorizer = createTestAuthorizer(() => jwks(key), { issuer });
  await authorizer.authorize(restRequestEvent(call)).catch(() => undefined);
  expect(authorizer.lines).toHaveLength(1);
  return JSON.parse(authorizer.lines[0] ?? "").hint;
}

const hintFor = (changes: TokenChanges, issuer?: Json): Promise<unknown> =>
  hintOf(bearer(mintToken(key, changes)), issuer);
const hintForClaims = (claims: Json, issuer?: Json): Promise<unknown> => hintFor({ claims }, issuer);

const HOST = "login.example.com";
const near = "compared with trusted issuer default, iss differs only by";

describe("the hint for an unknown issuer says how iss differs from a configured one", () => {
  test.each<[unknown, string | undefined]>([
    [`https://${HOST}`, `${near} a slash at the end`],
    [`https://${HOST}//`, `${near} a slash at the end`],
    [`http://${HOST}/`, `${near} http instead of https`],
    [`http://${HOST}`, `${near} a slash at the end and http instead of https`],
    [`https://Login.example.com/`, `${near} upper and lower case`],
    [`HTTPS://${HOST}/`, `${near} upper and lower case of the scheme`],
    [` https://${HOST}/`, `${near} white space at the beginning or end`],
    [`https://${HOST}/\n`, `${near} white space at the beginning or end`],
    [HOST, `${near} a slash at the end and a missing scheme`],
    [
      `https://${HOST}/v2/tenant-4711`,
      "compared with trusted issuer default, iss has the same host and a different path",
    ],
    [undefined, "iss is missing"],
    [null, "iss is null"],
    ["", "iss is an empty string"],
    [4711, "iss is a number"],
    [[ISSUER], "iss is a list"],
    ["https://stranger.example.com/", undefined],
    [`https://${HOST}${"/".repeat(2000)}`, undefined],
  ])("%j", async (iss, hint) => {
    expect(await hintForClaims({ iss })).toBe(hint);
  });

  test("and compares the path, too", async () => {
    const issuer = "https://login.example.com/realms/orders";
    expect(await hintForClaims({ iss: `${issuer}/` }, { issuer })).toBe(`${near} a slash at the end`);
    expect(await hintForClaims({ iss: issuer.replace("orders", "Orders") }, { issuer })).toBe(
      `${near} upper and lower case`,
    );
  });
});

describe("the hint for a wrong audience says how it differs", () => {
  test.each<[Json, string | undefined]>([
    [{ aud: undefined }, "aud is missing"],
    [{ aud: [] }, "aud is an empty list"],
    [{ aud: [1] }, "aud is a list without strings"],
    [{ aud: {} }, "aud is an object"],
    [{ aud: `${AUDIENCE}/` }, "aud differs from a configured audience only by a slash at the end"],
    [
      { aud: ["x", AUDIENCE.toUpperCase()] },
      "aud differs from a configured audience only by upper and lower case of the scheme and upper and lower case",
    ],
    [
      { aud: "customer-4711" },
      "aud has one value, which resembles no configured audience: the token is for another API or client",
    ],
    [
      { aud: ["https://invoices.example.net", "https://tenant.example.net/userinfo"] },
      "aud has several values, and none resembles a configured audience: the token is for another API or client",
    ],
    [
      { aud: "app", nonce: "n" },
      "aud has one value, which resembles no configured audience: the token is for another API or client; the token looks like an ID token: send the access token",
    ],
    [
      { aud: undefined, token_use: "id" },
      "aud is missing; the token looks like an ID token: send the access token",
    ],
    [{ aud: "orders.example.com" }, "aud differs from a configured audience only by a missing scheme"],
    [
      { aud: undefined, client_id: AUDIENCE },
      'aud is missing, and client_id is a configured audience: set audience_claim to "client_id"',
    ],
  ])("%j", async (claims, hint) => {
    expect(await hintForClaims(claims)).toBe(hint);
  });

  test("by the name of the configured claim", async () => {
    expect(await hintForClaims({}, { audience_claim: "/app/id" })).toBe("/app/id is missing");
  });
});

describe("the hint for a time says its order of magnitude", () => {
  test.each<[Json, string]>([
    [{ exp: NOW_SECONDS - 31 }, "exp is less than a minute in the past"],
    [{ exp: NOW_SECONDS - 61 }, "exp is less than an hour in the past"],
    [{ exp: NOW_SECONDS - 7 * 3600 }, "exp is less than a day in the past"],
    [{ exp: NOW_SECONDS - 90_000 }, "exp is a day or more in the past"],
    [{ exp: 3600 }, "exp is as small as a duration: it must be a time, in seconds since 1970"],
    [{ nbf: NOW_SECONDS + 45 }, "nbf is less than a minute in the future"],
    [{ iat: NOW_SECONDS + 3 * 3600 }, "iat is less than a day in the future"],
    [{ iat: NOW_SECONDS * 1000 }, "iat is as large as a time in milliseconds: it must be in seconds"],
    [{ exp: undefined }, "exp is missing"],
    [{ exp: "1800000600" }, "exp is a string"],
    [{ iat: true }, "iat is true or false"],
    [{ exp: 1e300 }, "exp is a number that is too large"],
  ])("%j", async (claims, hint) => {
    expect(await hintForClaims(claims)).toBe(hint);
  });

  test("of a token that is too old, and of one that is kept and expires later", async () => {
    expect(await hintForClaims({ iat: NOW_SECONDS - 500 }, { max_token_age_seconds: 60 })).toBe(
      "iat is less than an hour in the past",
    );
    const authorizer = createTestAuthorizer(() => jwks(key));
    const event = restRequestEvent(bearer(mintToken(key)));
    await authorizer.authorize(event);
    await authorizer.authorize(event);
    await authorizer.authorize(event);
    authorizer.clock.advanceSeconds(632);
    await authorizer.authorize(event).catch(() => undefined);
    expect(JSON.parse(authorizer.lines.at(-1) ?? "{}")).toMatchObject({
      reason: "token_expired",
      hint: "exp is less than a minute in the past",
    });
  });
});

describe("the hint for a header or another claim names what is required", () => {
  const accepted = "accepted for this issuer: RS256, PS256, ES256, EdDSA";

  test.each<[TokenChanges, Json, string]>([
    [{ header: { alg: "HS256" } }, {}, `alg is an HMAC algorithm, for a shared secret; ${accepted}`],
    [{ header: { alg: "none" } }, {}, `the token is not signed (alg none); ${accepted}`],
    [{ header: { alg: "es256" } }, {}, `alg differs from ES256 by upper and lower case; ${accepted}`],
    [{ header: { alg: "ES512" } }, {}, `alg is a different algorithm; ${accepted}`],
    [
      { header: { typ: "logout+jwt" } },
      {},
      "typ is a different type; accepted for this issuer: jwt, at+jwt or none",
    ],
    [
      { header: { typ: undefined } },
      { token_type: "at+jwt" },
      "typ is missing; accepted for this issuer: at+jwt",
    ],
    [{ header: { kid: undefined } }, {}, "the token has no kid"],
    [{ claims: { sub: 4711 } }, {}, "sub is a number"],
    [{ claims: { azp: "a\u0007b" } }, {}, "azp contains control characters"],
    [{ claims: { cnf: { jkt: "x" } } }, {}, "cnf has jkt: the token is for DPoP"],
    [{ claims: { cnf: { "x5t#S256": "x" } } }, {}, "cnf has x5t#S256: the token is for mutual TLS"],
    [
      { claims: { tid: "a", plan: "free" } },
      {
        required_claims: [
          { name: "tid", any: ["a"] },
          { name: "plan", any: ["paid"] },
          { name: "org", any: ["b"] },
        ],
      },
      "not met: required_claims[1], required_claims[2]",
    ],
  ])("%j", async (changes, issuer, hint) => {
    const isKeyUnknown = changes.header !== undefined && "kid" in changes.header;
    const authorizer = createTestAuthorizer(() => jwks(isKeyUnknown ? createSigningKey("RS256") : key), {
      issuer,
    });
    await authorizer.authorize(restRequestEvent(bearer(mintToken(key, changes)))).catch(() => undefined);
    expect(JSON.parse(authorizer.lines.at(-1) ?? "{}").hint).toBe(hint);
  });
});

describe("the hint for a value that is not a JWT says what it looks like", () => {
  const token = mintToken(key);
  const empty =
    "a part of the token is empty, or has characters other than those of base64url without padding";

  test.each<[string, string]>([
    [token, "the value does not begin with the scheme Bearer"],
    [`Basic ${token}`, "the value begins with a scheme other than Bearer"],
    [`Bearer Bearer ${token}`, "the scheme appears twice"],
    [`Bearer "${token}"`, "there are quotation marks around the token"],
    [`Bearer ${token} `, "there is white space in or after the token"],
    ["Bearer 0123456789abcdef", "the token has no dots, so it is not a JWT: it may be an opaque token"],
    [`Bearer ${token}.a.b`, "the token has five parts: it is encrypted (JWE)"],
    ["Bearer a.b", "the token does not have three parts separated by dots"],
    ["Bearer a.b.c.d.e.f.g", "the token does not have three parts separated by dots"],
    [`Bearer ${token}==`, empty],
    ["Bearer a..c", empty],
  ])("%s", async (value, hint) => {
    expect(await hintOf({ headers: { Authorization: value } })).toBe(hint);
  });

  test("and where the token is read, if there is none", async () => {
    expect(await hintOf({})).toBe("the token is read from: header Authorization");
  });

  test.each([
    ["DPoP 0123456789abcdef", "the token has no dots, so it is not a JWT: it may be an opaque token"],
    ["dpop DPoP a.b.c", "the scheme appears twice"],
    [`Basic ${token}`, "the value begins with a scheme other than Bearer"],
  ])("also with the scheme DPoP, where it is accepted: %s", async (value, hint) => {
    const changes = { issuer: { dpop_bound_tokens: "optional" }, top: dpopTop() };
    const authorizer = createTestAuthorizer(() => jwks(key), changes);
    const event = restRequestEvent({ headers: { Authorization: value } });
    await authorizer.authorize(event).catch(() => undefined);
    expect(JSON.parse(authorizer.lines[0] ?? "{}").hint).toBe(hint);
  });

  test("also for a place that has no scheme", async () => {
    const source = { header: null, scheme: null, cookie: null, query_parameter: "access_token" };
    const authorizer = createTestAuthorizer(() => jwks(key), { top: { token_source: source } });
    const event = restRequestEvent({ query: { access_token: `Bearer ${token}` } });
    await authorizer.authorize(event).catch(() => undefined);
    expect(JSON.parse(authorizer.lines[0] ?? "{}").hint).toBe(
      "the value has a scheme in front of the token, but query parameter access_token must contain only the token",
    );
  });
});

test("no hint contains a value of the token, however near it is to a configured one", async () => {
  const letters = fc.array(fc.boolean(), { minLength: 30, maxLength: 30 });
  const around = fc.constantFrom("", " ", "/", "//", "\t");
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("iss", "aud"),
      letters,
      around,
      around,
      async (claim, cases, before, after) => {
        const configured = claim === "iss" ? ISSUER : AUDIENCE;
        const spelled = [...configured]
          .map((letter, index) => (cases[index] ? letter.toUpperCase() : letter))
          .join("");
        const value = before + spelled + after;
        const authorizer = createTestAuthorizer(() => jwks(key));
        const token = mintToken(key, { claims: { [claim]: value } });
        await authorizer.authorize(restRequestEvent(bearer(token))).catch(() => undefined);
        expect(authorizer.lines.join("")).not.toContain(spelled);
        expect(authorizer.lines.join("")).not.toMatch(/https?:/i);
      },
    ),
  );
});

test("a hint costs less than a millisecond, whatever the token contains", async () => {
  const authorizer = createTestAuthorizer(() => jwks(key));
  const long = [..."/ \tAa"].map((letter) => letter.repeat(4000));
  const events = long.flatMap((text) => [
    restRequestEvent(bearer(mintToken(key, { claims: { iss: text } }))),
    restRequestEvent(bearer(mintToken(key, { claims: { iss: `${ISSUER}${text}x` } }))),
    restRequestEvent({ headers: { Authorization: `Bearer ${text}` } }),
  ]);
  const startedAt = process.cpuUsage();
  for (let round = 0; round < 20; round++) {
    for (const event of events) {
      await authorizer.authorize(event).catch(() => undefined);
    }
  }
  const { user } = process.cpuUsage(startedAt);
  expect(authorizer.lines).toHaveLength(20 * events.length);
  expect(user / (20 * events.length)).toBeLessThan(1000);
});
