import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { functionInputs, SENSITIVE_VALUE } from "./support/inputs.ts";
import { expression, type ModuleCall, secret, writeModuleCalls } from "./support/module-calls.ts";

const unknown = expression("terraform_data.later.output");
const preamble = 'resource "terraform_data" "later" {\n  input = timestamp()\n}\n';

const SUBNETS = ["subnet-0a1b2c3d"];
const GROUPS = ["sg-0a1b2c3d"];

/** Inputs with faults, and the beginnings of all messages about them. */
const wrong: readonly (readonly [inputs: Record<string, unknown>, messages: readonly string[]])[] = [
  [{ vpc_config: "subnet-0a1b2c3d" }, ["vpc_config must be an object, such as { subnet_ids ="]],
  [{ vpc_config: [] }, ["vpc_config must be an object, such as { subnet_ids ="]],
  [
    { vpc_config: {} },
    [
      "vpc_config.security_group_ids is missing: it must be a list of 1 to 5 IDs of security groups, such as",
      "vpc_config.subnet_ids is missing: it must be a list of 1 to 16 IDs of subnets, such as",
    ],
  ],
  [
    { vpc_config: { subnets_ids: unknown, security_group_ids: "sg-0a1b2c3d", x: null } },
    [
      'vpc_config has the unknown attribute "subnets_ids": correct or remove it. Did you mean "subnet_ids"? It has',
      'vpc_config has the unknown attribute "x": correct or remove it. It has ipv6_allowed_for_dual_stack, security',
      'vpc_config.security_group_ids is "sg-0a1b2c3d": it must be a list of 1 to 5 IDs',
    ],
  ],
  [
    { vpc_config: { subnet_ids: [], security_group_ids: null, ipv6_allowed_for_dual_stack: "<yes>" } },
    [
      'vpc_config.ipv6_allowed_for_dual_stack is "<yes>": it must be true or false.',
      "vpc_config.security_group_ids is null: it must be a list",
      "vpc_config.subnet_ids is []: it must be a list",
    ],
  ],
  [
    { vpc_config: { subnet_ids: [...SUBNETS, secret(SENSITIVE_VALUE)], security_group_ids: GROUPS } },
    ["vpc_config.subnet_ids is (sensitive value): it must be a list"],
  ],
  [
    { vpc_config: secret({ subnet_ids: SUBNETS, security_group_ids: [SENSITIVE_VALUE] }) },
    ["vpc_config.security_group_ids is (sensitive value): it must be a list"],
  ],
];

const refused = wrong.map(
  ([inputs], number): ModuleCall => ({
    name: `wrong_${number}`,
    source: ".",
    inputs: { ...functionInputs, ...inputs },
  }),
);

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});

afterAll(() => workspace.remove());

test("faults of inputs that are objects are reported together, each with its place, the value and the rule", async () => {
  const { terraform } = await writeModuleCalls(workspace, "wrong", refused, preamble);
  const errors = (await terraform.planDiagnostics()).filter(({ severity }) => severity === "error");
  const lines = errors.flatMap(({ detail }) => detail.trim().split("\n"));
  const expected = wrong.flatMap(([, messages]) => messages).toSorted();
  expect(lines.toSorted()).toEqual(expected.map((message) => expect.stringContaining(message)));
  expect(lines.filter((line) => line.includes(SENSITIVE_VALUE))).toEqual([]);
}, 120_000);

test("their values may be unknown until apply", async () => {
  const vpc_config = {
    subnet_ids: [unknown],
    security_group_ids: unknown,
    ipv6_allowed_for_dual_stack: unknown,
  };
  const calls: readonly ModuleCall[] = [{ vpc_config }, { vpc_config: unknown }].map((inputs, number) => ({
    name: `unknown_${number}`,
    source: ".",
    inputs: { ...functionInputs, ...inputs },
  }));
  const { terraform } = await writeModuleCalls(workspace, "unknown", calls, preamble);
  const errors = (await terraform.planDiagnostics()).filter(({ severity }) => severity === "error");
  expect(errors).toEqual([]);
}, 120_000);
