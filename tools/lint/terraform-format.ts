import { stripVTControlCharacters } from "node:util";
import { execa } from "execa";
import { inheritedEnvironment } from "../../tests/support/process-environment.ts";
import { repositoryRoot } from "../../tests/support/repository.ts";
import { terraformProgram } from "../../tests/support/terraform-program.ts";
import { terraformVersion } from "../../tests/support/terraform-version.ts";
import { repositoryFiles } from "./files.ts";
import type { Check, Finding } from "./finding.ts";

/** The format of HCL. */
export const terraformFormat: Check = {
  name: "terraform-fmt",
  unit: "files",
  run: async () => {
    await terraformVersion();
    const { stdout, stderr, exitCode } = await execa(terraformProgram, ["fmt", "-check", "-recursive"], {
      cwd: repositoryRoot,
      extendEnv: false,
      env: inheritedEnvironment(),
      reject: false,
    });
    const findings = [...formatFindings(stdout), ...errorFindings(exitCode, stderr)];
    return { findings, examined: (await repositoryFiles("*.tf", "*.tftest.hcl")).length };
  },
};

/** Findings in what `terraform fmt -check` prints: a path in each line. */
export function formatFindings(stdout: string): readonly Finding[] {
  const files = stdout.split("\n").filter((line) => line !== "");
  return files.map((file) => ({ file, rule: "format", message: "run npm run format" }));
}

/** The exit code of `terraform fmt -check` if files are not formatted. */
const NOT_FORMATTED = 3;

/** An error of `terraform fmt`, such as a file that it cannot parse. */
export function errorFindings(exitCode: number | undefined, stderr: string): readonly Finding[] {
  const message = stripVTControlCharacters(stderr).replaceAll(/[│╷╵]/g, "");
  return exitCode === 0 || exitCode === NOT_FORMATTED ? [] : [{ file: ".", rule: "error", message }];
}
