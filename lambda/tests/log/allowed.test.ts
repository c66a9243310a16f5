import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/json.ts";
import type { LogSettings } from "../../src/log/decision-log.ts";
import { schemaFaultsOf } from "../support/log-schema.ts";
import { createTestLog } from "../support/test-log.ts";

const CLAIMS: JsonObject = { sub: "alice", email: "alice@example.com" };

/** What the log writes about an allowed request with these settings. */
function entriesFor(
  settings: Partial<LogSettings>,
  { claims = CLAIMS, random = 0 }: { readonly claims?: JsonObject; readonly random?: number } = {},
) {
  const lines: string[] = [];
  const log = createTestLog((line) => void lines.push(line), { ...settings, random: () => random });
  log.allowed("default", claims, () => ({
    stageArn: "arn:aws:execute-api:eu-central-1:123456789012:a1/prod",
    durationMicroseconds: 30,
    isTokenCached: false,
  }));
  expect(schemaFaultsOf(lines)).toEqual([]);
  return lines.map((line) => JSON.parse(line));
}

const logged = (...claims: readonly string[][]) => ({ logAllowed: { samplePercent: 100, claims } });

describe("an allowed request", () => {
  test("has no line unless one is configured, and its facts are not even asked for", () => {
    createTestLog(() => expect.unreachable()).allowed("default", CLAIMS, () => expect.unreachable());
  });

  test("is one line for every reader, whatever characters a claim has", () => {
    const lines: string[] = [];
    const log = createTestLog((line) => void lines.push(line), logged(["sub"]));
    log.allowed("default", { sub: "a\u2028b\u2029c\u0085d\u009be\r\nf" }, () => ({
      durationMicroseconds: 1,
    }));
    const text = lines.join("");
    expect(text.split(/[\r\n\u0080-\u009f\u2028\u2029]/)).toHaveLength(2);
    expect(JSON.parse(text).claims.sub).toBe("a\u2028b\u2029c\u0085d\u009be\r\nf");
  });

  test("has a line with the claims that are configured, and no others", () => {
    expect(entriesFor(logged(["sub"], ["missing"]))).toMatchObject([
      { level: "INFO", message: "request allowed", outcome: "allowed", claims: { sub: "alice" }, count: 1 },
    ]);
    expect(entriesFor(logged(["sub"]))[0].claims).toEqual({ sub: "alice" });
    for (const [entry] of [entriesFor(logged()), entriesFor(logged(["missing"]))]) {
      expect(entry).not.toHaveProperty("claims");
    }
  });

  test.each([
    [0.1, 0.000_99, 1],
    [0.1, 0.001, 0],
    [25, 0.2499, 1],
    [25, 0.25, 0],
    [100, 0.999_999, 1],
  ])("with a sample of %s %% and the random number %s has %i lines", (samplePercent, random, count) => {
    expect(entriesFor({ logAllowed: { samplePercent, claims: [] } }, { random })).toHaveLength(count);
  });

  test("has a line without claims for its metrics if it is not in the sample", () => {
    const settings = { logAllowed: { samplePercent: 50, claims: [["sub"]] }, metricsNamespace: "Auth" };
    expect(entriesFor(settings, { random: 0.4 })[0]).toMatchObject({
      Decisions: 1,
      claims: { sub: "alice" },
    });
    const [entry] = entriesFor(settings, { random: 0.6 });
    expect(entry).toMatchObject({ message: "request allowed", Decisions: 1 });
    expect(entry).not.toHaveProperty("claims");
  });
});

describe("the value of a logged claim", () => {
  const long = "a".repeat(257);
  test.each<[string, unknown, unknown]>([
    ["a string of 256 characters is complete", "a".repeat(256), "a".repeat(256)],
    ["a longer string is cut", long, `${"a".repeat(256)}…`],
    ["a string is not cut in the middle of a character", `${"a".repeat(255)}😀`, `${"a".repeat(255)}\ufffd…`],
    ["a number, true and null are as they are", [1.5, true, null], [1.5, true, null]],
    ["a list has ten items", Array.from({ length: 12 }, (_, i) => i), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ["strings in a list are cut", [long], [`${"a".repeat(256)}…`]],
    ["an object becomes its JSON", { a: [1] }, '{"a":[1]}'],
    ["a large object is cut", { a: long }, `{"a":"${"a".repeat(250)}…`],
    ["a list in a list becomes its JSON", [[1, [2]]], ["[1,[2]]"]],
  ])("%s", (_title, value, expected) => {
    expect(entriesFor(logged(["c"]), { claims: { c: value } })[0].claims).toEqual({ c: expected });
  });

  test("is found by a JSON Pointer, and stands under the pointer", () => {
    const claims = { realm: { roles: ["a", "b"] }, "https://e.com/t": "x" };
    const [entry] = entriesFor(logged(["realm", "roles"], ["https://e.com/t"]), { claims });
    expect(entry.claims).toEqual({ "/realm/roles": ["a", "b"], "https://e.com/t": "x" });
  });

  test("stands there once if two names are the same claim", () => {
    const [entry] = entriesFor(logged(["sub"], ["sub"]));
    expect(entry.claims).toEqual({ sub: "alice" });
  });

  test("cannot replace another member of the line", () => {
    const [entry] = entriesFor(logged(["_aws"], ["outcome"]), { claims: { _aws: {}, outcome: "internal" } });
    expect(entry).toMatchObject({ outcome: "allowed", claims: { _aws: "{}", outcome: "internal" } });
    expect(entry).not.toHaveProperty("_aws");
  });
});
