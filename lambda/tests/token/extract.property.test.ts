import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isFailure } from "../../src/failure.ts";
import { parseRequest } from "../../src/gateway/request.ts";
import type { TokenSource } from "../../src/token/extract.ts";
import { type Call, EVENT_OF, type Shape } from "../support/events.ts";
import { createTokenReader } from "../support/token-reader.ts";

/** Every place that can be the token source, and how a client sends a token there. */
const PLACES: readonly { readonly source: TokenSource; readonly send: (token: string) => Call }[] = [
  {
    source: { place: "header", name: "Authorization", scheme: "Bearer" },
    send: (token) => ({ headers: { Authorization: `Bearer ${token}` } }),
  },
  {
    source: { place: "header", name: "X-Token", scheme: "" },
    send: (token) => ({ headers: { "X-Token": token } }),
  },
  { source: { place: "cookie", name: "token" }, send: (token) => ({ cookies: [`token=${token}`] }) },
  { source: { place: "cookie", name: "Token" }, send: (token) => ({ cookies: [`Token=${token}`] }) },
  { source: { place: "query_parameter", name: "token" }, send: (token) => ({ query: { token } }) },
  { source: { place: "query_parameter", name: "Token" }, send: (token) => ({ query: { Token: token } }) },
];

/** A call with a different token in each of these places. */
function sendIn(places: readonly number[]): Call {
  const calls = places.map((place) => PLACES[place]?.send(tokenAt(place)) ?? {});
  return {
    headers: Object.assign({}, ...calls.map((call) => call.headers)),
    cookies: calls.flatMap((call) => call.cookies ?? []),
    query: Object.assign({}, ...calls.map((call) => call.query)),
  };
}

const tokenAt = (place: number): string => `eyJ.e30.c2ln${place}`;

const place = fc.constantFrom(...PLACES.keys());
// No TOKEN event: it has only the one value that the gateway has read.
const shape = fc.constantFrom<Shape>("REST REQUEST", "HTTP 1.0", "HTTP 2.0", "WebSocket");

function extract(configured: number, call: Call, each: Shape): unknown {
  const request = parseRequest(EVENT_OF[each](call));
  const source = PLACES[configured]?.source;
  return source === undefined || isFailure(request) ? request : createTokenReader(source)(request);
}

describe("a token is read", () => {
  test("from the configured place, whatever the other places contain", () => {
    fc.assert(
      fc.property(place, fc.uniqueArray(place), shape, (configured, others, each) => {
        const call = sendIn([...new Set([configured, ...others])]);
        expect(extract(configured, call, each)).toBe(tokenAt(configured));
      }),
    );
  });

  test("from no place except the configured one", () => {
    fc.assert(
      fc.property(place, fc.uniqueArray(place), shape, (configured, shown, each) => {
        const call = sendIn(shown.filter((other) => other !== configured));
        expect(extract(configured, call, each)).toEqual({ failure: "token_missing" });
      }),
    );
  });

  test("only if it is a compact JWS, and refused otherwise", () => {
    const soup = fc.array(
      fc.constantFrom("Bearer", "bearer", " ", ".", "e30", "e30.e30.e30", "=", ",", "\t", "\n", "é"),
    );
    const value = fc.oneof(
      fc.string({ unit: "binary" }),
      soup.map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(place, fc.array(value, { maxLength: 3 }), (configured, values) => {
        const source = PLACES[configured]?.source ?? { place: "cookie", name: "token" };
        const token = createTokenReader(source)({
          header: () => values,
          identitySource: undefined,
          cookieHeaders: () => values.map((each) => `token=${each}`),
          queryParameter: () => values,
        });
        if (isFailure(token)) {
          expect(token.failure).toMatch(/^token_(missing|ambiguous|malformed)$/);
        } else {
          expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
          expect(values).toHaveLength(1);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("a TOKEN event", () => {
  test.each([...PLACES.keys()])("has no token in a cookie or query parameter (%#)", (configured) => {
    const source = PLACES[configured]?.source;
    const expected = source?.place === "header" ? "string" : "object";
    const value = source?.place === "header" && source.scheme === "" ? tokenAt(0) : `Bearer ${tokenAt(0)}`;
    const token = extract(configured, { headers: { Authorization: value } }, "REST TOKEN");
    expect(typeof token).toBe(expected);
  });
});
