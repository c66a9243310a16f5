import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Clock } from "./clock.ts";
import { EVENT_OF, type Shape, STAGE_ARN } from "./events.ts";
import { type Authorize, createGateway } from "./gateway.ts";
import type { Json } from "./keys.ts";
import { claimsArbitrary, connectRuleArbitrary, rulesArbitrary, wishArbitrary } from "./rule-arbitraries.ts";
import { isAllowedByRules, isConnectAllowedByRules, type WrittenRule } from "./rule-reading.ts";

/** Where authorizers run: from source, or from the bundle. */
export interface World {
  readonly clock: Clock;
  /** Deploys a function with these changes to the valid configuration. */
  readonly deploy: (top: Json) => Authorize | Promise<Authorize>;
  /** Signs a token that is valid now, except for these claims. */
  readonly mint: (claims: Json) => string;
}

const CLOCK_SKEW_SECONDS = 30;
const STAGES = [
  STAGE_ARN,
  STAGE_ARN.replace("/prod", "/$default"),
  STAGE_ARN.replace("abcdef1234", "xyz987"),
];
const SHAPES: readonly Shape[] = ["REST TOKEN", "REST REQUEST", "HTTP 1.0", "HTTP 2.0"];

const step = fc.record({
  waitSeconds: fc.nat(200),
  isDeployment: fc.nat(9).map((number) => number === 0),
  token: fc.nat(2),
  stage: fc.nat(STAGES.length - 1),
  shape: fc.constantFrom(...SHAPES),
  wishOf: wishArbitrary,
});

const scenario = fc.record({
  /** The rules at first, and after the first deployment. */
  rules: fc.tuple(rulesArbitrary, rulesArbitrary),
  strictPaths: fc.boolean(),
  resultCacheTtlSeconds: fc.constantFrom(0, 60, 300, 3600),
  tokens: fc.array(
    fc.record({ claims: claimsArbitrary, lifetimeSeconds: fc.integer({ min: 1, max: 900 }) }),
    {
      minLength: 3,
      maxLength: 3,
    },
  ),
  steps: fc.array(step, { minLength: 1, maxLength: 12 }),
});

/**
 * Declares the tests of the property that `policy/` exists for. For all rules, tokens, result TTLs and orders of
 * requests, API Gateway's answer is what a direct reading of the rules gives for this request, whether the answer comes
 * from the function or from the cache. No answer outlives its end by more than the result TTL.
 *
 * Three parts share no code: `rule-reading.ts` reads the rules, `policy-matcher.ts` evaluates policies as IAM does, and
 * `gateway.ts` caches them.
 *
 * @param numRuns number of scenarios
 */
export function testCacheProperty(world: World, numRuns: number): void {
  describe("the gateway's answer", () => {
    test("follows the rules for each request, also from the cache", async () => {
      await fc.assert(
        fc.asyncProperty(scenario, async ({ rules: [before, after], strictPaths, ...given }) => {
          const beganAt = world.clock.now();
          const deploy = (written: readonly WrittenRule[]) =>
            world.deploy({ rules: orNull(written), strict_paths: strictPaths });
          let [inEffect, deployedAt, authorize] = [before, beganAt, await deploy(before)];

          const ttl = given.resultCacheTtlSeconds;
          const gateways = STAGES.map(() => createGateway((event) => authorize(event), ttl, world.clock.now));
          const tokens = given.tokens.map(({ claims, lifetimeSeconds }) => {
            const exp = Math.floor(beganAt / 1000) + lifetimeSeconds;
            return { claims, exp, token: world.mint({ ...claims, exp }) };
          });
          const decided = new Map<string, { readonly rules: readonly WrittenRule[]; readonly at: number }>();

          for (const { waitSeconds, isDeployment, shape, wishOf, ...at } of given.steps) {
            world.clock.advanceSeconds(waitSeconds);
            if (isDeployment && inEffect === before) {
              [inEffect, deployedAt, authorize] = [after, world.clock.now(), await deploy(after)];
            }
            const { claims, exp, token } = tokens[at.token] ?? fail();
            const gateway = gateways[at.stage] ?? fail();
            const stageArn = STAGES[at.stage] ?? fail();
            const wish = wishOf(inEffect, claims);
            const call = { ...wish, stageArn, headers: { Authorization: `Bearer ${token}` } };

            const asked = gateway.invocations();
            const status = await gateway.call(`Bearer ${token}`, EVENT_OF[shape](call));
            const isAsked = gateway.invocations() > asked;
            const nowSeconds = Math.floor(world.clock.now() / 1000);
            const isExpired = exp <= nowSeconds - CLOCK_SKEW_SECONDS;
            const entry = `${at.stage} ${at.token}`;
            if (isAsked) {
              decided.set(entry, { rules: inEffect, at: world.clock.now() });
            }
            const decision = decided.get(entry) ?? fail();
            const isAllowed = isAllowedByRules(decision.rules, strictPaths, claims, wish);
            expect(status).toBe(isAsked && isExpired ? 401 : isAllowed ? 200 : 403);

            const age = (world.clock.now() - decision.at) / 1000;
            expect(age).toBeLessThanOrEqual(Math.max(0, ttl - 1));
            if (status === 200) {
              expect(nowSeconds).toBeLessThan(exp + CLOCK_SKEW_SECONDS + Math.max(ttl, 1));
            }
            if (world.clock.now() - deployedAt >= ttl * 1000) {
              expect(decision.rules).toBe(inEffect);
            }
          }
        }),
        { numRuns },
      );
    });

    test("to the handshake of a WebSocket API follows the rules", async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(connectRuleArbitrary, { maxLength: 4 }),
          claimsArbitrary,
          async (written, claims) => {
            const authorize = await world.deploy({ rules: orNull(written) });
            const token = world.mint({ ...claims, exp: Math.floor(world.clock.now() / 1000) + 60 });
            const gateway = createGateway(authorize, 0, world.clock.now);
            const status = await gateway.call(token, EVENT_OF.WebSocket({ query: { access_token: token } }));
            expect(status).toBe(isConnectAllowedByRules(written, claims) ? 200 : 403);
          },
        ),
        { numRuns },
      );
    });
  });
}

/** An empty list is rejected, so no rules are written as null. */
function orNull(rules: readonly WrittenRule[]): readonly WrittenRule[] | null {
  return rules.length === 0 ? null : rules;
}

function fail(): never {
  throw new Error("a scenario names an entry that it does not have");
}
