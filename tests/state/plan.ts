import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PlanDocument, Terraform } from "../support/terraform.ts";
import type { Workspace } from "../support/workspace.ts";
import { writeModuleCalls } from "../terraform/support/module-calls.ts";
import { RECORDED_CALL, readFixture, type State } from "./fixture.ts";

/** A plan of an initialised root module against a state. It calls no AWS API, except for data sources. */
export async function planAgainst(state: State, terraform: Terraform): Promise<PlanDocument> {
  await writeFile(join(terraform.path, "terraform.tfstate"), JSON.stringify(state));
  return terraform.planJson({ refresh: false });
}

/**
 * Plans the module of this checkout against the state of the fixture.
 *
 * @param inputs those that differ from the inputs of the fixture
 * @param preamble further HCL of the root module, such as `moved` blocks
 */
export async function planFixture(
  workspace: Workspace,
  directory: string,
  inputs: Readonly<Record<string, unknown>> = {},
  preamble = "",
): Promise<PlanDocument> {
  const fixture = await readFixture();
  const name = RECORDED_CALL.replace("module.", "");
  const call = { name, source: ".", inputs: { ...fixture.inputs, ...inputs } };
  const { terraform } = await writeModuleCalls(workspace, directory, [call], preamble);
  return planAgainst(fixture.state, terraform);
}
