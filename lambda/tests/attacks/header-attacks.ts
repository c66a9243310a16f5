import { expect, test } from "vitest";
import type { FailureCode } from "../../src/failure.ts";
import { EVENT_OF, restRequestEvent } from "../support/events.ts";
import type { Json } from "../support/keys.ts";
import type { Target } from "./all.ts";
import { tokenOf } from "./attack.ts";

type Headers = Readonly<Record<string, string>>;

/** What is sent around a valid token, by which one part of the way might take another than the next. */
const SENT: readonly (readonly [name: string, headers: (token: string) => Headers, reason: FailureCode])[] = [
  ["the scheme twice", (token) => ({ Authorization: `Bearer Bearer ${token}` }), "token_malformed"],
  ["no space", (token) => ({ Authorization: `Bearer${token}` }), "token_malformed"],
  ["a tab", (token) => ({ Authorization: `Bearer\t${token}` }), "token_malformed"],
  ["a no-break space", (token) => ({ Authorization: `Bearer\u00a0${token}` }), "token_malformed"],
  ["a space in front", (token) => ({ Authorization: ` Bearer ${token}` }), "token_malformed"],
  ["a space behind", (token) => ({ Authorization: `Bearer ${token} ` }), "token_malformed"],
  ["a line feed behind", (token) => ({ Authorization: `Bearer ${token}\n` }), "token_malformed"],
  ["a NUL behind", (token) => ({ Authorization: `Bearer ${token}\0` }), "token_malformed"],
  [
    "a multibyte character in the scheme",
    (token) => ({ Authorization: `Be\u0430rer ${token}` }),
    "token_malformed",
  ],
  ["an emoji for a scheme", (token) => ({ Authorization: `😀 ${token}` }), "token_malformed"],
  [
    "the Kelvin sign",
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
  ["junk in front of a comma", (token) => ({ Authorization: `junk,Bearer ${token}` }), "token_ambiguous"],
  ["junk behind a comma", (token) => ({ Authorization: `Bearer ${token},Bearer junk` }), "token_ambiguous"],
  ["a parameter", (token) => ({ Authorization: `Bearer ${token}, realm="x"` }), "token_ambiguous"],
  [
    "a second header in another case",
    (token) => ({ Authorization: `Bearer ${token}`, authorization: "Bearer junk" }),
    "token_ambiguous",
  ],
  [
    "the same header again",
    (token) => ({ Authorization: `Bearer ${token}`, AUTHORIZATION: `Bearer ${token}` }),
    "token_ambiguous",
  ],
  ["another header", (token) => ({ "X-Authorization": `Bearer ${token}` }), "token_missing"],
  ["a name that only looks like it", (token) => ({ Authorızation: `Bearer ${token}` }), "token_missing"],
  ["a cookie", (token) => ({ Cookie: `Authorization=Bearer ${token}` }), "token_missing"],
];

/** Declares the tests of what is around a token. */
export function testHeaderAttacks(target: () => Target): void {
  const token = (): string => tokenOf(target(), target().keys.ec);

  test.each(["Bearer", "bearer", "BEARER", "bEaReR"])(
    "reads a token behind %s: a scheme has no case",
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
    ["a list for headers", { multiValueHeaders: [], headers: [] }],
    ["values of another type", { multiValueHeaders: { Authorization: [1, null, {}] } }],
    ["headers of another type", { multiValueHeaders: "Authorization", headers: 1 }],
    ["an inherited header", { multiValueHeaders: { __proto__: null }, headers: { constructor: "x" } }],
  ])("refuses an event with %s", async (_name, changes) => {
    const event = { ...EVENT_OF["REST REQUEST"]({}), ...changes };
    await expect(target().authorize(event)).resolves.toMatchObject({ status: 401, reason: "token_missing" });
  });
}
