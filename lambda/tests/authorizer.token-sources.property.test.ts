import fc from "fast-check";
import { expect, test } from "vitest";
import { EVENT_OF, type Shape } from "./support/events.ts";
import { createGateway, type GatewayStatus } from "./support/gateway.ts";
import { createSigningKey, jwks } from "./support/keys.ts";
import { createTestAuthorizer } from "./support/test-authorizer.ts";
import { invokedBy, TOKEN_SOURCES } from "./support/token-places.ts";
import { mintToken } from "./support/tokens.ts";

const key = createSigningKey("ES256");
const VALID = ["alice", "bob"].map((sub) => mintToken(key, { claims: { sub } }));
const INVALID = ["junk", mintToken(createSigningKey("ES256")), ""];
const SHAPES: readonly Shape[] = ["REST REQUEST", "HTTP 1.0", "HTTP 2.0"];

const value = fc.option(fc.constantFrom(...VALID, ...VALID, ...INVALID), { nil: undefined });
const request = fc.record({
  route: fc.constantFrom("header", "cookie", "plain"),
  shape: fc.constantFrom(...SHAPES),
  header: value,
  scheme: fc.constantFrom("Bearer ", "bearer ", ""),
  plain: value,
  /** Each value of the cookie; several are ambiguous. */
  cookies: fc.array(value, { maxLength: 2 }),
  otherCookie: fc.boolean(),
  waitSeconds: fc.nat(120),
});
type Request = typeof request extends fc.Arbitrary<infer Value> ? Value : never;

/** The value at the identity source of each route; undefined if the request has none. */
const IDENTITY_SOURCES = {
  header: ({ header, scheme }: Request) => (header === undefined ? undefined : scheme + header),
  plain: ({ plain }: Request) => plain,
  cookie: (given: Request) => cookieHeaderOf(given),
} as const;

function cookieHeaderOf({ cookies, otherCookie }: Request): string | undefined {
  const pairs = cookies.filter((each) => each !== undefined).map((each) => `session=${each}`);
  const all = [...(otherCookie ? ["theme=dark"] : []), ...pairs];
  return all.length === 0 ? undefined : all.join("; ");
}

/** A direct reading: whether the one place of the route has one valid token. It knows nothing of caches. */
function expectedStatus(given: Request): GatewayStatus {
  const isValid = (each: string | undefined): boolean => each !== undefined && VALID.includes(each);
  const present = given.cookies.filter((each) => each !== undefined);
  const isAllowed = {
    header: isValid(given.header) && given.scheme !== "",
    plain: isValid(given.plain),
    cookie: present.length === 1 && isValid(present[0]),
  }[given.route];
  return isAllowed ? 200 : 401;
}

function eventOf(given: Request): unknown {
  const cookie = cookieHeaderOf(given);
  return EVENT_OF[given.shape]({
    headers: {
      ...(given.header === undefined ? {} : { Authorization: given.scheme + given.header }),
      ...(given.plain === undefined ? {} : { "X-Token": given.plain }),
    },
    ...(cookie === undefined ? {} : { cookies: cookie.split("; ") }),
  });
}

test("on one API with an authorizer for each place, each with a cache of its own, every answer is what the place of the route has", async () => {
  let cached = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 40, size: "max" }), async (requests) => {
      const { authorize, clock } = createTestAuthorizer(() => jwks(key), {
        top: { token_sources: TOKEN_SOURCES },
      });
      const gatewayOf = (alias: string) =>
        createGateway((event) => authorize(event, invokedBy(alias)), 300, clock.now);
      const gateways = {
        header: gatewayOf("live"),
        cookie: gatewayOf("live-cookie"),
        plain: gatewayOf("live-plain"),
      };
      for (const given of requests) {
        const gateway = gateways[given.route];
        const cacheKey = IDENTITY_SOURCES[given.route](given);
        const asked = gateway.invocations();
        // API Gateway does not invoke the function for a request without the identity source.
        const status =
          cacheKey === undefined || cacheKey === "" ? 401 : await gateway.call(cacheKey, eventOf(given));
        cached += status === 200 && gateway.invocations() === asked ? 1 : 0;
        expect(status).toBe(expectedStatus(given));
        clock.advanceSeconds(given.waitSeconds / 20);
      }
    }),
    { numRuns: 1_000 },
  );
  expect(cached).toBeGreaterThan(1_000);
});
