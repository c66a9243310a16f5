import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { useApigatewayV2Stub } from "../../support/apigateway-v2-stub.ts";
import type { PlanDocument, Terraform } from "../../support/terraform.ts";
import { createWorkspace, type Workspace } from "../../support/workspace.ts";
import { OFFLINE_PROVIDER } from "../support/module-calls.ts";
import { planned, plannedDocument } from "../support/planned.ts";

const FUNCTION = "module.authorizer.aws_lambda_function.this[0]";

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});

afterAll(() => workspace.remove());

/** A copy of an example that plans without any AWS API. */
async function offline(example: string): Promise<Terraform> {
  const terraform = workspace.directory(`examples/${example}`);
  await writeFile(join(terraform.path, "offline.tf"), OFFLINE_PROVIDER);
  return terraform;
}

const addressesIn = (plan: PlanDocument): readonly string[] =>
  (plan.resource_changes ?? []).map(({ address }) => address);

describe("examples/apigateway-v2, with a stub of that module", () => {
  let terraform: Terraform;

  beforeAll(async () => {
    terraform = await offline("apigateway-v2");
    await useApigatewayV2Stub(terraform.path);
    await terraform.init();
  });

  test("one plan creates the API, the authorizer and the route, although the modules refer to each other", async () => {
    const plan = await terraform.planJson();
    expect(addressesIn(plan)).toEqual(
      expect.arrayContaining([
        "module.api.aws_apigatewayv2_api.this[0]",
        'module.authorizer.module.http_api["orders"].aws_apigatewayv2_authorizer.this',
        'module.authorizer.module.http_api["orders"].aws_lambda_permission.this[0]',
      ]),
    );
    const route = planned(plan, 'module.api.aws_apigatewayv2_route.this["GET /orders"]');
    expect(route["authorization_type"]).toBe("CUSTOM");
  });

  test("the ID of the authorizer reaches the route of the other module", async () => {
    expect(await terraform.test()).toContain("1 passed, 0 failed");
  });

  test("an example that names the module in another way is reported", async () => {
    await expect(useApigatewayV2Stub(terraform.path)).rejects.toThrow("does not have the expected source");
  });
});

describe("examples/environments", () => {
  const plans = new Map<string, PlanDocument>();

  beforeAll(async () => {
    const terraform = await offline("environments");
    await terraform.init();
    for (const environment of ["dev", "staging", "prod"]) {
      // Terraform reads the variables of this file by itself.
      await copyFile(join(terraform.path, `${environment}.tfvars`), join(terraform.path, "terraform.tfvars"));
      plans.set(environment, await terraform.planJson());
    }
  });

  const planOf = (environment: string): PlanDocument => plans.get(environment) ?? {};

  const alarmsOf = (environment: string) =>
    addressesIn(planOf(environment)).filter((address) => address.includes("aws_cloudwatch_metric_alarm"));

  test.each([
    ["dev", "https://login.dev.example.com/", 60, 0, 7, {}],
    ["staging", "https://login.staging.example.com/", 600, 300, 30, null],
    ["prod", "https://login.example.com/", 600, 300, 365, null],
  ])("%s has its own issuer, lifetimes and log", (environment, issuer, keys, results, days, allowed) => {
    const plan = planOf(environment);
    const { trusted_issuers: issuers, log_allowed: logged = null } = JSON.parse(
      plannedDocument(plan, FUNCTION),
    );
    expect(issuers.default).toMatchObject({ issuer, jwks_cache_ttl_seconds: keys });
    expect(logged).toEqual(allowed === null ? null : expect.anything());
    const authorizer = planned(
      plan,
      'module.authorizer.module.http_api["orders"].aws_apigatewayv2_authorizer.this',
    );
    expect(authorizer["authorizer_result_ttl_in_seconds"]).toBe(results);
    const logGroup = planned(plan, "module.authorizer.aws_cloudwatch_log_group.this[0]");
    expect(logGroup).toMatchObject({
      name: `/aws/lambda/environments-example-${environment}`,
      retention_in_days: days,
    });
  });

  test("no two environments share an audience: a token for one of them does not open another one", () => {
    const audiences = [...plans.values()].flatMap(
      (plan) => JSON.parse(plannedDocument(plan, FUNCTION)).trusted_issuers.default.audience as string[],
    );
    expect(new Set(audiences).size).toBe(3);
  });

  test("only production has alarms", () => {
    expect([alarmsOf("dev"), alarmsOf("staging")]).toEqual([[], []]);
    expect(alarmsOf("prod")).not.toEqual([]);
  });
});

describe("examples/private-api", () => {
  let plan: PlanDocument;

  beforeAll(async () => {
    const terraform = await offline("private-api");
    await terraform.init();
    plan = await terraform.planJson();
  });

  test("the API is private, and its methods have the authorizer", () => {
    const api = planned(plan, "aws_api_gateway_rest_api.orders");
    expect(api["endpoint_configuration"]).toEqual([expect.objectContaining({ types: ["PRIVATE"] })]);
    expect(planned(plan, "aws_api_gateway_method.list_orders")["authorization"]).toBe("CUSTOM");
  });

  test("the endpoint is in the region of the subnets", () => {
    expect(planned(plan, "aws_vpc_endpoint.execute_api")["service_name"]).toBe(
      "com.amazonaws.eu-central-1.execute-api",
    );
  });
});
