import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PlanDocument, ResourceChange } from "../support/terraform.ts";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { createRunIssuer } from "./issuer.ts";
import { faultsOfPlans } from "./plan-check.ts";
import { createRunName, RUN_TAG } from "./run-name.ts";
import { prepareStacks } from "./run-stacks.ts";

const NAME = "jwta-000000000000";

function planOf(type: string, after: Readonly<Record<string, unknown>>, actions = ["create"]): PlanDocument {
  const change = { actions, before: null, after, after_unknown: {} } as ResourceChange["change"];
  return { resource_changes: [{ address: `${type}.this`, mode: "managed", type, change }] };
}

const api = { name: `${NAME}-http`, tags_all: { [RUN_TAG]: NAME } };

describe("the check of a plan", () => {
  test("accepts a resource with the name and the tag of the run", () => {
    expect(faultsOfPlans([planOf("aws_apigatewayv2_api", api)], NAME)).toEqual([]);
  });

  test.each([
    [
      "a type that may cost something",
      planOf("aws_nat_gateway", api),
      "the type aws_nat_gateway is not allowed",
    ],
    ["another name", planOf("aws_apigatewayv2_api", { ...api, name: "orders" }), "its name does not contain"],
    ["no name", planOf("aws_iam_role", { name: null, name_prefix: "x" }), "its name does not contain"],
    [
      "another tag",
      planOf("aws_apigatewayv2_api", { ...api, tags_all: { [RUN_TAG]: "x" } }),
      "it has no tag",
    ],
    ["no tag", planOf("aws_apigatewayv2_api", { ...api, tags_all: null }), "it has no tag"],
    ["a change of what exists", planOf("aws_apigatewayv2_api", api, ["update"]), "update instead of create"],
  ])("refuses %s", (_, plan, message) => {
    const faults = faultsOfPlans([plan], NAME);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(message);
  });

  test("refuses more resources than both stacks have", () => {
    const many = Array.from({ length: 121 }, () => planOf("aws_apigatewayv2_api", api));
    expect(faultsOfPlans(many, NAME)).toEqual(["121 resources are more than 120"]);
  });
});

describe("the plans of both stacks", () => {
  const runName = createRunName();
  let workspace: Workspace;
  let plans: readonly PlanDocument[];

  beforeAll(async () => {
    workspace = await createWorkspace();
    const target = {
      workspace,
      gateway: { region: "us-east-1" },
      remoteIssuer: { issuer: "https://login.example.com/", jwks_url: "https://login.example.com/jwks" },
      mappingBackendUrl: null,
      destroyCommand: () => "",
      stop: async () => {},
    };
    const { complete, probes } = await prepareStacks(target, runName, await createRunIssuer(runName));
    plans = [];
    for (const [directory, { terraform, variables }] of [
      ["examples/complete", complete],
      ["tests/aws/probes", probes],
    ] as const) {
      await writeFile(join(workspace.path, directory, "offline_override.tf"), OFFLINE);
      await terraform.init();
      plans = [...plans, await terraform.planJson({ vars: variables })];
    }
  });

  afterAll(() => workspace.remove());

  test("have only resources that cost nothing while they are not called, with the name and the tag of the run", () => {
    const counts = plans.map(({ resource_changes: changes = [] }) => changes.length);
    expect(Math.min(...counts)).toBeGreaterThan(30);
    expect(faultsOfPlans(plans, runName)).toEqual([]);
  });

  test("are refused under another name: no name and no tag is fixed", () => {
    const others = faultsOfPlans(plans, createRunName());
    expect(others.filter((fault) => fault.includes("its name")).length).toBeGreaterThanOrEqual(15);
    expect(others.filter((fault) => fault.includes("no tag")).length).toBeGreaterThanOrEqual(15);
  });
});

/** The provider asks AWS for the account otherwise. */
const OFFLINE = `provider "aws" {
  skip_credentials_validation = true
  skip_requesting_account_id  = true
}
`;
