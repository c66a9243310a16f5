import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PlanDocument } from "../support/terraform.ts";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { functionInputs } from "./support/inputs.ts";
import { expression, type ModuleCall, writeModuleCalls } from "./support/module-calls.ts";
import { planned, plannedDocument } from "./support/planned.ts";

const unknown = expression("terraform_data.later.output");
const preamble = 'resource "terraform_data" "later" {\n  input = timestamp()\n}\n';

const LAMBDA = "aws_lambda_function.this[0]";
const ROLE = "aws_iam_role.this[0]";
const layer = (name: string) => `arn:aws:lambda:eu-central-1:123456789012:layer:${name}:1`;
const KEY_ARN = "arn:aws:kms:eu-central-1:123456789012:key/k";
const ROLE_ARN = "arn:aws:iam::123456789012:role/apigateway";
const SIGNING_ARN = "arn:aws:lambda:eu-central-1:123456789012:code-signing-config:csc-0123456789abcdef0";
const HASH = `${"A".repeat(43)}=`;

const apis = {
  rest_apis: { orders: { id: "a1" } },
  http_apis: { web: { id: "a2" } },
  websocket_apis: { live: { id: "a3" } },
};

/** Many inputs go into one call, because each call costs time: those of a call do not influence each other. */
const inputsOf = {
  network: {
    vpc_config: {
      subnet_ids: ["subnet-0a1b2c3d", "subnet-4e5f6a7b"],
      security_group_ids: ["sg-0a1b2c3d"],
      ipv6_allowed_for_dual_stack: true,
    },
    ...apis,
    authorizer_credentials_arn: ROLE_ARN,
    reserved_concurrent_executions: 3,
    environment_kms_key_arn: KEY_ARN,
    environment_variables: { AWS_LAMBDA_EXEC_WRAPPER: "/opt/wrapper" },
    layers: ["a", "b", "c", "d"].map(layer),
    extension: { layer_arn: layer("authz"), module: "authz" },
    role_name: "r".repeat(64),
    role_path: "/service/",
    log_group_name: "/platform/authorizers",
    logging_config: { log_format: "JSON", application_log_level: "INFO", system_log_level: "WARN" },
    provisioned_concurrent_executions: 3,
    provisioned_concurrency_scaling: { min_capacity: 2, max_capacity: 20, target_value: 0.7 },
  },
  code: {
    package: {
      s3_bucket: "artifacts",
      s3_key: "authorizer.zip",
      s3_object_version: "v1",
      source_code_hash: HASH,
    },
    code_signing_config_arn: SIGNING_ARN,
    reserved_concurrent_executions: -1,
    create_log_group: false,
    log_group_name: "/platform/authorizers",
    provisioned_concurrent_executions: 1,
    // Almost as much as fits beside the configuration, which must then be compressed.
    environment_variables: { FILL: "f".repeat(3400) },
  },
  clock: {
    provisioned_concurrent_executions: 1,
    provisioned_concurrency_scaling: {
      min_capacity: 1,
      max_capacity: 100,
      target_value: 0.9,
      scheduled_actions: {
        morning: {
          schedule: "cron(0 7 ? * MON-FRI *)",
          timezone: "Europe/Berlin",
          min_capacity: 10,
          max_capacity: 20,
        },
      },
    },
  },
  stopped: { reserved_concurrent_executions: 0 },
  defaults: {},
} as const;

let workspace: Workspace;
let plan: PlanDocument;

beforeAll(async () => {
  workspace = await createWorkspace();
  const calls = Object.entries(inputsOf).map(
    ([name, inputs]): ModuleCall => ({ name, source: ".", inputs: { ...functionInputs, ...inputs } }),
  );
  const { terraform } = await writeModuleCalls(workspace, "deployment", calls);
  plan = await terraform.planJson();
}, 120_000);

afterAll(() => workspace.remove());

const of = (call: keyof typeof inputsOf, address: string) => planned(plan, `module.${call}.${address}`);
const addressesOf = (call: string, type: string) =>
  (plan.resource_changes ?? [])
    .map(({ address }) => address)
    .filter((address) => address.startsWith(`module.${call}.${type}`));

describe("the plan contains", () => {
  test("the network, with the encryption, the layers and the concurrency of the function", () => {
    expect(of("network", LAMBDA)).toMatchObject({
      vpc_config: [
        {
          subnet_ids: ["subnet-0a1b2c3d", "subnet-4e5f6a7b"],
          security_group_ids: ["sg-0a1b2c3d"],
          ipv6_allowed_for_dual_stack: true,
        },
      ],
      kms_key_arn: KEY_ARN,
      layers: ["a", "b", "c", "d", "authz"].map(layer),
      reserved_concurrent_executions: 3,
      environment: [{ variables: { AWS_LAMBDA_EXEC_WRAPPER: "/opt/wrapper" } }],
      logging_config: [
        {
          log_format: "JSON",
          application_log_level: "INFO",
          system_log_level: "WARN",
          log_group: "/platform/authorizers",
        },
      ],
    });
    expect(of("network", "aws_cloudwatch_log_group.this[0]")).toMatchObject({
      name: "/platform/authorizers",
    });
  });

  test("the name and the path of the role", () => {
    expect(of("network", ROLE)).toMatchObject({ name: "r".repeat(64), path: "/service/" });
  });

  test.each([
    ['rest_api["orders"].aws_api_gateway_authorizer', "authorizer_credentials"],
    ['http_api["web"].aws_apigatewayv2_authorizer', "authorizer_credentials_arn"],
    ['websocket_api["live"].aws_apigatewayv2_authorizer', "authorizer_credentials_arn"],
  ])("the credentials of the authorizer %s", (authorizer, attribute) => {
    expect(of("network", `module.${authorizer}.this`)).toMatchObject({ [attribute]: ROLE_ARN });
  });

  test("the zip in S3 instead of the module's, with its signing configuration", () => {
    expect(of("code", LAMBDA)).toMatchObject({
      filename: null,
      s3_bucket: "artifacts",
      s3_key: "authorizer.zip",
      s3_object_version: "v1",
      source_code_hash: HASH,
      code_signing_config_arn: SIGNING_ARN,
      reserved_concurrent_executions: -1,
    });
  });

  test("no log group of the module's own, if the function writes to an existing one", () => {
    expect(of("code", LAMBDA)).toMatchObject({ logging_config: [{ log_group: "/platform/authorizers" }] });
    expect(addressesOf("code", "aws_cloudwatch_log_group")).toEqual([]);
  });

  test("a compressed configuration, if it does not fit beside environment_variables", () => {
    expect(plannedDocument(plan, `module.code.${LAMBDA}`)).toMatch(/^H4sI/);
    expect(plannedDocument(plan, `module.defaults.${LAMBDA}`)).toMatch(/^\{/);
  });

  test("a fixed number of provisioned instances, which Terraform keeps", () => {
    expect(of("code", "aws_lambda_provisioned_concurrency_config.this[0]")).toMatchObject({
      qualifier: "live",
      provisioned_concurrent_executions: 1,
    });
    expect(addressesOf("code", "aws_appautoscaling")).toEqual([]);
  });

  test("a number of provisioned instances that follows their use", () => {
    expect(of("network", "aws_lambda_provisioned_concurrency_config.scaled[0]")).toMatchObject({
      provisioned_concurrent_executions: 3,
    });
    expect(of("network", "aws_appautoscaling_target.this[0]")).toMatchObject({
      resource_id: "function:orders:live",
      min_capacity: 2,
      max_capacity: 20,
    });
    expect(of("network", "aws_appautoscaling_policy.this[0]")).toMatchObject({
      target_tracking_scaling_policy_configuration: [{ target_value: 0.7 }],
    });
    expect(addressesOf("network", "aws_appautoscaling")).toHaveLength(2);
  });

  test("a number of provisioned instances that follows a schedule and their use", () => {
    expect(of("clock", "aws_appautoscaling_target.scheduled[0]")).toMatchObject({ max_capacity: 100 });
    expect(of("clock", 'aws_appautoscaling_scheduled_action.this["morning"]')).toMatchObject({
      schedule: "cron(0 7 ? * MON-FRI *)",
      timezone: "Europe/Berlin",
      scalable_target_action: [{ min_capacity: "10", max_capacity: "20" }],
    });
    expect(of("clock", "aws_appautoscaling_policy.this[0]")).toMatchObject({
      name: "provisioned-concurrency-scheduled",
    });
    expect(addressesOf("clock", "aws_appautoscaling")).toHaveLength(3);
  });

  test("zero reserved executions, which stop the function", () => {
    expect(of("stopped", LAMBDA)).toMatchObject({ reserved_concurrent_executions: 0 });
  });

  test("none of this by default", () => {
    expect(of("defaults", LAMBDA)).toMatchObject({
      vpc_config: [],
      kms_key_arn: null,
      layers: [],
      s3_bucket: null,
      code_signing_config_arn: null,
      reserved_concurrent_executions: -1,
      logging_config: [{ log_format: "Text", application_log_level: null, log_group: "/aws/lambda/orders" }],
    });
    expect(of("defaults", ROLE)).toMatchObject({ name_prefix: "orders-", path: "/" });
    for (const type of ["aws_appautoscaling", "aws_lambda_provisioned_concurrency_config"]) {
      expect(addressesOf("defaults", type)).toEqual([]);
    }
  });
});

test("values from other resources may be unknown until apply", async () => {
  const inputs = {
    ...apis,
    authorizer_credentials_arn: unknown,
    environment_kms_key_arn: unknown,
    environment_variables: { TOPIC: unknown },
    layers: [unknown],
    code_signing_config_arn: unknown,
    package: { s3_bucket: unknown, s3_key: unknown, s3_object_version: unknown, source_code_hash: unknown },
    create_log_group: false,
    log_group_name: unknown,
    role_name: unknown,
    role_path: unknown,
    logging_config: { log_format: unknown },
    provisioned_concurrent_executions: 1,
    provisioned_concurrency_scaling: { min_capacity: unknown, max_capacity: unknown, target_value: 0.5 },
  };
  const call = { name: "unknown", source: ".", inputs: { ...functionInputs, ...inputs } };
  const { terraform } = await writeModuleCalls(workspace, "unknown", [call], preamble);
  const errors = (await terraform.planDiagnostics()).filter(({ severity }) => severity === "error");
  expect(errors.map(({ detail }) => detail)).toEqual([]);
}, 120_000);
