import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { useApigatewayV2Stub } from "../support/apigateway-v2-stub.ts";
import { TerraformError } from "../support/terraform-error.ts";
import { terraformVersion } from "../support/terraform-version.ts";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { type Counts, type Part, sum } from "./part.ts";

const modules = [
  ...[".", "modules/rest-api", "modules/http-api", "modules/websocket-api", "modules/openapi"],
  ...["modules/rule-tests", "modules/self-check"],
];
/** The examples that cover each kind of API, and custom logic. */
const coreExamples: readonly string[] = [
  "rest-api",
  "http-api",
  "websocket-api",
  "complete",
  "custom-logic",
  "openapi",
].map((name) => `examples/${name}`);

/** `terraform test` of the root module, each submodule and the core examples. It validates what it tests. */
export const terraformPart: Part = partOf("hcl", () => [...modules, ...coreExamples]);

/** `terraform test` of all other examples. */
export const longTerraformPart: Part = partOf("hcl-long", async (workspace) => {
  const files = await readdir(join(workspace.path, "examples"), { recursive: true });
  const tested = files.flatMap((file) => /^(.*)\/tests\/[^/]+\.tftest\.hcl$/.exec(file)?.[1] ?? []);
  const directories = [...new Set(tested)].map((name) => `examples/${name}`).sort();
  await useApigatewayV2Stub(join(workspace.path, "examples/apigateway-v2"));
  return directories.filter((directory) => !coreExamples.includes(directory));
});

function partOf(
  name: string,
  directoriesOf: (workspace: Workspace) => readonly string[] | Promise<readonly string[]>,
): Part {
  const run = async (): Promise<Counts> => {
    await terraformVersion();
    const workspace = await createWorkspace();
    const remaining = [...(await directoriesOf(workspace))];
    const counts: Counts[] = [];
    // Two run at a time: half of the time is spent waiting for the provider to start.
    const work = async (): Promise<void> => {
      for (let next = remaining.shift(); next !== undefined; next = remaining.shift()) {
        counts.push(await runTests(workspace, next));
      }
    };
    await Promise.all([work(), work()]);
    await workspace.remove();
    return sum(counts);
  };
  return { name, run };
}

async function runTests(workspace: Workspace, directory: string): Promise<Counts> {
  const terraform = workspace.directory(directory);
  const printed = await terraform
    .init()
    .then(() => terraform.test())
    .catch((error: unknown) => {
      if (error instanceof TerraformError) {
        return `${error.stdout}\n${error.stderr}`;
      }
      throw error;
    });
  console.log(`terraform test: ${directory}\n${printed}`);
  const counted = /(\d+) passed, (\d+) failed/.exec(printed);
  if (counted === null) {
    // Without the closing line, the run was interrupted.
    return { passed: 0, failed: 1, failures: [`terraform test: ${directory} did not end`] };
  }
  const failures = [...printed.matchAll(/run "([^"]+)"\.\.\. fail/g)].map(
    ([, run]) => `terraform test: ${directory}: ${run}`,
  );
  return { passed: Number(counted[1]), failed: Number(counted[2]), failures };
}
