import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { explain } from "../../explain/explanation.ts";
import { explanationTable } from "../../explain/table.ts";
import { readToken, type TokenFault } from "../../explain/token-explanation.ts";
import { configurationWith, validDocument } from "../support/configuration.ts";
import { bearer, restRequestEvent } from "../support/events.ts";
import { createSigningKey, type Json, jwks } from "../support/keys.ts";
import { createTestAuthorizer } from "../support/test-authorizer.ts";
import { AUDIENCE, ISSUER, mintToken, NOW_SECONDS, type TokenChanges } from "../support/tokens.ts";

const key = createSigningKey("ES256");

function faultsOf(changes: TokenChanges, issuer: Json = {}, top: Json = {}): readonly TokenFault[] {
  const configuration = configurationWith({ issuer, top });
  return readToken(mintToken(key, changes), configuration, NOW_SECONDS * 1000).token.faults;
}

const valuesOf = (changes: TokenChanges, issuer?: Json): string | null | undefined =>
  faultsOf(changes, issuer)[0]?.values;

describe("a fault shows the token's value and the configured one", () => {
  test.each<[TokenChanges, Json, string]>([
    [
      { claims: { iss: "https://login.example.com" } },
      {},
      'iss is "https://login.example.com"; configured: "https://login.example.com/" (trusted issuer default: iss differs only by a slash at the end)',
    ],
    [
      { claims: { iss: "http://login.example.com/" } },
      {},
      'iss is "http://login.example.com/"; configured: "https://login.example.com/" (trusted issuer default: iss differs only by http instead of https)',
    ],
    [
      { claims: { iss: "https://Login.example.com/ " } },
      {},
      'iss is "https://Login.example.com/ "; configured: "https://login.example.com/" (trusted issuer default: iss differs only by white space at the beginning or end and upper and lower case)',
    ],
    [
      { claims: { iss: "https://other.example.com/" } },
      {},
      'iss is "https://other.example.com/"; configured: "https://login.example.com/" (trusted issuer default)',
    ],
    [{ claims: { aud: ["a", "b"] } }, {}, `aud is ["a","b"]; accepted: "${AUDIENCE}"`],
    [
      { claims: { aud: `${AUDIENCE}/` } },
      {},
      `aud is "${AUDIENCE}/"; accepted: "${AUDIENCE}"; aud differs from a configured audience only by a slash at the end`,
    ],
    [
      { claims: { iat: 1_800_000_000_000 } },
      {},
      "iat is 1800000000000, +059009-09-24T08:00:00Z, in 20812500 days; iat is as large as a time in milliseconds: it must be in seconds; clock_skew_seconds is 30",
    ],
    [{ claims: { aud: undefined } }, {}, `aud is missing; accepted: "${AUDIENCE}"`],
    [
      { claims: { exp: NOW_SECONDS - 11_520 } },
      {},
      "exp is 1799988480, 2027-01-15T04:48:00Z, 3 hours 12 minutes ago; clock_skew_seconds is 30",
    ],
    [
      { claims: { nbf: NOW_SECONDS + 90 } },
      {},
      "nbf is 1800000090, 2027-01-15T08:01:30Z, in 1 minute 30 seconds; clock_skew_seconds is 30",
    ],
    [{ claims: { exp: undefined } }, {}, "exp is missing"],
    [{ claims: { exp: "soon" } }, {}, 'exp is "soon"'],
    [{ claims: { sub: 4711 } }, {}, "sub is 4711"],
    [
      { claims: { iat: NOW_SECONDS - 300 } },
      { max_token_age_seconds: 60 },
      "iat is 1799999700, 2027-01-15T07:55:00Z, 5 minutes ago; max_token_age_seconds is 60, clock_skew_seconds is 30",
    ],
    [{ header: { alg: "HS256" } }, {}, 'alg is "HS256"; accepted: RS256, PS256, ES256, EdDSA'],
    [{ header: { typ: "Logout+JWT" } }, {}, 'typ is "Logout+JWT"; accepted: jwt, at+jwt or none'],
    [{ header: { typ: undefined } }, { token_type: "at+jwt" }, "typ is missing; accepted: at+jwt"],
    [{ header: { crit: ["b64"] } }, {}, 'crit is ["b64"], b64 is missing'],
    [{ header: { kid: 7 } }, {}, "kid is 7"],
    [{ header: { alg: undefined } }, {}, "alg is missing"],
    [{ claims: { cnf: { jkt: "x" } } }, {}, 'cnf is {"jkt":"x"}'],
    [{ claims: { events: {} } }, {}, "events is {}"],
    [
      { claims: { plan: "free" } },
      { required_claims: [{ name: "plan", any: ["paid"] }] },
      'needs one of "paid" in plan; the token has "free"',
    ],
  ])("%j %j", (changes, issuer, values) => {
    expect(valuesOf(changes, issuer)).toBe(values);
    expect(faultsOf(changes, issuer)).toHaveLength(1);
  });

  test("the issuer that iss resembles comes first, and long lists and values are shortened", () => {
    const { default: base } = validDocument()["trusted_issuers"] as Record<string, Json>;
    const entries = Array.from({ length: 8 }, (_, index) => [
      `issuer${index}`,
      { ...base, issuer: `https://${index}.example.com/` },
    ]);
    const top = { trusted_issuers: Object.fromEntries(entries) };
    const [near] = faultsOf({ claims: { iss: "https://7.example.com" } }, {}, top);
    expect(near?.values).toMatch(
      /configured: "https:\/\/7\.example\.com\/" \(trusted issuer issuer7: iss differs/,
    );
    expect(near?.values).toMatch(/, 3 more$/);
    const [long] = faultsOf({ claims: { iss: `https://${"x".repeat(3000)}` } }, {}, top);
    expect(long?.values?.length).toBeLessThan(500);
  });
});

describe("all faults of a token are found, in the order of the authorizer's checks", () => {
  test("each once", () => {
    const changes = {
      header: { typ: "dpop+jwt", alg: "HS256" },
      claims: {
        ...{ iss: ISSUER, aud: "x", sub: 1, client_id: false, cnf: {}, events: {} },
        ...{ exp: 1, nbf: NOW_SECONDS + 1000, iat: NOW_SECONDS + 2000, plan: "free" },
      },
    };
    const issuer = { required_claims: [{ name: "plan", any: ["paid"] }] };
    expect(faultsOf(changes, issuer).map(({ reason }) => reason)).toEqual([
      "token_type_wrong",
      "algorithm_not_allowed",
      "sender_constrained",
      "token_type_wrong",
      "token_malformed",
      "token_malformed",
      "audience_mismatch",
      "token_expired",
      "token_not_yet_valid",
      "token_not_yet_valid",
      "required_claims_not_met",
    ]);
  });

  test("also if the decoder refuses the header and the signature", () => {
    const token = mintToken(key, {
      header: { kid: 7, crit: ["exp"], typ: 1 },
      claims: { exp: 1, aud: "x" },
    });
    const [header, claims] = token.split(".");
    const { faults } = readToken(`${header}.${claims}.x`, configurationWith(), NOW_SECONDS * 1000).token;
    expect(faults.map(({ values }) => values?.split(";")[0])).toEqual([
      "kid is 7",
      'crit is ["exp"], b64 is missing',
      "typ is 1",
      undefined,
      'aud is "x"',
      "exp is 1, 1970-01-01T00:00:01Z, 20833 days 7 hours ago",
    ]);
  });

  test("of a token whose iss is misspelled, compared with the issuer that it resembles", () => {
    const { default: base } = validDocument()["trusted_issuers"] as Record<string, Json>;
    const top = {
      trusted_issuers: {
        acme: { ...base, issuer: "https://acme.example.com/", audience: ["acme-api"] },
        globex: { ...base, issuer: "https://globex.example.com/", audience: ["globex-api"] },
      },
    };
    const claims = { iss: "https://globex.example.com", aud: "acme-api", exp: 1 };
    expect(faultsOf({ claims }, {}, top).map(({ values }) => values?.split(";")[0])).toEqual([
      'iss is "https://globex.example.com"',
      'aud is "acme-api"',
      expect.stringContaining("exp is 1,"),
    ]);
    const stranger = { ...claims, iss: "https://stranger.example.org/" };
    expect(faultsOf({ claims: stranger }, {}, top).map(({ reason }) => reason)).toEqual([
      "issuer_unknown",
      "token_expired",
    ]);
  });

  test("a missing iat is one fault of a token with a maximum age", () => {
    const issuer = { max_token_age_seconds: 60 };
    expect(valuesOf({ claims: { iat: undefined } }, issuer)).toBe("iat is missing");
    expect(faultsOf({ claims: { iat: undefined } }, issuer)).toHaveLength(1);
  });
});

test("the first fault is the reason for which the authorizer refuses the token, and a token without faults is accepted", async () => {
  const odd = fc.constantFrom<unknown>(
    null,
    0,
    1,
    "",
    "x",
    true,
    [],
    {},
    NOW_SECONDS - 60,
    NOW_SECONDS + 60,
    1e300,
  );
  const header = fc.dictionary(fc.constantFrom("alg", "kid", "typ", "crit", "b64"), odd, { maxKeys: 2 });
  const names = ["iss", "aud", "sub", "client_id", "azp", "exp", "nbf", "iat", "cnf", "events", "plan"];
  const claims = fc.dictionary(fc.constantFrom(...names), odd, { maxKeys: 4 });
  const issuer = { required_claims: [{ name: "plan", none: ["x", 1] }], max_token_age_seconds: 50 };
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(header, claims, async (headerChanges, claimChanges) => {
      // Each key id of the token exists, so that no refusal depends on the keys.
      const kid = typeof headerChanges["kid"] === "string" ? headerChanges["kid"] : key.kid;
      const token = mintToken({ ...key, kid }, { header: headerChanges, claims: claimChanges });
      const authorizer = createTestAuthorizer(() => jwks({ ...key, kid }), { issuer });
      const { status, reason, detail } = await authorizer.call(restRequestEvent(bearer(token)));
      const { faults } = readToken(token, configurationWith({ issuer }), NOW_SECONDS * 1000).token;
      statuses.add(status);
      expect(faults[0]?.reason).toBe(reason);
      if (detail !== undefined) {
        expect(faults[0]?.explanation).toContain(detail);
      }
    }),
    { numRuns: 500 },
  );
  expect([...statuses].sort()).toEqual([200, 401]);
});

test("the table shows every fault, and no control character of a value", () => {
  const token = mintToken(key, { claims: { aud: "a\u001b[31m", exp: 1 } });
  const configuration = configurationWith();
  const read = readToken(token, configuration, NOW_SECONDS * 1000);
  const table = explanationTable(explain(configuration, read.claims, read.token, []));
  expect(table).toContain("Faults of the token");
  expect(table).toMatch(
    /│ audience_mismatch +│ the audience claim contains none of the configured audiences +│/,
  );
  expect(table).toMatch(/│ token_expired +│ exp is in the past by more than the clock skew +│/);
  expect(table).toContain("20833 days 7 hours ago; exp is as small as a duration");
  expect(table).not.toContain("\u001b");
});
