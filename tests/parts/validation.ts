import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { useApigatewayV2Stub } from "../support/apigateway-v2-stub.ts";
import { createWorkspace } from "../support/workspace.ts";
import { type Part, reportCheck, sum } from "./part.ts";

/** `terraform validate` of the root module, and of each folder in `modules` and `examples`. */
export const validationPart: Part = {
  name: "validation",
  run: async () => {
    const workspace = await createWorkspace();
    // No public registry is needed: a stub stands for the one module that is not in this repository.
    await useApigatewayV2Stub(join(workspace.path, "examples/apigateway-v2"));
    const counts = [];
    for (const directory of [".", ...(await foldersIn(workspace.path, "modules", "examples"))]) {
      const terraform = workspace.directory(directory);
      const fault = await terraform
        .init()
        .then(() => terraform.validate())
        .catch((error: unknown) => error);
      if (fault !== undefined) console.log(String(fault));
      counts.push(reportCheck(`${directory} is valid`, fault === undefined));
    }
    await workspace.remove();
    return sum(counts);
  },
};

/** The folders that are modules of their own: they say which versions they need. */
async function foldersIn(root: string, ...parents: readonly string[]): Promise<readonly string[]> {
  const files = await Promise.all(
    parents.map(async (parent) =>
      (await readdir(join(root, parent), { recursive: true })).map((file) => join(parent, file)),
    ),
  );
  const modules = files.flat().filter((file) => file.endsWith("/versions.tf") && !file.includes("/tests/"));
  return modules.map((file) => file.slice(0, -"/versions.tf".length)).sort();
}
