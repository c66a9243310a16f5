import fc from "fast-check";
import { createLocalJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FailureCode, outcomeOf } from "../src/failure.ts";
import { createTestClock } from "./fuzz/clock.ts";
import { prepareBundle } from "./support/bundle.ts";
import { validDocument } from "./support/configuration.ts";
import { bearer, restRequestEvent } from "./support/events.ts";
import { createSigningKey, type Json, publicJwk } from "./support/keys.ts";
import { createTestAuthorizer } from "./support/test-authorizer.ts";
import { AUDIENCE, hasNullTime, ISSUER, mintToken, NOW_SECONDS } from "./support/tokens.ts";

const ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"];
const rsa = createSigningKey("RS256", "rsa");
const ec = createSigningKey("ES256", "ec");
const ed = createSigningKey("EdDSA", "ed");
const published = { keys: [publicJwk(rsa, { alg: undefined }), publicJwk(ec), publicJwk(ed)] };
const keys = [
  rsa,
  { ...rsa, alg: "PS256" },
  { ...rsa, alg: "RS512" },
  ec,
  ed,
  { ...ec, alg: "ES384" },
  createSigningKey("ES256", "ec"),
] as const;

type Call = (event: unknown) => Promise<{ readonly isAllowed: boolean; readonly reason: string | undefined }>;

/** The authorizer from source, with keys that it fetches. */
async function fromSource(): Promise<Call> {
  const { call } = createTestAuthorizer(() => published);
  return async (event) => {
    const { status, reason } = await call(event);
    return { isAllowed: status === 200, reason };
  };
}

/** The committed bundle, with the keys in its configuration. */
async function fromBundle(): Promise<Call> {
  const load = await prepareBundle();
  const { handler, lines } = load(
    JSON.stringify(validDocument({ issuer: { jwks_url: null, jwks: published } })),
  );
  return async (event) => {
    const isAllowed = await handler(event).then(
      ({ policyDocument }) => policyDocument.Statement[0]?.Effect === "Allow",
      () => false,
    );
    return { isAllowed, reason: isAllowed ? undefined : JSON.parse(lines.at(-1) ?? "{}").reason };
  };
}

let clock: ReturnType<typeof createTestClock>;
beforeAll(() => {
  clock = createTestClock();
});
afterAll(() => clock.restore());

const joseKeys = createLocalJWKSet(published);

/** Whether jose accepts the token, with the same issuer, audience, skew, algorithms and time. */
async function joseAccepts(token: string): Promise<boolean> {
  try {
    await jwtVerify(token, joseKeys, {
      issuer: ISSUER,
      audience: AUDIENCE,
      clockTolerance: 30,
      algorithms: ALGORITHMS,
      currentDate: new Date(NOW_SECONDS * 1000),
    });
    return true;
  } catch {
    return false;
  }
}

const UNCHANGED = Symbol("unchanged");

/** Usually the original value, and rarely one of the others. */
const rarely = (...others: readonly unknown[]): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(UNCHANGED) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );

const changes = (values: Json): Json =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== UNCHANGED));

const around = [-3600, -31, -30, -29, -1, 0, 1, 29, 30, 31, 3600].map((offset) => NOW_SECONDS + offset);
const times = [...around, NOW_SECONDS + 0.5, 0, -1, 2 ** 53, `${NOW_SECONDS + 600}`, null, undefined, true];

const header = fc
  .record({
    alg: rarely(...ALGORITHMS, "none", "HS256", "rs256", "ES384", 1, undefined),
    kid: rarely("rsa", "ec", "ed", "other", "", 1, null, undefined),
    typ: rarely("JWT", "jwt", "at+JWT", "other", null, undefined),
    crit: rarely(["exp"], [], ["b64"]),
    b64: rarely(true, false),
    jwk: rarely(publicJwk(ec)),
  })
  .map(changes);

const claims = fc
  .record({
    iss: rarely(ISSUER.slice(0, -1), [ISSUER], null, undefined),
    aud: rarely([AUDIENCE], ["x", AUDIENCE], "x", [], null, undefined, { 0: AUDIENCE }),
    exp: rarely(...times),
    nbf: rarely(...times),
    iat: rarely(...times),
    sub: rarely("", 1, null, undefined),
    cnf: rarely({}),
    events: rarely({}),
  })
  .map(changes);

const token = fc
  .tuple(fc.constantFrom(...keys), header, claims, rarely("corrupt"))
  .map(([key, headerChanges, claimChanges, corrupt]) => {
    const minted = mintToken(key, { header: headerChanges, claims: claimChanges });
    return corrupt === "corrupt" ? minted.replace(/.(?=.{8}$)/, (c) => (c === "A" ? "B" : "A")) : minted;
  });

test.each([
  ["source", fromSource],
  ["bundle", fromBundle],
])(
  "jose accepts every token that the %s accepts, and only our stricter rules refuse more",
  async (_name, create) => {
    const call = await create();
    const counts = { accepted: 0, refused: 0, stricter: 0 };
    await fc.assert(
      fc.asyncProperty(token, async (each) => {
        const { isAllowed, reason } = await call(restRequestEvent(bearer(each)));
        const isAcceptedByJose = await joseAccepts(each);
        if (isAllowed) {
          counts.accepted++;
          expect(isAcceptedByJose || hasNullTime(each)).toBe(true);
        } else if (isAcceptedByJose) {
          counts.stricter++;
          expect([
            "token_malformed",
            "token_type_wrong",
            "sender_constrained",
            "token_not_yet_valid",
          ]).toContain(reason);
        } else {
          counts.refused++;
          expect(outcomeOf(reason as FailureCode)).toBe("unauthorized");
        }
      }),
      { numRuns: 1_500 },
    );
    // Each of the three must occur often enough to test something.
    expect(Math.min(counts.accepted, counts.refused, counts.stricter)).toBeGreaterThan(100);
  },
);
