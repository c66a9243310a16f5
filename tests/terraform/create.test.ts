import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { functionInputs } from "./support/inputs.ts";
import { writeModuleCalls } from "./support/module-calls.ts";

/** Every input that makes the module create something. */
const inputs = {
  ...functionInputs,
  rest_apis: { orders: { id: "a1" } },
  http_apis: { web: { id: "a2" } },
  websocket_apis: { live: { id: "a3" } },
  configuration_s3: { bucket: "configurations" },
  invoke_from: { team: { account_id: "123456789012" } },
  rules: [{ paths: ["/a", "$connect"], any_token: true }],
  revocation: {},
  vpc_config: { subnet_ids: ["subnet-0a1b2c3d"], security_group_ids: ["sg-0a1b2c3d"] },
  provisioned_concurrent_executions: 1,
  provisioned_concurrency_scaling: { min_capacity: 1, max_capacity: 2, target_value: 0.5 },
};

/** What is rejected only when the function is created. */
const invalid = { ...inputs, issuer: "http://login.example.com/", rules: [], vpc_config: "a" };

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});

afterAll(() => workspace.remove());

test("create = false creates no resource, even with inputs that are invalid for a function", async () => {
  const { terraform } = await writeModuleCalls(workspace, "create", [
    { name: "on", source: ".", inputs },
    { name: "off", source: ".", inputs: { ...inputs, create: false } },
    { name: "invalid", source: ".", inputs: { ...invalid, create: false } },
  ]);
  const plan = await terraform.planJson();
  const modules = plan.resource_changes?.map(({ address }) => address.split(".")[1]) ?? [];
  expect([...new Set(modules)]).toEqual(["on"]);
}, 120_000);
