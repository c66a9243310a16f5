import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createWorkspace, type Workspace } from "../../support/workspace.ts";
import { functionInputs } from "../support/inputs.ts";
import { expression, writeModuleCalls } from "../support/module-calls.ts";

const RULES = [{ methods: ["GET"], paths: ["/orders", "/orders/*"], scopes: ["orders:read"] }];
const READER = { scope: "orders:read" };

/** A resource whose output is unknown until apply. */
const LATER = 'resource "terraform_data" "later" {\n  input = timestamp()\n}\n';

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});

afterAll(() => workspace.remove());

describe("rule_tests of the module", () => {
  test("fail the plan, but not if the rules themselves have faults", async () => {
    const wrong = [{ claims: READER, deny: ["GET /orders"] }];
    const calls = [
      { name: "function", source: ".", inputs: { rules: RULES, rule_tests: wrong } },
      { name: "root", source: ".", inputs: { rules: RULES, rule_tests: wrong } },
      {
        name: "lenient",
        source: ".",
        inputs: {
          strict_paths: false,
          rules: RULES,
          rule_tests: [{ claims: READER, allow: ["GET /orders/../x"] }],
        },
      },
      { name: "faulty", source: ".", inputs: { rules: [{ path: "/" }], rule_tests: wrong } },
    ].map((call) => ({ ...call, inputs: { ...functionInputs, ...call.inputs } }));
    const { terraform } = await writeModuleCalls(workspace, "through", calls);
    const errors = (await terraform.planDiagnostics()).filter(({ severity }) => severity === "error");
    expect(errors.map(({ detail }) => detail.split(/ is|"/)[0]).toSorted()).toEqual([
      "orders: rule_tests[0]: GET /orders",
      "orders: rule_tests[0]: GET /orders",
      "rules[0] has the unknown attribute ",
    ]);
  }, 120_000);

  test("begin each message with the name of the authorizer", async () => {
    const inputs = {
      ...functionInputs,
      rules: RULES,
      rule_tests: [{ claims: READER }, { claims: READER, alow: [] }],
    };
    const call = { name: "named", source: ".", inputs };
    const { terraform } = await writeModuleCalls(workspace, "names", [call]);
    const lines = (await terraform.planDiagnostics()).flatMap(({ detail }) => detail.trim().split("\n"));
    expect(lines.map((line) => line.split(/ tests| has/)[0])).toEqual([
      "orders: rule_tests[0]",
      "orders: rule_tests[1]",
    ]);
  }, 60_000);

  test("may contain values that are unknown until apply", async () => {
    const later = expression("terraform_data.later.output");
    const inputs = {
      ...functionInputs,
      rules: RULES,
      rule_tests: [{ claims: later, allow: [later] }, later],
    };
    const { terraform } = await writeModuleCalls(
      workspace,
      "unknown-rule-tests",
      [{ name: "function", source: ".", inputs }],
      LATER,
    );
    expect(await terraform.planDiagnostics()).toEqual([]);
  }, 60_000);

  test("leave the size of the rules known if they are unknown until apply", async () => {
    const paths = Array.from({ length: 11 }, (_, number) => `/path${number}`);
    const inputs = {
      ...functionInputs,
      rules: [{ paths, any_token: true }],
      rule_tests: expression("terraform_data.later.output"),
    };
    const { terraform } = await writeModuleCalls(
      workspace,
      "size-with-unknown-tests",
      [{ name: "function", source: ".", inputs }],
      LATER,
    );
    const details = (await terraform.planDiagnostics()).map(({ detail }) => detail);
    expect(details).toEqual([
      expect.stringMatching(
        /^rules: the largest policy for one rule together with the any_token rules is \d+ bytes\./,
      ),
    ]);
  }, 60_000);
});

test("values that are unknown until apply are tested during the apply, before dependent resources change", async () => {
  const inputs = {
    rules: expression("terraform_data.later.output"),
    rule_tests: [{ claims: {}, deny: ["GET /x"] }],
  };
  const rules = 'jsondecode(timestamp() == "" ? "null" : jsonencode([{ paths = ["/x"], any_token = true }]))';
  const preamble = `
    resource "terraform_data" "later" {
      input = ${rules}
    }
    resource "terraform_data" "dependent" {
      depends_on = [module.late]
    }
  `;
  const call = { name: "late", source: "modules/rule-tests", inputs };
  const { terraform } = await writeModuleCalls(workspace, "in-the-apply", [call], preamble);
  expect(await terraform.planDiagnostics()).toEqual([]);
  const error = await terraform.apply().then(String, ({ stdout, stderr }) => `${stdout}\n${stderr}`);
  expect(error).toMatch(/rule_tests\[0\]: GET \/x is allowed, but the test expects it to be denied/);
  expect(error).toContain("terraform_data.later: Creation complete");
  expect(error).not.toContain("terraform_data.dependent: Creating");
}, 60_000);

describe("examples/rules", () => {
  const mistakes: readonly (readonly [was: string, is: string, says: readonly string[]])[] = [
    [
      'scopes = ["orders:write"]',
      'scopes = ["orders:read"]',
      [
        "rule_tests[0]: POST /orders is allowed, but the test expects it to be denied.",
        "Allowed by rules[1].",
        "rule_tests[1]: POST /orders is denied, but the test expects it to be allowed.",
        "rules[1] would allow it, but its condition scopes does not hold.",
      ],
    ],
    [
      'any = ["manager"]',
      'none = ["manager"]',
      [
        "rule_tests[0]: DELETE /orders/1 is allowed, but the test expects it to be denied.",
        "Allowed by rules[2].",
      ],
    ],
    [
      'effect = "deny", paths = ["/*"]',
      'effect = "deny", paths = ["/admin/*"]',
      [
        "rule_tests[3]: GET /profile is allowed, but the test expects it to be denied.",
        "Allowed by rules[3].",
        "No deny rule has this method and path.",
      ],
    ],
  ];

  test.each(mistakes)("with %s changed to %s fails its plan and gives the reason", async (was, is, says) => {
    const copy = await createWorkspace();
    const terraform = copy.directory("examples/rules");
    const file = join(terraform.path, "main.tf");
    const text = await readFile(file, "utf8");
    expect(text.split(was)).toHaveLength(2);
    await writeFile(file, text.replace(was, is));
    await terraform.init();
    const details = (await terraform.planDiagnostics()).map(({ detail }) => detail).join("\n");
    for (const message of says) {
      expect(details).toContain(message);
    }
    await copy.remove();
  });
});
