import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { repositoryRoot } from "../support/repository.ts";
import { createWorkspace, type Workspace } from "../support/workspace.ts";

/** What the stacks on the page take for granted: a provider, and an API. */
const SURROUNDINGS = `provider "aws" {
  region                      = "eu-central-1"
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}
resource "aws_apigatewayv2_api" "orders" {
  name          = "orders"
  protocol_type = "HTTP"
}
`;

const page = await readFile(join(repositoryRoot, "docs/custom-logic.md"), "utf8");
/** The name of a package in examples/custom-logic/layer, and the stack that deploys it. */
const stacks = [...page.matchAll(/^```hcl\n(module "authorizer" \{.*?)^```/gms)].map(
  ([, hcl = ""]) => [/ module += "([a-z-]+)"/.exec(hcl)?.[1] ?? "", hcl] as const,
);

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});

afterAll(() => workspace.remove());

describe("the page about custom logic", () => {
  test("deploys each of the three examples", () => {
    expect(stacks.map(([name]) => name)).toEqual(["denylist", "introspection", "verified-permissions"]);
  });

  test.each(stacks)(
    "has a stack for %s that can be planned, and sets the variables that the code reads",
    async (name, hcl) => {
      const path = join(workspace.path, `page-${name}`);
      await mkdir(path);
      await writeFile(join(path, `${name}.zip`), "");
      const stack = hcl.replace(/^ {2}source +=.*\n {2}version +=.*\n/m, '  source = "../"\n');
      await writeFile(join(path, "main.tf"), SURROUNDINGS + stack);
      const terraform = workspace.directory(`page-${name}`);
      await terraform.init();
      expect(
        (await terraform.planDiagnostics()).map(({ summary, detail }) => `${summary}\n${detail}`),
      ).toEqual([]);
      const code = await readFile(
        join(repositoryRoot, "examples/custom-logic/layer", name, "index.js"),
        "utf8",
      );
      const [, environment = ""] = /environment_variables += \{(.*?)\}/s.exec(hcl) ?? [];
      const names = [...environment.matchAll(/([A-Z_]+) +=/g)].map(([, variable]) => variable);
      expect(names.length).toBeGreaterThan(0);
      for (const variable of names) {
        expect(code).toContain(variable);
      }
    },
  );

  test("shows the policies that the tests evaluate", async () => {
    const file = "examples/custom-logic/layer/verified-permissions/policies.cedar";
    expect(page).toContain(`\`\`\`text\n${await readFile(join(repositoryRoot, file), "utf8")}\`\`\``);
  });
});
