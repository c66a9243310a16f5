import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { repositoryRoot } from "../../support/repository.ts";
import { markOf, type Row } from "./demo-calls.ts";
import { type Mark, SIGNS } from "./demo-mark.ts";
import { type Playground, playground } from "./demo-playground.ts";
import { legend, permissionSection, resultSection, summary } from "./demo-report.ts";
import { type PermissionExample, type PermissionResult, permissionExamples } from "./permission-examples.ts";
import { type ExpectedAnswer, expectedAnswer, tokenCases } from "./token-cases.ts";

const ALLOWED: ExpectedAnswer = { status: 200, onEmulator: 200, reason: undefined };
const REFUSED: ExpectedAnswer = { status: 401, onEmulator: 401, reason: "token_expired" };
const REFUSED_BY_HTTP_API: ExpectedAnswer = { ...REFUSED, onEmulator: 500 };

/** The results of an example if everything is as expected. */
function asExpected({ permissions, callers }: PermissionExample): readonly PermissionResult[] {
  return permissions.flatMap(([request, allowed]) =>
    callers.map((caller): PermissionResult => {
      const status = allowed.includes(caller) ? 200 : 403;
      return { request, caller, expected: status, got: { http: status }, mark: "as expected" };
    }),
  );
}

describe("the mark of a call", () => {
  test.each<[Mark, ExpectedAnswer, number, readonly string[], boolean]>([
    ["as expected", ALLOWED, 200, [], true],
    ["wrong", ALLOWED, 200, [], false],
    ["wrong", ALLOWED, 500, [], false],
    ["as expected", REFUSED, 401, ["token_expired"], false],
    ["wrong", REFUSED, 401, ["token_expired"], true],
    ["wrong", REFUSED, 401, ["issuer_unknown"], false],
    ["wrong", REFUSED, 500, ["token_expired"], false],
    ["not verified", REFUSED_BY_HTTP_API, 500, ["token_expired"], false],
    ["as expected", REFUSED_BY_HTTP_API, 401, ["token_expired"], false],
    ["wrong", REFUSED_BY_HTTP_API, 500, [], false],
    ["wrong", REFUSED_BY_HTTP_API, 500, ["keys_unavailable"], false],
  ])(
    "is '%s' for %j with status %d, log %j, backend reached: %j",
    (mark, expected, status, reasons, isReached) => {
      expect(markOf(expected, { status, reasons, isReached })).toBe(mark);
    },
  );

  test("is '≈' only on HTTP APIs: the lab answers a WebSocket's refusal with a 401, as AWS does", () => {
    for (const tokenCase of tokenCases.filter(({ refusal }) => refusal !== undefined)) {
      for (const kind of ["rest_token", "rest_request", "websocket"] as const) {
        expect(expectedAnswer(kind, tokenCase)).toMatchObject({ status: 401, onEmulator: 401 });
      }
    }
  });
});

describe("the report", () => {
  const row = (got: number, mark: Mark): Row => ({
    ...{ api: "HTTP", request: "GET /identity", token: "expired", expected: 401, got, identity: undefined },
    ...{ reasons: ["token_expired"], mark },
  });

  test("shows a 500 as '≈', never as '✔', next to the status on AWS and the reason", async () => {
    const rows = [row(500, "not verified"), row(401, "as expected")];
    const section = stripVTControlCharacters(await resultSection(rows));
    expect(section).toMatch(/│ 401 +│ 500 ≈ │ token_expired +│/);
    expect(section).toMatch(/│ 401 +│ 401 ✔ │ token_expired +│/);
    expect(section).toContain("It has no rules: a token that is accepted may call everything.");
  });

  test.each(permissionExamples.map((example) => [example.directory, example] as const))(
    "shows rules, claims and the same marks for 200 and 403 of examples/%s",
    async (_directory, example) => {
      const results = asExpected(example);
      const section = stripVTControlCharacters(await permissionSection(example, results));
      expect(section.indexOf("\nrules = [\n  ")).toBeGreaterThan(0);
      expect(section.indexOf("\n]\n")).toBeLessThan(section.indexOf("┌"));
      expect(section).toMatch(/ {2}(reader|acme) +\{"scope":"orders:read"/);
      expect(section.match(/(200|403) ✔/g)).toHaveLength(results.length);
    },
  );

  test("counts each mark apart and explains the marks that it shows, each in one line", () => {
    const marks: readonly Mark[] = ["as expected", "as expected", "not verified"];
    expect(summary(marks, 51)).toContain(
      "2 of 3 calls as expected ✔, 1 with an answer that is not verified on AWS ≈, 0 wrong ✘; 51 s in all.",
    );
    expect(stripVTControlCharacters(legend(marks)).split("\n")).toEqual([
      expect.stringContaining(`${SIGNS["as expected"]} the caller got`),
      expect.stringMatching(
        /≈.*emulator answered 500; AWS is expected to answer 401, which is not verified$/,
      ),
    ]);
  });
});

test("the excerpt in examples/README.md shows the tables, rules and legend that the demo prints", async () => {
  const page = await readFile(join(repositoryRoot, "examples/README.md"), "utf8");
  const [, excerpt = ""] = /```text\n(examples\/complete: [\s\S]*?)```/.exec(page) ?? [];
  const sections = await Promise.all(
    permissionExamples.map((example) => permissionSection(example, asExpected(example))),
  );
  const printed = stripVTControlCharacters([...sections, legend(["as expected", "not verified"])].join("\n"));
  const shown = excerpt.slice(excerpt.indexOf("examples/rules")).split("\n");
  const lines = shown.filter((line) => line !== "" && line !== "…" && !line.includes("calls as expected"));
  expect(lines.length).toBeGreaterThan(30);
  expect(printed.split("\n").map((line) => line.trimEnd())).toEqual(expect.arrayContaining(lines));
});

describe("the commands that --keep prints", () => {
  const [rules, tenants] = permissionExamples;
  const client = { id: "demo", secret: "s" };
  const callers = Object.fromEntries(
    ["reader", "acme"].map((id) => [id, { client: { id, secret: "s" }, scope: "a b" }]),
  );
  const examples = [rules, tenants].flatMap((example) =>
    example === undefined ? [] : [{ example, apis: { http: { id: "abc", stage: "$default" } }, callers }],
  );
  const lab: Playground = {
    ...{
      endpoint: "http://127.0.0.1:4566",
      port: 4566,
      issuer: "https://127.0.0.2:1",
      client,
      callers,
      examples,
    },
    tokenUrl: "https://127.0.0.2:1/token",
    audiences: ["https://api.example.com", "https://another-api.example.com"],
    files: { ca: "/tmp/demo/ca.pem", configuration: "/tmp/demo/configuration.json" },
    logGroup: "/aws/lambda/complete",
    attachments: [
      { title: "HTTP", command: `curl -H 'authorization: Bearer '"$TOKEN" http://127.0.0.1:4566/identity` },
      { title: "WebSocket", command: 'npx wscat -c "ws://127.0.0.1:4566/prod?access_token=$TOKEN"' },
    ],
  };
  const text = stripVTControlCharacters(playground(lab));

  test.each([
    ["a call with a valid token for each API", /Bearer '"\$TOKEN"[\s\S]*access_token=\$TOKEN/],
    ["a call with a bad token for each API", /Bearer '"\$BAD_TOKEN"[\s\S]*access_token=\$BAD_TOKEN/],
    ["a bad token", /BAD_TOKEN=\$\(token demo:s https:\/\/another-api\.example\.com orders:read\)/],
    [
      "a call that the rules example allows, and one that it refuses",
      /\$READER_TOKEN" http:\/\/127\.0\.0\.1:4566\/orders\n[\s\S]*-X POST .*\$READER_TOKEN"/,
    ],
    [
      "the same for the tenants example",
      /\$ACME_TOKEN" .*\/tenants\/acme\n[\s\S]*\$ACME_TOKEN" .*\/tenants\/42/,
    ],
    ["where the log is", /FilterLogEvents.*\/aws\/lambda\/complete.*http:\/\/127\.0\.0\.1:4566/],
    [
      "how to explain the refusal",
      /echo "\$BAD_TOKEN" \| npm run --silent explain -- --configuration \/tmp\/demo\/configuration\.json --verify/,
    ],
    ["a provider block", /provider "aws" \{[\s\S]*endpoints \{[\s\S]*lambda +=/],
    [
      "the issuer for your own stack",
      /issuer +=.*127\.0\.0\.2:1[\s\S]*ca_certificates_pem = file\("\/tmp\/demo\/ca\.pem"\)/,
    ],
  ])("contain %s", (_name, pattern) => {
    expect(text).toMatch(pattern);
  });
});
