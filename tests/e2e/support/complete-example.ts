import type { Terraform, Variables } from "../../support/terraform.ts";
import type { Lab } from "../lab/lab.ts";
import { type Attachment, attachmentsOf, type DeployedApis } from "./attachments.ts";

/** The audience of the example's APIs, and another audience for which the provider issues tokens. */
export const audiences = ["https://api.example.com", "https://another-api.example.com"] as const;

/** `examples/complete`, applied. */
export interface CompleteExample {
  readonly terraform: Terraform;
  /** The variables of the apply. */
  readonly variables: Variables;
  readonly functionName: string;
  readonly configuration: string;
  readonly attachments: readonly Attachment[];
}

/** Applies `examples/complete` on the lab's emulator, with the lab's identity provider as issuer. */
export async function applyCompleteExample(lab: Lab, changes: Variables = {}): Promise<CompleteExample> {
  const terraform = lab.workspace.directory("examples/complete");
  const variables = {
    name: "complete",
    issuer: lab.identityProvider.issuer,
    audience: [audiences[0]],
    ca_certificates_pem: lab.certificateAuthority.certificatePem,
    ...changes,
  };
  await terraform.init();
  await terraform.apply(variables);
  const outputs = await terraform.output();
  return {
    terraform,
    variables,
    functionName: String(outputs["function_name"]),
    configuration: String(outputs["configuration"]),
    attachments: attachmentsOf({ emulator: lab.emulator }, outputs["apis"] as DeployedApis),
  };
}
