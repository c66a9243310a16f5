import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { createClock } from "./support/clock.ts";
import { bearer, restRequestEvent, STAGE_ARN } from "./support/events.ts";
import { createSigningKey, type Json, jwks, type SigningKey } from "./support/keys.ts";
import { createTestAuthorizer, type Outcome, type TestAuthorizer } from "./support/test-authorizer.ts";
import { mintToken, NOW_SECONDS } from "./support/tokens.ts";

/** The same authorizer, but with a cache of verified tokens that stays empty. */
const withoutCache = await (async () => {
  vi.resetModules();
  vi.doMock("../src/token/verified-token-cache.ts", () => ({
    createVerifiedTokenCache: () => ({
      find: () => undefined,
      isReturning: () => false,
      keep: () => undefined,
    }),
  }));
  const { createTestAuthorizer: create } = await import("./support/test-authorizer.ts");
  vi.doUnmock("../src/token/verified-token-cache.ts");
  return create;
})();

/** Two keys with the same kid, as from a provider that reuses kids, and one with another. */
const first = createSigningKey("ES256");
const reused: SigningKey = { ...createSigningKey("ES256"), kid: first.kid };
const second = createSigningKey("EdDSA");
const SETS: readonly Json[] = [
  jwks(first),
  jwks(second),
  jwks(first, second),
  jwks(reused),
  jwks(reused, second),
];

const NOW = NOW_SECONDS;
const ISSUER = { max_token_age_seconds: 1200, jwks_cache_ttl_seconds: 60, jwks_max_stale_seconds: 300 };
const RULES = [
  { methods: ["GET"], paths: ["/orders", "/orders/*"], scopes: ["orders:read"] },
  { paths: ["/tenants/{tenant}/*"] },
];

const claimsOf = (changes: Json): Json => ({
  iat: NOW,
  exp: NOW + 600,
  tenant: "acme",
  scope: "orders:read",
  ...changes,
});
const TOKENS: readonly string[] = [first, second, reused].flatMap((key) =>
  [{}, { exp: NOW + 90 }, { nbf: NOW + 60 }, { iat: NOW - 1100 }, { tenant: "umbrella" }, { scope: "x" }].map(
    (changes) => mintToken(key, { claims: claimsOf(changes) }),
  ),
);

/** Tokens that differ from a valid one as little as possible. */
function neighboursOf(token: string): readonly string[] {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const other = TOKENS.find((candidate) => candidate !== token)?.split(".") ?? [];
  const flipped = (text: string, at: number): string =>
    text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
  return [
    `${header}.${payload}.${flipped(signature, 5)}`,
    `${header}.${flipped(payload, 9)}.${signature}`,
    `${flipped(header, 7)}.${payload}.${signature}`,
    `${header}.${payload}.${other[2]}`,
    `${header}.${other[1]}.${signature}`,
    `${header}.${payload}.${signature.slice(0, -1)}`,
    `${token}A`,
  ];
}
const ALL_TOKENS = [...TOKENS, ...TOKENS.slice(0, 7).flatMap(neighboursOf)];

type Step =
  | { readonly do: "call"; readonly token: number; readonly path: string; readonly stage: string }
  | { readonly do: "wait"; readonly seconds: number }
  | { readonly do: "publish"; readonly set: number }
  | { readonly do: "fail"; readonly isDown: boolean };

const call = fc.record({
  do: fc.constant("call" as const),
  // Mostly a few tokens, so that they repeat.
  token: fc.oneof(fc.nat(5), fc.nat(ALL_TOKENS.length - 1)),
  path: fc.constantFrom("/orders", "/orders/1", "/tenants/acme/x", "/tenants/umbrella/x", "/orders/../x"),
  stage: fc.constantFrom("prod", "test"),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: call, weight: 6 },
  {
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      seconds: fc.oneof(fc.integer({ min: -90, max: 90 }), fc.constantFrom(31, 59, 61, 300, 400)),
    }),
    weight: 3,
  },
  { arbitrary: fc.record({ do: fc.constant("publish" as const), set: fc.nat(SETS.length - 1) }), weight: 1 },
  { arbitrary: fc.record({ do: fc.constant("fail" as const), isDown: fc.boolean() }), weight: 1 },
);

/** Two authorizers, with and without the cache. Both see the same clock and the same provider. */
function createTwins() {
  const clock = createClock();
  const provider = { set: SETS[0] as Json, isDown: false };
  const network = (): Json => {
    if (provider.isDown) {
      throw new Error("down");
    }
    return provider.set;
  };
  const create = (of: typeof createTestAuthorizer): TestAuthorizer =>
    of(network, { top: { rules: RULES }, issuer: ISSUER }, clock);
  return { clock, provider, cached: create(createTestAuthorizer), fresh: create(withoutCache) };
}

async function outcomesOf(steps: readonly Step[]): Promise<readonly number[]> {
  const { clock, provider, cached, fresh } = createTwins();
  const statuses: number[] = [];
  for (const each of steps) {
    switch (each.do) {
      case "wait":
        clock.advanceSeconds(each.seconds);
        break;
      case "publish":
        provider.set = SETS[each.set] as Json;
        break;
      case "fail":
        provider.isDown = each.isDown;
        break;
      case "call": {
        const stageArn = STAGE_ARN.replace("/prod", `/${each.stage}`);
        const event = restRequestEvent({
          ...bearer(ALL_TOKENS[each.token] ?? ""),
          path: each.path,
          stageArn,
        });
        const expected = await fresh.call(event);
        const outcome = await cached.call(event);
        expect(outcome).toEqual(expected);
        statuses.push(outcome.status);
      }
    }
  }
  expect(cached.lines.map(withoutCacheHit)).toEqual(fresh.lines.map(withoutCacheHit));
  expect(cached.fetches).toEqual(fresh.fetches);
  return statuses;
}

/** The one member of a line that may differ. */
function withoutCacheHit(line: string): string {
  return line.replace(/"token_cache_hit":(true|false),/, "");
}

/** The second call caches the token, and the third uses the cache. */
async function statusesOfThree(call: () => Promise<Outcome>): Promise<readonly number[]> {
  return [await call(), await call(), await call()].map(({ status }) => status);
}

describe("a token that has been verified before", () => {
  test("gets the same decision as a new token, whatever happens to the time, the keys and the endpoint", async () => {
    const seen: Record<number, number> = {};
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        for (const status of await outcomesOf(steps)) {
          seen[status] = (seen[status] ?? 0) + 1;
        }
      }),
      { numRuns: 400 },
    );
    // Each status must occur often enough to test something.
    expect(Math.min(...[200, 401, 403, 500].map((status) => seen[status] ?? 0))).toBeGreaterThan(20);
  });

  test.each([
    ["expires", [], 601 + 30, 401],
    ["is too old", [{ max_token_age_seconds: 60 }], 91, 401],
    ["is not yet valid again, after the clock was set back", [], -40, 401],
  ] as const)("is refused when it %s", async (_name, [issuer], seconds, status) => {
    const clock = createClock();
    const { call: authorize } = createTestAuthorizer(() => jwks(first), issuer ? { issuer } : {}, clock);
    const event = restRequestEvent(bearer(mintToken(first, {})));
    expect(await statusesOfThree(() => authorize(event))).toEqual([200, 200, 200]);
    clock.advanceSeconds(seconds);
    expect((await authorize(event)).status).toBe(status);
  });

  test("is refused when its key was withdrawn, even if another key now has its kid", async () => {
    for (const keys of [jwks(second), jwks(reused)]) {
      const { clock, provider, cached } = createTwins();
      const event = restRequestEvent(bearer(TOKENS[0] ?? ""));
      expect(await statusesOfThree(() => cached.call(event))).toEqual([200, 200, 200]);
      provider.set = keys;
      clock.advanceSeconds(61);
      expect((await cached.call(event)).status).toBe(401);
    }
  });
});
