import { describe, expect, test } from "vitest";
import type { FailureCode } from "../src/failure.ts";
import { JWKS_URL } from "./support/configuration.ts";
import { bearer, restRequestEvent } from "./support/events.ts";
import { createSigningKey, type Json, jwks } from "./support/keys.ts";
import { createTestAuthorizer } from "./support/test-authorizer.ts";
import { ISSUER, mintToken, NOW_SECONDS } from "./support/tokens.ts";

const key = createSigningKey("ES256");
const stranger = createSigningKey("ES256");

/** One fault for each step, in the order of the steps. */
const FAULTS: readonly {
  readonly reason: FailureCode;
  readonly header?: Json;
  readonly claims?: Json;
  readonly isForged?: boolean;
}[] = [
  { reason: "token_malformed", header: { crit: ["x"] } },
  { reason: "issuer_unknown", claims: { iss: "https://other.example.com/" } },
  { reason: "token_type_wrong", header: { typ: "other" } },
  { reason: "algorithm_not_allowed", header: { alg: "none" } },
  { reason: "key_unknown", header: { kid: "other" } },
  { reason: "signature_invalid", isForged: true },
  { reason: "sender_constrained", claims: { cnf: {} } },
  { reason: "token_type_wrong", claims: { events: {} } },
  { reason: "token_malformed", claims: { sub: 1 } },
  { reason: "audience_mismatch", claims: { aud: "other" } },
  { reason: "token_malformed", claims: { iat: "x" } },
  { reason: "token_expired", claims: { exp: 1 } },
  { reason: "token_not_yet_valid", claims: { nbf: NOW_SECONDS + 31 } },
  { reason: "token_too_old", claims: { iat: NOW_SECONDS - 7200 } },
  { reason: "required_claims_not_met", claims: { token_use: "id" } },
];

/** A default token satisfies these settings. */
const ISSUER_SETTINGS = {
  max_token_age_seconds: 3600,
  required_claims: [{ name: "token_use", none: ["id"] }],
};

describe("a token with several faults", () => {
  test.each(FAULTS.map(({ reason }, index) => [reason, FAULTS.slice(index)] as const))(
    "is refused for the first one, %s, whatever the later ones are",
    async (reason, later) => {
      const token = mintToken(later.some(({ isForged }) => isForged === true) ? stranger : key, {
        // If two faults change the same claim, the token has the earlier one.
        header: Object.assign({}, ...later.map(({ header }) => header).reverse()),
        claims: Object.assign({}, ...later.map(({ claims }) => claims).reverse()),
      });
      const authorizer = createTestAuthorizer(() => jwks(key), { issuer: ISSUER_SETTINGS });
      expect(await authorizer.call(restRequestEvent(bearer(token)))).toMatchObject({ status: 401, reason });
    },
  );
});

describe("the network", () => {
  test("is not used before a request", () => {
    expect(createTestAuthorizer(() => jwks(key)).fetches).toEqual([]);
  });

  test("is not used for tokens of unknown issuers", async () => {
    const authorizer = createTestAuthorizer(() => jwks(key));
    for (const iss of [
      "https://evil.example.com/",
      ISSUER.slice(0, -1),
      "",
      undefined,
      null,
      [ISSUER],
      {},
      1,
    ]) {
      const token = mintToken(key, { claims: { iss } });
      expect(await authorizer.call(restRequestEvent(bearer(token)))).toMatchObject({
        status: 401,
        reason: "issuer_unknown",
      });
    }
    expect(authorizer.fetches).toEqual([]);
  });

  test("is used once to prefetch the keys of an issuer", async () => {
    const authorizer = createTestAuthorizer(() => jwks(key));
    authorizer.prefetchKeys();
    expect(authorizer.fetches).toEqual([JWKS_URL]);
    expect((await authorizer.call(restRequestEvent(bearer(mintToken(key))))).status).toBe(200);
    expect(authorizer.fetches).toEqual([JWKS_URL]);
  });

  test("is used once for 200 simultaneous requests, each of which gets its own answer", async () => {
    const authorizer = createTestAuthorizer(() => jwks(key));
    const subjects = Array.from({ length: 200 }, (_, index) => `user-${index}`);
    const outcomes = await Promise.all(
      subjects.map((sub) => authorizer.call(restRequestEvent(bearer(mintToken(key, { claims: { sub } }))))),
    );
    expect(outcomes.map(({ response }) => response?.principalId)).toEqual(subjects);
    expect(authorizer.fetches).toEqual([JWKS_URL]);
  });
});
