import { join } from "node:path";
import { installPythonPackages } from "../../tests/support/python-installation.ts";
import { cacheDirectory } from "../../tests/support/repository.ts";
import { findGoProgram, type GoProgram } from "../go-program.ts";

/** What `npm run lint:terraform` says if Go is missing. */
export const NEEDS_GO = "install Go, which builds it: https://go.dev/doc/install";

/** Tools that are built from the Go module proxy. */
export const goTools = {
  tflint: { name: "tflint", module: "github.com/terraform-linters/tflint", version: "0.64.0" },
  tflintAws: {
    name: "tflint-ruleset-aws",
    module: "github.com/terraform-linters/tflint-ruleset-aws",
    version: "0.48.0",
  },
  trivy: {
    name: "trivy",
    module: "github.com/aquasecurity/trivy",
    version: "0.65.0",
    package: "github.com/aquasecurity/trivy/cmd/trivy",
  },
} as const satisfies Record<string, GoProgram>;

/**
 * @returns the path of a tool. The first run builds it, which takes some minutes
 * @throws Error with a one-line message if Go is not installed
 */
export async function goTool(program: GoProgram): Promise<string> {
  const path = await findGoProgram(cacheDirectory, program);
  if (path === undefined) {
    throw new Error(NEEDS_GO);
  }
  return path;
}

/** @returns the path of the Python that runs checkov. Its directory also contains shellcheck */
export function pythonTools(): Promise<string> {
  return installPythonPackages({
    name: "checkov",
    requirements: join(import.meta.dirname, "requirements.txt"),
    purpose: "checkov",
  });
}
