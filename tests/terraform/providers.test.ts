import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ConfigError, parseConfiguration } from "../../lambda/src/config/configuration.ts";
import type { Json } from "../../lambda/tests/support/keys.ts";
import { declarationsOf } from "../docs/declarations.ts";
import type { PlanDocument } from "../support/terraform.ts";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { expression, type InstantiatingModule, writeModuleInstances } from "./support/module-calls.ts";
import { planned, plannedDocument } from "./support/planned.ts";
import { PROVIDER_CASES } from "./support/provider-cases.ts";
import {
  call,
  changed,
  keySetOf,
  PROVIDERS_DIRECTORY,
  providerNames,
  tokenNames,
  tokenOf,
  withKeys,
} from "./support/provider-tokens.ts";

const inputs = declarationsOf(readFileSync(join(PROVIDERS_DIRECTORY, "variables.tf"), "utf8")).map(
  ({ name }) => name,
);

/** Terraform itself reads the files, with a function of the provider that is part of it. */
const preamble = `terraform {
  required_providers {
    terraform = { source = "terraform.io/builtin/terraform" }
  }
}

locals {
  tfvars = {
    for name in ${JSON.stringify(providerNames)} : name => provider::terraform::decode_tfvars(file("../examples/providers/\${name}.tfvars"))
  }
}

output "tfvars" {
  value = local.tfvars
}
`;

let workspace: Workspace;
let calling: InstantiatingModule;
let plan: PlanDocument;

beforeAll(async () => {
  workspace = await createWorkspace();
  const valuesOf = (provider: string) =>
    inputs.map((input) => [input, expression(`try(local.tfvars["${provider}"].${input}, null)`)]);
  const calls = providerNames.map((name) => ({
    name,
    source: "examples/providers",
    inputs: Object.fromEntries(valuesOf(name)),
  }));
  calling = await writeModuleInstances(workspace, "providers", calls, preamble);
  plan = await calling.terraform.planJson();
}, 300_000);

afterAll(() => workspace.remove());

function tfvarsOf(name: string): Readonly<Record<string, unknown>> {
  const values = plan.output_changes?.["tfvars"]?.after as Readonly<Record<string, Json>> | undefined;
  return values?.[name] ?? {};
}

test("each file of settings has a token, and each token is used", () => {
  expect(Object.keys(PROVIDER_CASES).sort()).toEqual([...providerNames].sort());
  const used = Object.entries(PROVIDER_CASES).map(([name, { token = name }]) => token);
  expect([...new Set(used)].sort()).toEqual([...tokenNames].sort());
});

describe.each(Object.entries(PROVIDER_CASES))("%s.tfvars", (name, provider) => {
  const token = tokenOf(name, provider);
  const issuer = String(token.payload["iss"]);
  const keySet = keySetOf(provider);

  const documentOf = () =>
    plannedDocument(plan, calling.addressIn(name, "module.authorizer.aws_lambda_function.this[0]"));
  const jwksUrl = () => {
    const { trustedIssuers } = parseConfiguration(withKeys(documentOf(), keySet));
    const [endpoint] = trustedIssuers
      .flatMap(({ keysFrom }) => keysFrom)
      .filter(({ source }) => source === "endpoint");
    return endpoint?.source === "endpoint" ? endpoint.jwksUrl : undefined;
  };
  const callWith = (changes: Parameters<typeof changed>[1]) =>
    call(withKeys(documentOf(), keySet), changed(token, changes), { keySet, jwksUrl: jwksUrl(), issuer });

  test("sets only inputs of the example", () => {
    const names = Object.keys(tfvarsOf(name));
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((input) => !inputs.includes(input))).toEqual([]);
  });

  test("protects the route", () => {
    expect(planned(plan, calling.addressIn(name, "aws_apigatewayv2_route.list_orders"))).toMatchObject({
      authorization_type: "CUSTOM",
    });
  });

  test("accepts the token that the documentation shows", async () => {
    expect(await callWith({})).toMatchObject({ status: 200, context: { iss: issuer } });
  });

  test("refuses the token for another audience", async () => {
    expect(await callWith({ claims: provider.otherAudience })).toMatchObject({
      status: 401,
      reason: "audience_mismatch",
    });
  });

  test("refuses the token of another tenant", async () => {
    expect(await callWith({ claims: provider.otherTenant })).toMatchObject({
      status: 401,
      reason: provider.otherTenantReason ?? "issuer_unknown",
    });
  });

  for (const { title, reason, ...changes } of provider.variants ?? []) {
    test(`${reason === undefined ? "accepts" : "refuses"} a token ${title}`, async () => {
      expect(await callWith(changes)).toMatchObject({ status: reason === undefined ? 200 : 401, reason });
    });
  }
});

test("kubernetes-static.tfvars: the function does not start until the keys are replaced", () => {
  const address = calling.addressIn("kubernetes-static", "module.authorizer.aws_lambda_function.this[0]");
  expect(() => parseConfiguration(plannedDocument(plan, address))).toThrow(ConfigError);
});
