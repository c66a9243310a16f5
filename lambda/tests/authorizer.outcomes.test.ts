import { describe, expect, test } from "vitest";
import type { Authorize } from "../src/extension/contract.ts";
import { FAILURE_CODES, type FailureCode, outcomeOf } from "../src/failure.ts";
import { FetchError } from "../src/keys/fetch-json.ts";
import type { ReadRevocations } from "../src/revocation/check.ts";
import { JWKS_URL } from "./support/configuration.ts";
import { createClientKey, dpopTop, mintProof } from "./support/dpop.ts";
import { bearer, restRequestEvent } from "./support/events.ts";
import { createSigningKey, type Json, jwks } from "./support/keys.ts";
import { createTestAuthorizer, type TestAuthorizer } from "./support/test-authorizer.ts";
import { ISSUER, mintToken, NOW_SECONDS, type TokenChanges } from "./support/tokens.ts";

const key = createSigningKey("ES256");
const stranger = createSigningKey("ES256");
const KEYS = jwks(key);

interface Refusal {
  readonly reason: FailureCode;
  readonly status: 401 | 403 | 500;
  readonly event: unknown;
  /** The key set is fetched only if the decision depends on it. */
  readonly fetches: readonly string[];
  readonly network?: () => Json;
  readonly rules?: readonly Json[];
  readonly issuer?: Json;
  readonly top?: Json;
  readonly extension?: Authorize;
  /** The table of `revocation`. */
  readonly table?: ReadRevocations;
}

/** A call with a token that is valid except for the changes. */
const callWith = (changes: TokenChanges): Json => restRequestEvent(bearer(mintToken(key, changes)));

const ALLOW_ALL = { paths: ["/*"], any_token: true };
const STATUS_OF = { unauthorized: 401, forbidden: 403, internal: 500 };

function authorizerFor(refusal: Refusal): TestAuthorizer {
  const { network = () => KEYS, rules = null, issuer = {}, top, extension, table } = refusal;
  const tables = table === undefined ? {} : { readRevocations: table };
  return createTestAuthorizer(
    network,
    { top: { rules, ...top }, issuer },
    undefined,
    undefined,
    extension,
    tables,
  );
}

const REVOCATION = {
  revocation: { table: "revocations", claims: ["sub"], cache_ttl_seconds: 30, fail: "closed" },
};

const client = await createClientKey();
const boundToken = mintToken(key, { claims: { cnf: { jkt: client.jkt } } });
const TABLE = "arn:aws:dynamodb:eu-central-1:123456789012:table/no-such-table";

/** A call with a token that is bound to a key, and with this proof. */
const dpopCall = (proof: string): Json =>
  restRequestEvent({ headers: { Authorization: `DPoP ${boundToken}`, DPoP: proof } });

/** Every failure code, each caused by the smallest change to a valid call. */
const REFUSALS: readonly Refusal[] = [
  { reason: "token_missing", status: 401, event: restRequestEvent({}), fetches: [] },
  { reason: "token_malformed", status: 401, event: restRequestEvent(bearer("e30")), fetches: [] },
  {
    reason: "token_ambiguous",
    status: 401,
    event: restRequestEvent({ headers: { Authorization: "Bearer a.b.c", authorization: "Bearer a.b.c" } }),
    fetches: [],
  },
  { reason: "issuer_unknown", status: 401, event: callWith({ claims: { iss: `${ISSUER}x` } }), fetches: [] },
  {
    reason: "algorithm_not_allowed",
    status: 401,
    event: callWith({ header: { alg: "HS256" } }),
    fetches: [],
  },
  { reason: "token_type_wrong", status: 401, event: callWith({ header: { typ: "dpop+jwt" } }), fetches: [] },
  {
    reason: "key_unknown",
    status: 401,
    event: callWith({ header: { kid: "other" } }),
    fetches: [JWKS_URL],
  },
  {
    reason: "signature_invalid",
    status: 401,
    event: restRequestEvent(bearer(mintToken(stranger))),
    fetches: [JWKS_URL],
  },
  {
    reason: "token_expired",
    status: 401,
    event: callWith({ claims: { exp: NOW_SECONDS - 30 } }),
    fetches: [JWKS_URL],
  },
  {
    reason: "token_not_yet_valid",
    status: 401,
    event: callWith({ claims: { nbf: NOW_SECONDS + 31 } }),
    fetches: [JWKS_URL],
  },
  {
    reason: "audience_mismatch",
    status: 401,
    event: callWith({ claims: { aud: "x" } }),
    fetches: [JWKS_URL],
  },
  {
    reason: "token_too_old",
    status: 401,
    event: callWith({ claims: { iat: NOW_SECONDS - 90 } }),
    fetches: [JWKS_URL],
    issuer: { max_token_age_seconds: 60 },
  },
  {
    reason: "required_claims_not_met",
    status: 401,
    event: callWith({ claims: { token_use: "id" } }),
    fetches: [JWKS_URL],
    issuer: { required_claims: [{ name: "token_use", any: ["access"] }] },
  },
  {
    reason: "sender_constrained",
    status: 401,
    event: callWith({ claims: { cnf: {} } }),
    fetches: [JWKS_URL],
  },
  {
    reason: "dpop_proof_invalid",
    status: 401,
    event: dpopCall("x"),
    fetches: [JWKS_URL],
    issuer: { dpop_bound_tokens: "optional" },
    top: dpopTop(),
  },
  {
    reason: "dpop_replay_unavailable",
    status: 500,
    event: dpopCall(mintProof(client, boundToken)),
    fetches: [JWKS_URL],
    issuer: { dpop_bound_tokens: "optional" },
    top: dpopTop({ replay_table_arn: TABLE }),
  },
  {
    reason: "rules_not_satisfied",
    status: 403,
    event: callWith({}),
    fetches: [JWKS_URL],
    rules: [{ methods: ["POST"], paths: ["/orders"], any_token: true }],
  },
  {
    reason: "rule_denies",
    status: 403,
    event: callWith({}),
    fetches: [JWKS_URL],
    rules: [ALLOW_ALL, { effect: "deny", paths: ["/orders/*"], any_token: true }],
  },
  {
    reason: "path_not_strict",
    status: 403,
    event: restRequestEvent({ ...bearer(mintToken(key)), path: "/orders//1" }),
    fetches: [JWKS_URL],
    rules: [ALLOW_ALL],
  },
  {
    reason: "extension_denies",
    status: 403,
    event: callWith({}),
    fetches: [JWKS_URL],
    extension: () => ({ deny: true }),
  },
  {
    reason: "extension_failed",
    status: 500,
    event: callWith({}),
    fetches: [JWKS_URL],
    extension: () => {
      throw new Error("no");
    },
  },
  {
    reason: "keys_unavailable",
    status: 500,
    event: callWith({}),
    fetches: [JWKS_URL],
    network: () => {
      throw new FetchError("status 503");
    },
  },
  {
    reason: "token_revoked",
    status: 401,
    event: callWith({}),
    fetches: [JWKS_URL],
    top: REVOCATION,
    table: async (table, iss) => ({
      Responses: { [table]: [{ iss: { S: iss }, subject: { S: "sub#user-1" } }] },
    }),
  },
  {
    reason: "token_not_revocable",
    status: 401,
    event: callWith({ claims: { sub: undefined } }),
    fetches: [JWKS_URL],
    top: REVOCATION,
    table: async () => ({ Responses: {} }),
  },
  {
    reason: "revocation_unavailable",
    status: 500,
    event: callWith({}),
    fetches: [JWKS_URL],
    top: REVOCATION,
    table: () => Promise.reject(new Error("no")),
  },
  { reason: "event_unrecognized", status: 500, event: { ...callWith({}), type: "OTHER" }, fetches: [] },
  {
    reason: "unexpected_error",
    status: 500,
    event: {
      get version(): string {
        throw new TypeError("a message with a token");
      },
    },
    fetches: [],
  },
  {
    reason: "response_too_large",
    status: 500,
    event: callWith({ claims: { sub: "s".repeat(5_000) } }),
    fetches: [JWKS_URL],
  },
];

describe("a refusal", () => {
  const rows = REFUSALS.map((refusal) => [refusal.reason, refusal.status, refusal] as const);

  test("has a row in this table for every failure code", () => {
    // Without a configuration there is no authorizer: see `deferred-authorizer.test.ts`.
    const others = FAILURE_CODES.filter((code) => code !== "configuration_unavailable");
    expect(REFUSALS.map(({ reason }) => reason).sort()).toEqual([...others].sort());
  });

  test.each(rows)("for %s is answered with a %d", async (reason, status, refusal) => {
    const authorizer = authorizerFor(refusal);
    const outcome = await authorizer.call(refusal.event);
    expect(outcome).toMatchObject({ status, reason });
    expect(outcome.response === undefined).toBe(status !== 403);
    expect(STATUS_OF[outcomeOf(reason)]).toBe(status);
    expect(authorizer.fetches).toEqual(refusal.fetches);
  });

  test.each(rows.filter(([, status]) => status !== 403))(
    "for %s throws an error that the Lambda runtime can report",
    async (_reason, status, refusal) => {
      const { error } = await authorizerFor(refusal).call(refusal.event);
      const message = status === 401 ? "Unauthorized" : "The authorizer could not decide; its log says why";
      expect(error?.message).toBe(message);
      // The runtime splits the trace at line feeds. The error must contain nothing else.
      expect(error?.stack).toBe(`Error: ${message}`);
      expect(Object.keys(error ?? {})).toEqual([]);
    },
  );

  test.each(rows)("for %s is explained in one line of JSON", async (reason, status, refusal) => {
    const authorizer = authorizerFor(refusal);
    await authorizer.call(refusal.event);
    const line = authorizer.lines.at(-1) ?? "";
    expect(line).toMatch(/^[^\n]+\n$/);
    expect(JSON.parse(line)).toMatchObject({
      level: status === 500 ? "ERROR" : "WARN",
      message: "request refused",
      reason,
      explanation: expect.stringMatching(/^[\w' +,.;:()-]{20,}$/),
    });
    // What could not be read has a line of its own.
    expect(authorizer.lines).toHaveLength(/^(keys|revocation)_unavailable$/.test(reason) ? 2 : 1);
  });
});
