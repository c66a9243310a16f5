import { describe, expect, test, vi } from "vitest";
import { createMatrix } from "../../explain/matrix.ts";
import { matrixHtml } from "../../explain/matrix-html.ts";
import { matrixTable } from "../../explain/table.ts";
import { type CreateResponse, createResponder } from "../../src/gateway/response.ts";
import { configurationWith } from "../support/configuration.ts";
import type { Json } from "../support/keys.ts";

vi.mock(import("../../src/gateway/response.ts"), async (load) => {
  const original = await load();
  return { ...original, createResponder: vi.fn(original.createResponder) };
});

const RULES: readonly Json[] = [
  { methods: ["GET", "POST"], paths: ["/orders/*"], scopes: ["orders"] },
  { methods: ["GET"], paths: ["/tenants/{tenant}/*"] },
  { effect: "deny", methods: ["POST"], paths: ["/orders/secret"], any_token: true },
  { paths: ["$connect"], scopes: ["live"] },
];
const TOKENS = [
  { name: "clerk", claims: { scope: "orders" } },
  { name: "tenant <acme>", claims: { tenant: "acme", scope: "live" } },
];
const matrix = createMatrix(configurationWith({ top: { rules: RULES } }), TOKENS);

test("the matrix has a row for every path and method of the rules, and a column for each token", () => {
  expect(matrix.columns).toEqual(["clerk", "tenant <acme>"]);
  expect(matrix.rows).toEqual([
    { method: "", path: "$connect", answers: ["deny", "allow"] },
    { method: "GET", path: "/orders/*", answers: ["allow", "deny"] },
    { method: "POST", path: "/orders/*", answers: ["allow", "deny"] },
    { method: "POST", path: "/orders/secret", answers: ["deny", "deny"] },
    { method: "GET", path: "/tenants/{another tenant}/*", answers: ["deny", "deny"] },
    { method: "GET", path: "/tenants/{tenant}/*", answers: ["deny", "allow"] },
  ]);
});

test("each token's answer is made once, not once for each path and method", () => {
  const createResponse = vi.fn(() => ({ principalId: "a", policyDocument: {}, context: {} }));
  vi.mocked(createResponder).mockReturnValueOnce(createResponse as unknown as CreateResponse);
  createMatrix(configurationWith({ top: { rules: RULES } }), TOKENS);
  expect(createResponse).toHaveBeenCalledTimes(TOKENS.length * 3);
});

test("a rule without methods has a row for all seven", () => {
  const rules = [{ paths: ["/a"], any_token: true }];
  const { rows } = createMatrix(configurationWith({ top: { rules } }), TOKENS);
  expect(rows.map(({ method }) => method)).toEqual([
    ...["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
  ]);
});

test("rules whose claims have similar names have separate rows", () => {
  const rules = [{ methods: ["GET"], paths: ["/{x}", "/{another x}"] }];
  const claims = { x: "a", "another x": "b" };
  const { rows } = createMatrix(configurationWith({ top: { rules } }), [{ name: "t", claims }]);
  expect(rows.map(({ path, answers }) => [path, answers[0]])).toEqual([
    ["/{another another x}", "deny"],
    ["/{another x}", "deny"],
    ["/{another x}", "allow"],
    ["/{x}", "allow"],
  ]);
});

test("notes show what the matrix can't know", () => {
  const extension = { module: "a", per_request: false, context_keys: null, timeout_milliseconds: 10 };
  const open = createMatrix(configurationWith({ top: { extension } }), TOKENS);
  expect(open.rows).toEqual([]);
  for (const shown of [matrixHtml(open), matrixTable(open)]) {
    expect(shown).toContain("there are no rules: an accepted token may call everything");
    expect(shown).toContain("the extension was not run");
    expect(shown).not.toContain("are denied");
  }
});

test("a token whose policy is too large for API Gateway is denied everything", () => {
  const paths = Array.from({ length: 100 }, (_, index) => `/${"p".repeat(80)}/${index}`);
  const configuration = configurationWith({ top: { rules: [{ paths, any_token: true }] } });
  const answers = createMatrix(configuration, TOKENS).rows.flatMap((row) => row.answers);
  expect(new Set(answers)).toEqual(new Set(["deny"]));
});

describe("as a page", () => {
  const html = matrixHtml(matrix);

  test("it has a row for each, with the answers in words", () => {
    expect(html.match(/<tr>/g)).toHaveLength(matrix.rows.length + 1);
    expect(html).toContain(
      '<tr><th scope="row">POST</th><th scope="row">/orders/secret</th><td class="deny">deny</td><td class="deny">deny</td></tr>',
    );
  });

  test("the user's text is never markup", () => {
    expect(html).toContain("tenant &lt;acme&gt;");
    expect(html).not.toContain("<acme>");
  });

  test("it has no scripts and no external resources", () => {
    expect(html).not.toMatch(/<script|src=|href=|url\(|http/);
  });
});

test("as a table it explains its symbols, if it has any", () => {
  expect(matrixTable(matrix)).toMatch(
    /\n\{claim\} +the token's own value; \{another claim\} is a different value\n/,
  );
  expect(matrixTable(createMatrix(configurationWith(), TOKENS))).not.toContain("{claim}");
});

test("as a table it contains no control characters from a name", () => {
  const named = [{ name: "a\u001b[31m\u202e", claims: {} }];
  const rules = [{ paths: ["/a"], any_token: true }];
  const table = matrixTable(createMatrix(configurationWith({ top: { rules } }), named));
  expect(table).not.toContain("\u001b");
  expect(table).not.toContain("\u202e");
  expect(table).toContain("/a");
});
