import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { repositoryRoot } from "../support/repository.ts";
import { registryHost } from "../support/terraform-program.ts";

const directory = join(repositoryRoot, "tests/fixtures/upgrade");

/** The inputs of the root module with which the state was made. */
export const inputsFile = join(directory, "inputs.json");

/** A state that an apply of the module left. */
export const stateFile = join(directory, "state.json");

/** A resource in a state file. */
export interface Resource {
  readonly module: string;
  readonly mode: string;
  readonly type: string;
  readonly name: string;
  readonly provider: string;
  readonly instances: readonly Instance[];
}

/** One instance of a resource in a state file. */
export interface Instance {
  readonly index_key?: string | number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly dependencies?: readonly string[];
  readonly [other: string]: unknown;
}

/** A state file, as far as it is read and written here. */
export interface State {
  readonly version: 4;
  readonly terraform_version: string;
  readonly serial: number;
  readonly lineage: string;
  readonly outputs: Readonly<Record<string, never>>;
  readonly resources: readonly Resource[];
}

/** The provider of the resources, as the fixture names it. */
export const PROVIDER = "hashicorp/aws";

/** The address of the module's call in the fixture. */
export const RECORDED_CALL = "module.authorizer";

/** The inputs and the state of the fixture. */
export async function readFixture(): Promise<{
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly state: State;
}> {
  const state = await readFile(stateFile, "utf8");
  return { inputs: JSON.parse(await readFile(inputsFile, "utf8")), state: JSON.parse(forThisProgram(state)) };
}

/** The state with the calls at other addresses: a copy of each resource for each of them. */
export function stateOf(state: State, calls: readonly string[]): State {
  const resources = calls.flatMap((call) =>
    state.resources.map((resource) => JSON.parse(moved(JSON.stringify(resource), call))),
  );
  return { ...state, resources };
}

/** JSON escapes the quotes of a call such as `module.of_0["name"]`. In dependencies, calls have no keys. */
function moved(resource: string, call: string): string {
  const inJson = (address: string) => JSON.stringify(address).slice(1, -1);
  const { dependencies, rest } = { dependencies: call.replace(/\[.*\]$/, ""), rest: inJson(call) };
  return resource
    .replace(/"dependencies":\[[^\]]*\]/g, (list) =>
      list.replaceAll(`"${RECORDED_CALL}.`, `"${dependencies}.`),
    )
    .replace(`"module":"${RECORDED_CALL}`, () => `"module":"${rest}`);
}

/** Terraform and OpenTofu have the provider at different addresses. */
function forThisProgram(state: string): string {
  return state.replaceAll(PROVIDER, `${registryHost}/${PROVIDER}`);
}
