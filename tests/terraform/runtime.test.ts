import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { terraformProgram } from "../support/terraform-program.ts";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { functionInputs } from "./support/inputs.ts";
import { writeModuleCalls } from "./support/module-calls.ts";
import { planned } from "./support/planned.ts";

/** The first version of the provider that knows the runtime. */
const KNOWN_SINCE = { major: 6, minor: 19 };

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});

afterAll(() => workspace.remove());

test("nodejs24.x is accepted, and is planned if the provider knows it", async () => {
  const call = { name: "newer", source: ".", inputs: { ...functionInputs, runtime: "nodejs24.x" } };
  const { terraform } = await writeModuleCalls(workspace, "runtime", [call]);
  if (await providerKnowsIt(terraform.path)) {
    const plan = await terraform.planJson();
    expect(planned(plan, "module.newer.aws_lambda_function.this[0]")).toMatchObject({
      runtime: "nodejs24.x",
    });
  } else {
    const diagnostics = await terraform.planDiagnostics();
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    // The provider's message. One of the module would begin with the name of the input.
    expect(errors.map(({ summary }) => summary)).toEqual([
      expect.stringMatching(/^expected runtime to be one of .*, got nodejs24\.x$/),
    ]);
  }
});

async function providerKnowsIt(directory: string): Promise<boolean> {
  const { environment: env } = workspace;
  const { stdout } = await execa(terraformProgram, ["version", "-json"], {
    cwd: directory,
    env,
    extendEnv: false,
  });
  const { provider_selections: selections }: { provider_selections: Record<string, string> } =
    JSON.parse(stdout);
  const [, major, minor] = /^(\d+)\.(\d+)\./.exec(Object.values(selections)[0] ?? "") ?? [];
  expect(major).toBeDefined();
  return (
    Number(major) > KNOWN_SINCE.major ||
    (Number(major) === KNOWN_SINCE.major && Number(minor) >= KNOWN_SINCE.minor)
  );
}
