import { describe, expect, test } from "vitest";
import { createSigningKey } from "../../../lambda/tests/support/keys.ts";
import { expectationFor, isSettled, type ProviderState } from "./oracle.ts";
import { isWrong } from "./record.ts";

const MINUTE = 60_000;
const bounds = { ttl: MINUTE, maxStale: 15 * MINUTE };
const [key, next, never] = ["key", "next", "never"].map((kid) => createSigningKey("ES256", kid)) as [
  ReturnType<typeof createSigningKey>,
  ReturnType<typeof createSigningKey>,
  ReturnType<typeof createSigningKey>,
];

/** A history from the minutes at which its states begin. */
const history = (
  ...states: (readonly [minute: number, ProviderState["quality"], ...keys: (typeof key)[]])[]
) =>
  states.map(
    ([minute, quality, ...keys]): ProviderState => ({ from: minute * MINUTE, quality, keys: new Set(keys) }),
  );
const at = (minute: number, states: readonly ProviderState[], of = key) =>
  expectationFor(of, minute * MINUTE, states, bounds);

describe("what the documentation promises", () => {
  test("a published key is accepted once it can have been fetched, and an unpublished one never", () => {
    const states = history([0, "sound", key]);
    expect([at(0.1, states), at(1, states), at(1, states, never)]).toEqual(["either", "allow", "refuse"]);
  });

  test("an outage changes nothing within the stale bound; after the TTL and the bound, nothing is accepted", () => {
    const states = history([0, "sound", key], [5, "broken", key]);
    expect([at(6, states), at(20, states), at(20.5, states), at(21.2, states)]).toEqual([
      ...["allow", "allow", "either", "refuse"],
    ]);
  });

  test("a withdrawn key is refused after its TTL, and the new one is accepted soon", () => {
    const states = history([0, "sound", key], [5, "sound", next]);
    expect([at(5.1, states), at(6, states), at(6.2, states), at(6.2, states, next)]).toEqual([
      ...["either", "either", "refuse", "allow"],
    ]);
  });

  test("a key that is withdrawn in an outage is refused when the provider is back, after the longest back-off", () => {
    const states = history([0, "sound", key], [5, "broken", next], [10, "sound", next]);
    expect([at(9, states), at(10.5, states), at(11, states)]).toEqual(["allow", "either", "refuse"]);
    expect([at(9, states, next), at(10.5, states, next), at(11, states, next)]).toEqual([
      ...["refuse", "either", "allow"],
    ]);
  });

  test("another provider's keys, published and withdrawn, count like any others", () => {
    const states = history([0, "sound", key], [5, "sound", never], [10, "sound", key]);
    expect([at(7, states), at(7, states, never), at(12, states), at(12, states, never)]).toEqual([
      ...["refuse", "allow", "allow", "refuse"],
    ]);
  });

  test("a refusal can't be a failure to get keys once the provider has been sound for 45 s", () => {
    const states = history([0, "broken", key], [1, "sound", key]);
    expect([isSettled(1.5 * MINUTE, states), isSettled(2 * MINUTE, states)]).toEqual([false, true]);
    expect(isSettled(2 * MINUTE, history([0, "sound", key], [1, "broken", key]))).toBe(false);
  });
});

describe("a decision", () => {
  const kind = "expired" as const;
  const decision = { minute: 0, phase: 0, kind, isSeeded: false, isInvalid: true, withdrawnFor: undefined };

  test.each([
    ["allow", "allowed", true, false],
    ["allow", "401", true, true],
    ["allow", "500", false, true],
    ["refuse", "allowed", false, true],
    ["refuse", "401", true, false],
    ["refuse", "500", false, false],
    ["refuse", "500", true, true],
    ["either", "allowed", true, false],
    ["either", "500", true, false],
  ] as const)("that must be %s and was %s is wrong or not", (expectation, outcome, isSettled, expected) => {
    expect(isWrong({ ...decision, expectation, outcome, isSettled })).toBe(expected);
  });
});
