import { describe, expect, test } from "vitest";
import { createKnownItems } from "../../src/revocation/known-items.ts";

const REVOKED = { revokedBefore: undefined };
const ISS = "https://login.example.com/";

describe("the answers that are kept", () => {
  test("are found by issuer and key, and only by both", () => {
    const known = createKnownItems();
    known.keep(ISS, "sub#a", 1, REVOKED);
    expect(known.find(ISS, "sub#a")).toEqual({ readAt: 1, item: REVOKED });
    expect(known.find(ISS, "sub#b")).toBeUndefined();
    expect(known.find("https://login.example.com", "/sub#a")).toBeUndefined();
  });

  test("of a key that has no item are kept too", () => {
    const known = createKnownItems();
    known.keep(ISS, "sub#a", 1, undefined);
    expect(known.find(ISS, "sub#a")).toEqual({ readAt: 1, item: undefined });
  });

  test("change for everyone who holds them", () => {
    const known = createKnownItems();
    const held = known.keep(ISS, "sub#a", 1, undefined);
    known.keep(ISS, "sub#a", 2, REVOKED);
    expect(held).toEqual({ readAt: 2, item: REVOKED });
  });

  test("are bounded by their number, and those that are used stay", () => {
    const known = createKnownItems(10, 1_000_000);
    known.keep(ISS, "sub#used", 1, REVOKED);
    for (let number = 0; number < 100; number++) {
      known.keep(ISS, `sub#${number}`, 1, undefined);
      expect(known.find(ISS, "sub#used")).toEqual({ readAt: 1, item: REVOKED });
    }
    const kept = Array.from({ length: 100 }, (_, number) => known.find(ISS, `sub#${number}`));
    expect(kept.filter((answer) => answer !== undefined).length).toBeLessThanOrEqual(10);
    expect(known.find(ISS, "sub#99")).toBeDefined();
  });

  test("are bounded by their length", () => {
    const known = createKnownItems(1_000_000, 10_000);
    for (let number = 0; number < 100; number++) {
      known.keep(ISS, `sub#${number}${"a".repeat(950)}`, 1, undefined);
    }
    const kept = Array.from({ length: 100 }, (_, number) =>
      known.find(ISS, `sub#${number}${"a".repeat(950)}`),
    );
    expect(kept.filter((answer) => answer !== undefined).length).toBeLessThanOrEqual(10);
  });
});
