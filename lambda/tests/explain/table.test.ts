import { describe, expect, test } from "vitest";
import { explain } from "../../explain/explanation.ts";
import { explanationTable } from "../../explain/table.ts";
import { NO_TOKEN, type TokenExplanation } from "../../explain/token-explanation.ts";
import type { JsonObject } from "../../src/json.ts";
import { configurationWith } from "../support/configuration.ts";

const RULES = [
  { methods: ["GET"], paths: ["/orders"], scopes: ["orders:read"] },
  { effect: "deny", paths: ["/*"], claims: [{ name: "suspended", any: [true] }] },
];

const EXPIRED: TokenExplanation = {
  ...NO_TOKEN,
  refusal: { status: 401, reason: "token_expired", explanation: "it has expired" },
};

const shown = (
  claims: JsonObject,
  rules: unknown = RULES,
  token: TokenExplanation = NO_TOKEN,
  request = "GET /orders",
): string => explanationTable(explain(configurationWith({ top: { rules } }), claims, token, [request]));

describe("for a refused token", () => {
  test("the table shows what the rules would allow", () => {
    expect(shown({ scope: "orders:read" }, RULES, EXPIRED)).toMatch(
      /refused, 401 │ token_expired: it has expired +│\n│ +│ +│ if the token were accepted: allow, allowed by rules\[0\] +│/,
    );
  });

  test("the table shows what the rules would deny, and why", () => {
    const table = shown({}, RULES, EXPIRED);
    expect(table).toContain("if the token were accepted: deny, 403, rules_not_satisfied: ");
    expect(table).toContain(
      'rules[0] would allow it: needs one of the scopes "orders:read"; the token has none',
    );
  });
});

test("a deny rule that an incomparable claim satisfies is not shown as one whose conditions hold", () => {
  const table = shown({ scope: "orders:read", suspended: 0.5 });
  expect(table).toContain("suspended can't be compared: only strings in NFC");
  expect(table).toContain("a claim that can't be compared satisfies every deny rule that reads it");
  expect(table.match(/all conditions hold/g)).toHaveLength(1);
});

describe("with many rules and long conditions", () => {
  const scopes = Array.from({ length: 30 }, (_, index) => `orders:read:region-${index}`);
  const many = Array.from({ length: 12 }, () => ({ methods: ["GET"], paths: ["/orders"], scopes }));
  const table = shown({}, many);

  test("no line is wider than a terminal", () => {
    expect(Math.max(...table.split("\n").map((line) => line.length))).toBeLessThan(180);
    expect(table).toContain("orders:read:region-29");
  });

  test("the first five rules that would allow a request show their conditions, and the others are named", () => {
    expect(table.match(/rules\[\d+\] would allow it: /g)).toHaveLength(5);
    expect(table.match(/see above for the rest/g)).toHaveLength(5);
    expect(table).toMatch(/rules\[5\], .*rules\[11\] would also allow it: see/);
  });
});
