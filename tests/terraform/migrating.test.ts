import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseConfiguration } from "../../lambda/src/config/configuration.ts";
import { repositoryRoot } from "../support/repository.ts";
import type { PlanDocument } from "../support/terraform.ts";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { plannedDocument } from "./support/planned.ts";

const page = readFileSync(join(repositoryRoot, "docs/migrating.md"), "utf8");

/** The module blocks of the page, by the heading of their section. */
const blocks = [...page.matchAll(/^## (From .*)\n(?:(?!^## )[\s\S])*?```hcl\n(module [\s\S]*?)```/gm)].map(
  ([, heading = "", hcl = ""]) => ({ heading, hcl }),
);

/** What a reader already has. */
const API = `provider "aws" {
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}

resource "aws_api_gateway_rest_api" "orders" {
  name = "orders"
}

resource "aws_apigatewayv2_api" "orders" {
  name          = "orders"
  protocol_type = "HTTP"
}
`;

let workspace: Workspace;
let plan: PlanDocument;

beforeAll(async () => {
  workspace = await createWorkspace();
  const modules = blocks.map(({ hcl }, number) =>
    hcl
      .replace(/^module "authorizer"/, `module "section_${number}"`)
      .replace(/^ +source +=.*$/m, '  source = "../"')
      .replace(/^ +version +=.*\n/m, ""),
  );
  await mkdir(join(workspace.path, "migrating"));
  await writeFile(join(workspace.path, "migrating/main.tf"), [API, ...modules].join("\n"));
  const terraform = workspace.directory("migrating");
  await terraform.init();
  plan = await terraform.planJson();
}, 300_000);

afterAll(() => workspace.remove());

describe("docs/migrating.md", () => {
  test("has a module block in each section", () => {
    expect(blocks).toHaveLength((page.match(/^## From /gm) ?? []).length);
    expect(blocks.length).toBeGreaterThan(0);
  });

  test.each(blocks.map(({ heading }, number) => ({ heading, number })))(
    "$heading: the module block plans, and the function reads its configuration",
    ({ number }) => {
      const document = plannedDocument(plan, `module.section_${number}.aws_lambda_function.this[0]`);
      expect(parseConfiguration(document).trustedIssuers).toHaveLength(1);
    },
  );
});
