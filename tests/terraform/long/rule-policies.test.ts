import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Json } from "../../../lambda/tests/support/keys.ts";
import { createWorkspace, type Workspace } from "../../support/workspace.ts";
import { functionInputs } from "../support/inputs.ts";
import { writeModuleCalls, writeRepeatedCall } from "../support/module-calls.ts";

const FUNCTION = { source: ".", inputs: functionInputs };

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});

afterAll(() => workspace.remove());

describe("rules whose policy is too large", () => {
  const paths = (count: number, prefix: string): readonly string[] =>
    Array.from({ length: count }, (_, number) => `/${prefix}${number}`);
  const anyToken = (count: number): Json => ({ methods: ["GET"], paths: paths(count, "a"), any_token: true });
  const scoped = (count: number, scope: string): Json => ({
    methods: ["GET"],
    paths: paths(count, scope),
    scopes: [scope],
  });

  const small: readonly (readonly Json[])[] = [
    [anyToken(70)],
    // Equal patterns of several rules count once.
    Array<Json>(20).fill(anyToken(5)),
    [
      { ...anyToken(30), methods: ["GET", "PUT"] },
      { ...scoped(30, "a"), methods: ["GET", "PUT"] },
    ],
    [scoped(40, "s"), scoped(40, "t"), scoped(40, "u")],
    [anyToken(40), scoped(20, "s"), scoped(20, "t")],
  ];
  const large: readonly (readonly Json[])[] = [
    [anyToken(80)],
    [{ paths: paths(11, "a"), any_token: true }],
    [scoped(80, "s")],
    [anyToken(40), scoped(40, "s")],
  ];

  test.each<[string, readonly (readonly Json[])[], readonly string[]]>([
    [
      "are rejected by the plan if one rule is too large with the rules for every token",
      large,
      large.map(
        () =>
          "rules: the largest policy for one rule together with the any_token rules is N bytes. The limit is N bytes, and each combination of a method and a path takes about N bytes. Use wildcards in paths, list only the methods that are needed, or use a second authorizer for some of the APIs.",
      ),
    ],
    ["pass the plan if only several rules together are too large", small, []],
  ])("%s", async (_title, ruleSets, messages) => {
    const directory = `policies-of-${ruleSets.length}-sets`;
    const terraform = await writeRepeatedCall(workspace, directory, FUNCTION, "rules", ruleSets);
    const details = (await terraform.planDiagnostics()).map(({ detail }) => detail.replace(/\d+/g, "N"));
    expect(details).toEqual(messages);
  });

  test("fail a test whose token would get such a policy", async () => {
    const rules = [scoped(60, "s"), scoped(60, "t")];
    const inputs = { rules, rule_tests: [{ claims: { scope: "s t" }, allow: ["GET /s1"] }] };
    const call = { name: "large", source: "modules/rule-tests", inputs };
    const { terraform } = await writeModuleCalls(workspace, "test-of-a-large-policy", [call]);
    const details = (await terraform.planDiagnostics()).map(({ detail }) => detail.trim());
    expect(details).toEqual([
      expect.stringMatching(
        /^rule_tests\[0\]: the policy of this token is \d{4,5} bytes; the limit is 7168 bytes\. A request/,
      ),
    ]);
  });
});

describe("a rule that covers less, or more, than it seems to", () => {
  const open = { paths: ["/*"], any_token: true };
  const deny = (path: string, methods?: readonly string[]): Json => ({
    effect: "deny",
    paths: [path],
    any_token: true,
    ...(methods === undefined ? {} : { methods }),
  });

  /** Whether a warning must name the second rule. */
  const cases: readonly (readonly [name: string, rules: readonly [Json, Json], isNamed: boolean])[] = [
    ["a deny under an allow on /*", [open, deny("/admin")], true],
    ["a deny below an allow with a wildcard", [{ ...open, paths: ["/a/*"] }, deny("/a/b/*")], true],
    ["a deny that is wider than the allow", [{ ...open, paths: ["/a/b*"] }, deny("/a/*")], true],
    ["a deny under a placeholder and a wildcard", [{ paths: ["/{t}/*"] }, deny("/x/y")], true],
    ["a deny on /*", [open, deny("/*")], false],
    ["a deny on $connect", [{ ...open, paths: ["/*", "$connect"] }, deny("$connect")], false],
    ["a deny beside allows without wildcards", [{ ...open, paths: ["/a", "/b"] }, deny("/a")], false],
    ["a deny that a placeholder could reach", [{ paths: ["/{t}"] }, deny("/admin")], true],
    [
      "a deny beside an allow in another case",
      [{ ...open, paths: ["/Admin/*"] }, deny("/admin/secret")],
      true,
    ],
    ["a deny beside an allow elsewhere", [{ ...open, paths: ["/a/*"] }, deny("/b")], false],
    ["a deny of another method", [{ ...open, methods: ["GET"] }, deny("/a", ["POST"])], false],
    ["a placeholder in front of a wildcard", [open, { paths: ["/t/{a}*"] }], true],
    ["a placeholder in front of another", [open, { paths: ["/{a}{b}/*"] }], true],
    ["a placeholder in front of a dot", [open, { paths: ["/{a}.{b}"] }], true],
    ["a placeholder that fills a segment", [open, { paths: ["/{a}/{b}", "/x-{c}"] }], false],
  ];
  let warned: readonly string[];

  beforeAll(async () => {
    const ruleSets = cases.map(([, rules], number) => indexed(rules, number));
    const terraform = await writeRepeatedCall(workspace, "denies", FUNCTION, "rules", ruleSets);
    const diagnostics = await terraform.planDiagnostics();
    expect(diagnostics.filter(({ severity }) => severity !== "warning")).toEqual([]);
    warned = diagnostics.map(({ detail }) => detail.split(": ")[0] ?? "");
  }, 120_000);

  test.each(cases.map(([name, , isNamed], number) => [name, isNamed, number] as const))(
    "%s is named in a warning: %j",
    (_name, isNamed, number) => {
      expect(warned.includes(`rules[${2 * number + 1}].paths[0]`)).toBe(isNamed);
    },
  );
});

/**
 * Rules with indexes of their own, which tell in which of many sets a rule failed: Terraform does not name the set.
 */
function indexed(rules: readonly Json[], number: number): readonly Json[] {
  const filler = { paths: ["/filler", "$connect"], scopes: ["filler"] };
  return [...Array<Json>(2 * number).fill(filler), ...rules];
}

describe("a rule that cannot apply to any attached API", () => {
  const http = { http_apis: { web: { id: "a1" } } };
  const websocket = { websocket_apis: { live: { id: "a1" } } };
  const openapi = { openapi_apis: { web: "arn:aws:execute-api:eu-central-1:123456789012:a1" } };
  const rule = (...paths: readonly string[]): Json => ({ paths, any_token: true });

  const cases: readonly (readonly [string, apis: Json, rules: readonly Json[], idle: number | undefined])[] =
    [
      ["$connect without a WebSocket API", http, [rule("/a"), rule("$connect")], 1],
      ["a path with only a WebSocket API", websocket, [rule("/a"), rule("$connect")], 0],
      ["/* with methods and only a WebSocket API", websocket, [{ ...rule("/*"), methods: ["GET"] }], 0],
      ["/* with only a WebSocket API", websocket, [rule("/*")], undefined],
      ["$connect with only an API defined by OpenAPI", openapi, [rule("/a"), rule("$connect")], 1],
      ["$connect among others", http, [rule("/a", "$connect")], undefined],
      ["both kinds, both attached", { ...http, ...websocket }, [rule("/a"), rule("$connect")], undefined],
      ["no API attached here", {}, [rule("/a"), rule("$connect")], undefined],
    ];
  let refused: readonly string[];

  beforeAll(async () => {
    const calls = cases.map(([, apis, rules], number) => ({
      name: `case_${number}`,
      source: ".",
      inputs: { ...functionInputs, ...apis, rules: indexed(rules, number) },
    }));
    const { terraform } = await writeModuleCalls(workspace, "idle-rules", calls);
    refused = (await terraform.planDiagnostics()).map(
      ({ detail }) => detail.split(" cannot apply to any")[0] ?? "",
    );
  }, 120_000);

  test.each(cases.map(([name, , , idle], number) => [name, idle, number] as const))(
    "%s: the plan rejects rule %j",
    (_name, idle, number) => {
      const ofCase = refused.filter((place) =>
        [0, 1].some((index) => place === `rules[${2 * number + index}]`),
      );
      expect(ofCase).toEqual(idle === undefined ? [] : [`rules[${2 * number + idle}]`]);
    },
  );

  test("nothing else is refused", () => {
    expect(refused).toHaveLength(cases.filter(([, , , idle]) => idle !== undefined).length);
  });
});
