import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { QuickStart } from "../../../tools/quick-starts.ts";
import type { Terraform } from "../../support/terraform.ts";
import type { Lab } from "../lab/lab.ts";

/**
 * Writes a quick start into the directory of the fixture with the API that it needs. As the reader does, it replaces the
 * source and the issuer. The lab's certificate authority is added.
 *
 * @returns the directory, initialized
 */
export async function addToExistingApi(lab: Lab, { kind, hcl }: QuickStart): Promise<Terraform> {
  const terraform = lab.workspace.directory(`tests/e2e/fixtures/quick-start-${kind.toLowerCase()}-api`);
  const issuer = `  issuer = "${lab.identityProvider.issuer}"\n  ca_certificates_pem = file("ca.pem")`;
  const ours = [
    [/^ +source +=.*$/m, '  source = "../../../../"'],
    // The module is not in a registry yet.
    [/^ +version +=.*\n/m, ""],
    [/^ +issuer +=.*$/m, issuer],
  ] as const;
  await writeFile(join(terraform.path, "ca.pem"), lab.certificateAuthority.certificatePem);
  await writeFile(
    join(terraform.path, "quick-start.tf"),
    ours.reduce((text, [pattern, replacement]) => replaced(text, pattern, replacement), hcl),
  );
  await terraform.init();
  return terraform;
}

/** The value of an argument of the module that is a string, or the first string in a list. */
export function argumentIn(hcl: string, name: string): string {
  const [, value] = new RegExp(`^ +${name} += \\[?"([^"]*)"`, "m").exec(hcl) ?? [];
  if (value === undefined) {
    throw new Error(`the quick start does not set ${name}`);
  }
  return value;
}

function replaced(text: string, pattern: RegExp, replacement: string): string {
  if (!pattern.test(text)) {
    throw new Error(`the quick start has no line ${pattern}`);
  }
  return text.replace(pattern, () => replacement);
}
