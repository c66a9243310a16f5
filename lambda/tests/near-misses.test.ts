import { expect, test } from "vitest";
import { contractJson } from "../build/contract.ts";
import { nearMisses } from "../build/near-misses.ts";
import { OBJECT_INPUTS } from "../build/object-inputs.ts";

const ATTRIBUTES = [
  "id",
  "type",
  "paths",
  "result_cache_ttl_seconds",
  "cors_configuration",
  "any_token",
  "jwks_url",
];

function suggestionsFor(name: string): readonly string[] {
  return Object.entries(nearMisses(ATTRIBUTES))
    .filter(([, pattern]) => new RegExp(pattern.replace("(?i)", ""), "i").test(name))
    .map(([attribute]) => attribute);
}

test.each([
  ["Type", "type"],
  ["typ", "type"],
  ["tpye", "type"],
  ["types", "type"],
  ["ID", "id"],
  ["path", "paths"],
  ["pahts", "paths"],
  ["anyToken", "any_token"],
  ["any-token", "any_token"],
  ["resultCacheTtlSeconds", "result_cache_ttl_seconds"],
  ["result_cache_ttl", "result_cache_ttl_seconds"],
  ["reslt_cache_tl_second", "result_cache_ttl_seconds"],
  ["ttl", "result_cache_ttl_seconds"],
  ["cors", "cors_configuration"],
  ["jwks_uri", "jwks_url"],
])("%s is probably meant to be %s", (name, attribute) => {
  expect(suggestionsFor(name)).toEqual([attribute]);
});

test.each(["", "seconds", "tier", "description", "x", "authorization"])(
  "%j is near to no attribute",
  (name) => {
    expect(suggestionsFor(name)).toEqual([]);
  },
);

test("each list of attributes in contract.json has a pattern for each attribute, which matches it", () => {
  const contract: Record<string, unknown> = JSON.parse(contractJson());
  const patterns = contract["near_misses"] as Readonly<Record<string, string>>;
  const lists = Object.entries(contract).filter(([name]) => name.endsWith("_attributes"));
  expect(lists.length).toBeGreaterThan(10);
  const ofObjects = Object.values(OBJECT_INPUTS).flatMap((input) => Object.keys(input.attributes));
  for (const attribute of [...lists.flatMap(([, list]) => list as readonly string[]), ...ofObjects]) {
    expect(attribute).toMatch(new RegExp((patterns[attribute] ?? "^$").replace("(?i)", ""), "i"));
  }
});
