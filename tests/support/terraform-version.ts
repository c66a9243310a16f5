import { execa } from "execa";
import { inheritedEnvironment } from "./process-environment.ts";

const REQUIRED = { major: 1, minor: 9 };
const ADVICE = `install Terraform ${REQUIRED.major}.${REQUIRED.minor} or later: https://developer.hashicorp.com/terraform/install`;

/**
 * @returns the version of the `terraform` on PATH, such as `1.11.4`
 * @throws Error with a one-line message that says what to install, if Terraform is missing or too old
 */
export async function terraformVersion(): Promise<string> {
  const version = await installedVersion();
  if (version === undefined) throw new Error(`terraform is not on the PATH: ${ADVICE}`);
  if (!isRecent(version)) throw new Error(`terraform is ${version}, which is too old: ${ADVICE}`);
  return version;
}

async function installedVersion(): Promise<string | undefined> {
  const { stdout } = await execa("terraform", ["version", "-json"], {
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
