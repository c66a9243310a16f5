import { expect, test } from "vitest";
import type { FailureCode } from "../../src/failure.ts";
import { EVENT_OF, restRequestEvent } from "../support/events.ts";
import type { Json } from "../support/keys.ts";
import type { Target } from "./all.ts";
import { tokenOf } from "./attack.ts";

type Headers = Readonly<Record<string, string>>;

/** Headers with a valid token that the gateway, the function and a backend might read differently. */
const SENT: readonly (readonly [name: string, headers: (token: string) => Headers, reason: FailureCode])[] = [
  ["the scheme twice", (token) => ({ Authorization: `Bearer Bearer ${token}` }), "token_malformed"],
  ["no space", (token) => ({ Authorization: `Bearer${token}` }), "token_malformed"],
  ["a tab", (token) => ({ Authorization: `Bearer\t${token}` }), "token_malformed"],
  ["a no-break space", (token) => ({ Authorization: `Bearer\u00a0${token}` }), "token_malformed"],
  ["a leading space", (token) => ({ Authorization: ` Bearer ${token}` }), "token_malformed"],
  ["a trailing space", (token) => ({ Authorization: `Bearer ${token} ` }), "token_malformed"],
  ["a trailing line feed", (token) => ({ Authorization: `Bearer ${token}\n` }), "token_malformed"],
  ["a trailing NUL", (token) => ({ Authorization: `Bearer ${token}\0` }), "token_malformed"],
  [
    "a multibyte character in the scheme",
    (token) => ({ Authorization: `Be\u0430rer ${token}` }),
    "token_malformed",
  ],
  ["an emoji as the scheme", (token) => ({ Authorization: `😀 ${token}` }), "token_malformed"],
  [
    "a Kelvin sign in the scheme",
    (token) => ({ Authorization: `Bearer ${token}`.replace("B", "\u212a") }),
    "token_malformed",
  ],
  ["another scheme", (token) => ({ Authorization: `DPoP ${token}` }), "token_malformed"],
  ["no scheme", (token) => ({ Authorization: token }), "token_malformed"],
  [
    "a megabyte of spaces",
    (token) => ({ Authorization: `Bearer ${" ".repeat(1e6)}${token}` }),
    "token_malformed",
  ],
  ["junk before a comma", (token) => ({ Authorization: `junk,Bearer ${token}` }), "token_ambiguous"],
  ["junk after a comma", (token) => ({ Authorization: `Bearer ${token},Bearer junk` }), "token_ambiguous"],
  ["a parameter", (token) => ({ Authorization: `Bearer ${token}, realm="x"` }), "token_ambiguous"],
  [
    "a second header in another case",
    (token) => ({ Authorization: `Bearer ${token}`, authorization: "Bearer junk" }),
    "token_ambiguous",
  ],
  [
    "the same header twice",
    (token) => ({ Authorization: `Bearer ${token}`, AUTHORIZATION: `Bearer ${token}` }),
    "token_ambiguous",
  ],
  [
    "another header instead of Authorization",
    (token) => ({ "X-Authorization": `Bearer ${token}` }),
    "token_missing",
  ],
  [
    "a header name with a look-alike letter",
    (token) => ({ Authorızation: `Bearer ${token}` }),
    "token_missing",
  ],
  ["a cookie instead of a header", (token) => ({ Cookie: `Authorization=Bearer ${token}` }), "token_missing"],
];

/** Declares the tests of the header around a token. */
export function testHeaderAttacks(target: () => Target): void {
  const token = (): string => tokenOf(target(), target().keys.ec);

  test.each(["Bearer", "bearer", "BEARER", "bEaReR"])(
    "reads a token after %s, because a scheme is case-insensitive",
    async (scheme) => {
      const event = restRequestEvent({ headers: { Authorization: `${scheme} ${token()}` } });
      await expect(target().authorize(event)).resolves.toMatchObject({ status: 200 });
    },
  );

  test.each(SENT)("refuses a valid token with %s", async (_name, headers, reason) => {
    const requests = target().requests();
    const event = restRequestEvent({ headers: headers(token()) });
    await expect(target().authorize(event)).resolves.toMatchObject({ status: 401, reason });
    expect(target().requests()).toBe(requests);
  });

  test.each<[string, Json]>([
    ["a list instead of headers", { multiValueHeaders: [], headers: [] }],
    ["values of another type", { multiValueHeaders: { Authorization: [1, null, {}] } }],
    ["headers of another type", { multiValueHeaders: "Authorization", headers: 1 }],
    ["an inherited header", { multiValueHeaders: { __proto__: null }, headers: { constructor: "x" } }],
  ])("refuses an event with %s", async (_name, changes) => {
    const event = { ...EVENT_OF["REST REQUEST"]({}), ...changes };
    await expect(target().authorize(event)).resolves.toMatchObject({ status: 401, reason: "token_missing" });
  });
}
