import fc from "fast-check";
import { createLocalJWKSet, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { bearer, restRequestEvent } from "./support/events.ts";
import { createSigningKey, type Json, publicJwk } from "./support/keys.ts";
import { createTestAuthorizer } from "./support/test-authorizer.ts";
import { AUDIENCE, ISSUER, mintToken, NOW_SECONDS } from "./support/tokens.ts";

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

const authorizer = createTestAuthorizer(() => published);
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

test("jose accepts every token that the authorizer accepts, and only our stricter rules refuse more", async () => {
  const counts = { accepted: 0, refused: 0, stricter: 0 };
  await fc.assert(
    fc.asyncProperty(token, async (each) => {
      const outcome = await authorizer.call(restRequestEvent(bearer(each)));
      const isAcceptedByJose = await joseAccepts(each);
      if (outcome.status === 200) {
        counts.accepted++;
        expect(isAcceptedByJose).toBe(true);
      } else if (isAcceptedByJose) {
        counts.stricter++;
        expect([
          "token_malformed",
          "token_type_wrong",
          "sender_constrained",
          "token_not_yet_valid",
        ]).toContain(outcome.reason);
      } else {
        counts.refused++;
        expect(outcome.status).toBe(401);
      }
    }),
    { numRuns: 1_500 },
  );
  // Each of the three must occur often enough to test something.
  expect(Math.min(counts.accepted, counts.refused, counts.stricter)).toBeGreaterThan(100);
});
