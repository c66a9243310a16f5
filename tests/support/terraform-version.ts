import { execa } from "execa";
import { adviceFor, missingProgram } from "./missing-program.ts";
import { inheritedEnvironment } from "./process-environment.ts";
import { terraformProgram } from "./terraform-program.ts";

const REQUIRED = { major: 1, minor: 9 };

/**
 * @returns the version of the program that the tests run, such as `1.11.4`
 * @throws Error with a one-line message that says what to install, if Terraform is missing or too old
 */
export async function terraformVersion(): Promise<string> {
  const version = await installedVersion();
  if (version === undefined) throw missingProgram(terraformProgram);
  if (!isRecent(version))
    throw new Error(`${terraformProgram} is ${version}, which is too old: ${adviceFor(terraformProgram)}`);
  return version;
}

async function installedVersion(): Promise<string | undefined> {
  const { stdout } = await execa(terraformProgram, ["version", "-json"], {
    reject: false,
    extendEnv: false,
    env: { ...inheritedEnvironment(), CHECKPOINT_DISABLE: "1" },
  });
  return /"terraform_version":\s*"([^"]+)"/.exec(String(stdout))?.[1];
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  return major > REQUIRED.major || (major === REQUIRED.major && minor >= REQUIRED.minor);
}
