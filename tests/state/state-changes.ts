import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { type ModuleCall, writeModuleInstances } from "../terraform/support/module-calls.ts";
import { planned } from "../terraform/support/planned.ts";
import { type Outcome, outcomeOf } from "./classify.ts";
import { RECORDED_CALL, readFixture, type State, stateOf } from "./fixture.ts";
import { type InputChange, inputChanges } from "./input-changes.ts";
import { planAgainst, planFixture } from "./plan.ts";
import { withPlannedValues } from "./sanitize.ts";
import { type StableVersionApi, startStableVersionApi } from "./stable-version.ts";

/** A change of an input, and what the plan does. */
export interface StateChange {
  readonly change: InputChange;
  readonly outcome: Outcome;
}

const UNCHANGED: InputChange = { input: "none", inputs: {} };
const FUNCTION = `${RECORDED_CALL}.aws_lambda_function.this[0]`;

/**
 * Plans each change of an input against the state that this version of the module would leave. All of them are one
 * plan: each is an instance of the module with its own copy of the state.
 *
 * @throws Error if the fixture is too old: an apply of it would do more than update resources
 */
export async function planInputChanges(): Promise<readonly StateChange[]> {
  const api = await startStableVersionApi();
  const workspace = await createWorkspace({ endpoint: api.endpoint });
  try {
    return await planIn(workspace, api);
  } finally {
    await workspace.remove();
    await api.stop();
  }
}

async function planIn(workspace: Workspace, api: StableVersionApi): Promise<readonly StateChange[]> {
  const { inputs, state } = await currentFixture(workspace, api);
  const changes = [UNCHANGED, ...inputChanges];
  const nameOf = (number: number) => `change_${number}`;
  const calls = changes.map(
    (change, number): ModuleCall => ({
      name: nameOf(number),
      source: ".",
      inputs: { ...inputs, ...change.inputs },
    }),
  );
  const { terraform, addressIn } = await writeModuleInstances(workspace, "changes", calls);
  const callOf = (number: number) => addressIn(nameOf(number), "").slice(0, -1);
  const resources = changes.flatMap(
    (change, number) => stateOf(stateBefore(state, change), [callOf(number)]).resources,
  );
  const plan = await planAgainst({ ...state, resources }, terraform);
  const [unchanged, ...outcomes] = changes.map((_change, number) =>
    outcomeOf(plan, (address) => address.startsWith(`${callOf(number)}.`)),
  );
  if (Object.values(unchanged ?? {}).some((kinds) => kinds.length > 0)) {
    throw new Error(`without a change of an input, the plan is not empty: ${JSON.stringify(unchanged)}`);
  }
  return outcomes.map((outcome, index) => ({ change: changes[index + 1] ?? UNCHANGED, outcome }));
}

/** The fixture as an apply of this version of the module would leave it. */
async function currentFixture(workspace: Workspace, api: StableVersionApi) {
  const { inputs, state } = await readFixture();
  const plan = await planFixture(workspace, "current");
  const { created, deleted, replaced } = outcomeOf(plan);
  if ([...created, ...deleted, ...replaced].length > 0) {
    throw new Error(
      "this version creates or deletes resources: make the fixture again with tests/state/record.ts",
    );
  }
  api.describe(String(planned(plan, FUNCTION)["description"]));
  return { inputs, state: { ...state, resources: withPlannedValues(state.resources, plan) } };
}

/** The state before a change, which may differ from the fixture. */
function stateBefore(state: State, { functionBefore, without = [] }: InputChange): State {
  const resources = state.resources
    .filter(({ type }) => !without.includes(type))
    .map((resource) => ({
      ...resource,
      instances: resource.instances.map((instance) =>
        resource.type === "aws_lambda_function"
          ? { ...instance, attributes: { ...instance.attributes, ...functionBefore } }
          : instance,
      ),
    }));
  return { ...state, resources };
}
