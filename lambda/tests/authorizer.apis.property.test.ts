import fc from "fast-check";
import { expect, test } from "vitest";
import { createClock } from "./support/clock.ts";
import { EVENT_OF, type Shape, STAGE_ARN } from "./support/events.ts";
import { createGateway, type GatewayStatus } from "./support/gateway.ts";
import { createSigningKey, type Json, jwks } from "./support/keys.ts";
import { claimsArbitrary, rulesArbitrary, wishArbitrary, withApis } from "./support/rule-arbitraries.ts";
import { isAllowedByRules, type Wish, type WrittenRule } from "./support/rule-reading.ts";
import { createTestAuthorizer, type Outcome } from "./support/test-authorizer.ts";
import { mintToken } from "./support/tokens.ts";

const key = createSigningKey("ES256");
const keySet = jwks(key);

/** The APIs, the last one without an entry. */
const IDS = ["orders1234", "billing987", "unlisted12"];
const KEYS = ["orders", "billing"];
const CLOCK_SKEW_SECONDS = 30;
const SHAPES: readonly Shape[] = ["REST TOKEN", "REST REQUEST", "HTTP 1.0", "HTTP 2.0"];

const audience = fc.subarray(["a", "b", "shared"], { minLength: 1 });
const noneOr = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: null });

const step = fc.record({
  waitSeconds: fc.nat(60),
  // Mostly one token, so that it comes again.
  token: fc.constantFrom(0, 0, 0, 1, 2),
  api: fc.nat(IDS.length - 1),
  shape: fc.constantFrom(...SHAPES),
  wishOf: wishArbitrary,
});

const scenario = fc.record({
  rules: withApis(rulesArbitrary, KEYS),
  ofIssuer: noneOr(audience),
  // One of the APIs has an audience, so that the issuer needs none.
  ofOrders: audience,
  ofBilling: noneOr(audience),
  invalidTokenResponse: fc.constantFrom("unauthorized", "deny"),
  resultCacheTtlSeconds: fc.constantFrom(0, 300, 300),
  tokens: fc.array(
    fc.record({
      claims: claimsArbitrary,
      aud: fc.oneof(
        fc.constantFrom("a", "b", "shared", "x"),
        fc.subarray(["a", "b", "shared", "x"], { minLength: 2 }),
      ),
      lifetimeSeconds: fc.integer({ min: 1, max: 900 }),
    }),
    { minLength: 3, maxLength: 3 },
  ),
  steps: fc.array(step, { minLength: 8, maxLength: 24 }),
});

/** What a decision depends on. */
interface Decided {
  readonly api: number;
  readonly claims: Json;
  readonly aud: string | readonly string[];
  readonly isExpired: boolean;
}

type Scenario = typeof scenario extends fc.Arbitrary<infer Given> ? Given : never;

/** The answer to a request by the documentation of `apis`, without the code under test. */
function expectedStatus(
  given: Scenario,
  { api, claims, aud, isExpired }: Decided,
  wish: Wish,
): GatewayStatus {
  const ofApi = [given.ofOrders, given.ofBilling, null][api];
  const accepted: readonly string[] = ofApi ?? given.ofIssuer ?? [];
  if (![aud].flat().some((each) => accepted.includes(each))) {
    return given.invalidTokenResponse === "deny" ? 403 : 401;
  }
  if (isExpired) {
    return 401;
  }
  return isAllowedByRules(given.rules, true, claims, wish, KEYS[api]) ? 200 : 403;
}

function topOf({ rules, ofOrders, ofBilling, invalidTokenResponse }: Scenario): Json {
  return {
    apis: { orders: { id: IDS[0], audience: ofOrders }, billing: { id: IDS[1], audience: ofBilling } },
    rules: rules.length === 0 ? null : (rules satisfies readonly WrittenRule[]),
    invalid_token_response: invalidTokenResponse,
  };
}

/** What a caller and an operator see of an outcome. */
function visibleParts({ status, reason, detail, response }: Outcome): unknown {
  return { status, reason, detail, response };
}

test("one function answers for several APIs as a function that has seen no other request, also from the gateways' caches", async () => {
  const seen: Record<string, number> = {};
  await fc.assert(
    fc.asyncProperty(scenario, async (given) => {
      const clock = createClock();
      const changes = { top: topOf(given), issuer: { audience: given.ofIssuer } };
      const shared = createTestAuthorizer(() => keySet, changes, clock);
      const gateways = IDS.map(() => createGateway(shared.authorize, given.resultCacheTtlSeconds, clock.now));
      const beganAt = Math.floor(clock.now() / 1000);
      const tokens = given.tokens.map(({ claims, aud, lifetimeSeconds }) => {
        const exp = beganAt + lifetimeSeconds;
        return { claims, aud, exp, token: mintToken(key, { claims: { ...claims, aud, exp } }) };
      });
      const decided = new Map<string, Decided>();

      for (const { waitSeconds, shape, wishOf, api, ...at } of given.steps) {
        clock.advanceSeconds(waitSeconds);
        const { claims, aud, exp, token } = tokens[at.token] ?? fail();
        const gateway = gateways[api] ?? fail();
        const wish = wishOf(given.rules, claims);
        const stageArn = STAGE_ARN.replace("abcdef1234", IDS[api] ?? fail());
        const event = EVENT_OF[shape]({ ...wish, stageArn, headers: { Authorization: `Bearer ${token}` } });

        const asked = gateway.invocations();
        const status = await gateway.call(`Bearer ${token}`, event);
        const isAsked = gateway.invocations() > asked;
        const entry = `${api} ${at.token}`;
        if (isAsked) {
          const isExpired = exp <= Math.floor(clock.now() / 1000) - CLOCK_SKEW_SECONDS;
          decided.set(entry, { api, claims, aud, isExpired });
        }
        const expected = expectedStatus(given, decided.get(entry) ?? fail(), wish);
        expect(status).toBe(expected);
        const kind = `${expected} ${isAsked ? "asked" : "cached"}`;
        seen[kind] = (seen[kind] ?? 0) + 1;

        const fresh = createTestAuthorizer(() => keySet, changes, clock);
        expect(visibleParts(await shared.call(event))).toEqual(visibleParts(await fresh.call(event)));
      }
    }),
    { numRuns: 200 },
  );
  // Each kind of answer must be frequent enough to test something.
  for (const kind of ["200 asked", "200 cached", "401 asked", "403 asked", "403 cached"]) {
    expect([kind, (seen[kind] ?? 0) > 100]).toEqual([kind, true]);
  }
}, 120_000);

function fail(): never {
  throw new Error("a scenario names an entry that it does not have");
}
