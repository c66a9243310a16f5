import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** How `examples/apigateway-v2` names the module, which only the public registry has. */
const REGISTRY_SOURCE =
  / {2}source {2}= "terraform-aws-modules\/apigateway-v2\/aws"\n {2}version = "~> 6\.1"\n/;

/** A module with the same inputs and outputs, relative to an example. */
const STUB = "../../tests/terraform/fixtures/apigateway-v2";

/**
 * Makes a copy of `examples/apigateway-v2` use the stub, so that tests need no public registry.
 *
 * @param directory the copy, in a workspace
 * @throws Error if the example names the module in another way
 */
export async function useApigatewayV2Stub(directory: string): Promise<void> {
  const file = join(directory, "main.tf");
  const hcl = await readFile(file, "utf8");
  if (!REGISTRY_SOURCE.test(hcl)) {
    throw new Error(`${file} does not have the expected source`);
  }
  await writeFile(file, hcl.replace(REGISTRY_SOURCE, `  source = "${STUB}"\n`));
}
