import { findPython } from "../../support/python.ts";
import { terraformVersion } from "../../support/terraform-version.ts";
import { EMULATOR } from "./emulator-installation.ts";

const NODE = { major: 20, minor: 19 };

/**
 * Checks that this machine has what the lab needs: Node.js, Terraform, Python.
 *
 * @throws Error with one line for each missing program
 */
export async function checkPrerequisites(): Promise<void> {
  const results = await Promise.allSettled([checkNode(), terraformVersion(), findPython(EMULATOR)]);
  const problems = results.flatMap((result) => (result.status === "rejected" ? [reason(result)] : []));
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

async function checkNode(): Promise<void> {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const isRecent = major > NODE.major || (major === NODE.major && minor >= NODE.minor);
  if (!isRecent) {
    throw new Error(`Node.js is ${process.versions.node}: install ${NODE.major}.${NODE.minor} or later`);
  }
}

function reason({ reason: cause }: PromiseRejectedResult): string {
  return cause instanceof Error ? cause.message : String(cause);
}
