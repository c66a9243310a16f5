import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isFailure } from "../../lambda/src/failure.ts";
import { createPolicyCompiler } from "../../lambda/src/policy/compile.ts";
import { configurationWith } from "../../lambda/tests/support/configuration.ts";
import { STAGE_ARN } from "../../lambda/tests/support/events.ts";
import { isAllowed } from "../../lambda/tests/support/policy-matcher.ts";
import { repositoryRoot } from "../support/repository.ts";
import type { Terraform } from "../support/terraform.ts";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { writeModuleInstances } from "../terraform/support/module-calls.ts";
import { RECIPE_REQUESTS, type RecipeToken } from "./recipe-requests.ts";

/** The recipes of docs/rules.md: the expression for `rules`, by heading. */
const recipes = await readRecipes();
const turnedAround = Object.fromEntries(
  Object.entries(RECIPE_REQUESTS).map(([name, tokens]) => [
    name,
    tokens.map(({ claims, allow = [], deny = [] }): RecipeToken => ({ claims, allow: deny, deny: allow })),
  ]),
);

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});

afterAll(() => workspace.remove());

async function readRecipes(): Promise<Readonly<Record<string, string>>> {
  const page = await readFile(join(repositoryRoot, "docs/rules.md"), "utf8");
  const section = /^## Recipes\n(.*?)^## /ms.exec(page)?.[1] ?? "";
  const entries = section
    .split(/^### /m)
    .slice(1)
    .map((part): readonly [string, string] => {
      const [heading = ""] = part.split("\n");
      const blocks = [...part.matchAll(/^```hcl\nrules = (.*?)^```/gms)].map(([, hcl = ""]) => hcl);
      expect(blocks, heading).toHaveLength(1);
      return [heading, blocks[0] ?? ""];
    });
  const maintenance = entries.filter(([, hcl]) => hcl.includes("var.maintenance"));
  return Object.fromEntries([
    ...entries,
    ...maintenance.map(([heading, hcl]) => [`${heading}: over`, hcl.replaceAll("var.maintenance", "false")]),
  ]);
}

/** A root module that evaluates each recipe with these tests, in one plan and without a provider. */
async function moduleWith(directory: string, tests: typeof RECIPE_REQUESTS): Promise<Terraform> {
  const path = join(workspace.path, directory);
  const recipesHcl = Object.entries(recipes).map(([name, hcl]) => `${JSON.stringify(name)} = ${hcl}`);
  await mkdir(path);
  await writeFile(join(path, "tests.json"), JSON.stringify(tests));
  await writeFile(
    join(path, "main.tf"),
    `variable "maintenance" { default = true }
locals { recipes = {
${recipesHcl.join("\n")}
} }
module "recipe" {
  source     = "../modules/rule-tests"
  for_each   = toset(keys(local.recipes))
  name       = each.key
  rules      = local.recipes[each.key]
  rule_tests = jsondecode(file("tests.json"))[each.key]
}
output "recipes" { value = local.recipes }
`,
  );
  const terraform = workspace.directory(directory);
  await terraform.init();
  return terraform;
}

describe("the recipes for rules", () => {
  test("each have requests that they must allow, requests that they must deny, and at most 8 lines", () => {
    expect(Object.keys(recipes).length).toBeGreaterThan(10);
    expect(Object.keys(RECIPE_REQUESTS).sort()).toEqual(Object.keys(recipes).sort());
    for (const [name, tokens] of Object.entries(RECIPE_REQUESTS)) {
      expect(tokens.flatMap(({ allow = [] }) => allow).length, name).toBeGreaterThan(0);
      expect(tokens.flatMap(({ deny = [] }) => deny).length, name).toBeGreaterThan(0);
      expect(recipes[name]?.trimEnd().split("\n").length, name).toBeLessThanOrEqual(8);
    }
  });

  test("decide in a plan as they should", async () => {
    const terraform = await moduleWith("recipes", RECIPE_REQUESTS);
    expect((await terraform.planDiagnostics()).map(({ detail }) => detail)).toEqual([]);
  });

  test("fail the plan for each request that is expected to be decided the other way", async () => {
    const terraform = await moduleWith("turned-around", turnedAround);
    const failures = (await terraform.planDiagnostics()).map(({ detail }) => detail).join("\n");
    const requests = Object.values(RECIPE_REQUESTS)
      .flat()
      .flatMap(({ allow = [], deny = [] }) => [...allow, ...deny]);
    expect([...failures.matchAll(/, but the test expects it to be/g)]).toHaveLength(requests.length);
  });

  test("are accepted by the module without a warning, and by the function, whose policies decide the same", async () => {
    const terraform = await moduleWith("function", RECIPE_REQUESTS);
    const { planned_values } = (await terraform.planJson()) as unknown as PlannedRecipes;
    const written = Object.entries(planned_values.outputs.recipes.value);
    const calls = written.map(([, rules], number) => ({
      name: `recipe-${number}`,
      source: ".",
      inputs: { name: "orders", issuer: "https://login.example.com/", audience: ["orders"], rules },
    }));
    const root = await writeModuleInstances(workspace, "root", calls);
    expect((await root.terraform.planDiagnostics()).map(({ detail }) => detail)).toEqual([]);
    for (const [name, rules] of written) {
      const policyOf = createPolicyCompiler(configurationWith({ top: { rules } }));
      for (const { claims, allow = [], deny = [] } of RECIPE_REQUESTS[name] ?? []) {
        const decide = (request: string): boolean => {
          const isConnect = request === "$connect";
          const policy = policyOf(claims).forStage(STAGE_ARN, isConnect);
          return !isFailure(policy) && isAllowed(policy, `${STAGE_ARN}/${request.replace(" ", "")}`);
        };
        expect([...allow, ...deny].filter(decide), `${name}: ${JSON.stringify(claims)}`).toEqual(allow);
      }
    }
  });
});

describe("what the page says about route keys holds:", () => {
  const decide = (rules: readonly object[], request: string): boolean => {
    const policy = createPolicyCompiler(configurationWith({ top: { rules } }))({}).forStage(STAGE_ARN, false);
    return !isFailure(policy) && isAllowed(policy, `${STAGE_ARN}/${request.replace(" ", "")}`);
  };

  test.each([
    ["/orders/*", ["GET /orders/", "GET /orders/1", "GET /orders/1/items"], ["GET /orders"]],
    [
      "/orders",
      ["GET /orders", "PATCH /orders"],
      ["GET /orders/", "GET /Orders", "GET /prod/orders", "TRACE /orders"],
    ],
    ["/*", ["GET /", "GET /a/b"], ["GET /a%2Fb", "GET /a//b", "TRACE /a"]],
    ["/files/a%20b", ["GET /files/a%20b"], ["GET /files/a b"]],
  ])("an allow rule on %s", (path, allowed, denied) => {
    const rules = [{ paths: [path], any_token: true }];
    expect([...allowed, ...denied].filter((request) => decide(rules, request))).toEqual(allowed);
  });

  test.each([
    ["/orders", ["GET /orders/1", "GET /Orders"], ["GET /orders", "GET /orders/"]],
    ["/orders/*", ["GET /ordersx"], ["GET /orders", "GET /orders/", "GET /orders/1"]],
  ])("a deny rule on %s", (path, allowed, denied) => {
    const rules = [
      { paths: ["/*"], any_token: true },
      { effect: "deny", paths: [path], any_token: true },
    ];
    expect([...allowed, ...denied].filter((request) => decide(rules, request))).toEqual(allowed);
  });
});

describe("the tests of rules in the documentation", () => {
  const planTests = async (directory: string, name: string, hcl: string): Promise<readonly string[]> => {
    const path = join(workspace.path, directory);
    await mkdir(path);
    const inputs = `source = "../modules/rule-tests"\nname = "${name}"\n${hcl}`;
    await writeFile(join(path, "main.tf"), `module "rule_tests" {\n${inputs}\n}\n`);
    const terraform = workspace.directory(directory);
    await terraform.init();
    return (await terraform.planDiagnostics()).map(({ detail }) => detail.trim());
  };
  const read = (file: string): Promise<string> => readFile(join(repositoryRoot, file), "utf8");

  test("hold for the rules on their page", async () => {
    const page = await read("docs/testing-rules.md");
    const [rules = "", tests = ""] = ["rules", "rule_tests"].map(
      (name) => new RegExp(`\`\`\`hcl\n(${name} = .*?)\`\`\``, "s").exec(page)?.[1],
    );
    expect(await planTests("page", "page", `${rules}${tests}`)).toEqual([]);
  });

  test("fail with the message that the page shows, if a rule in examples/rules is changed", async () => {
    const [shown = ""] =
      /(?<=```text\n)jwt-authorizer-rules: .*?(?=\n```)/s.exec(await read("docs/testing-rules.md")) ?? [];
    const inputs = /^ {2}rules = .*^ {2}\]\n/ms.exec(await read("examples/rules/main.tf"))?.[0] ?? "";
    const changed = inputs.replace('scopes = ["orders:write"]', 'scopes = ["orders:read"]');
    expect(await planTests("example", "jwt-authorizer-rules", inputs)).toEqual([]);
    const messages = (await planTests("changed-example", "jwt-authorizer-rules", changed)).join("\n");
    expect(messages.split(/\n(?=jwt-authorizer-rules: )/)).toHaveLength(3);
    expect(messages.slice(0, shown.length)).toBe(shown);
  });
});

/** The part of a plan that is read here. */
interface PlannedRecipes {
  readonly planned_values: {
    readonly outputs: { readonly recipes: { readonly value: Readonly<Record<string, readonly object[]>> } };
  };
}
