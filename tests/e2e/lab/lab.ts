import { createWorkspace, type Workspace } from "../../support/workspace.ts";
import { type CertificateAuthority, createCertificateAuthority } from "./certificate-authority.ts";
import { type Emulator, startEmulator } from "./emulator.ts";
import {
  type IdentityProvider,
  type IdentityProviderOptions,
  startIdentityProvider,
} from "./identity-provider.ts";
import { checkPrerequisites } from "./prerequisites.ts";

/** The environment of the module in an end-to-end test, all of it on this machine. */
export interface Lab {
  readonly certificateAuthority: CertificateAuthority;
  readonly identityProvider: IdentityProvider;
  readonly emulator: Emulator;
  /** A copy of the module whose AWS calls go to the emulator. */
  readonly workspace: Workspace;
  /** Ends and removes everything. */
  stop(): Promise<void>;
}

/** The steps of starting a lab, in order; the last three run at the same time. */
export type LabStep =
  | "prerequisites"
  | "certificate authority"
  | "identity provider"
  | "emulator"
  | "workspace";

/** A step that has begun or has ended. */
export type LabProgress =
  | { readonly step: LabStep; readonly state: "begun" }
  | { readonly step: LabStep; readonly state: "done"; readonly seconds: number };

/** How to start a lab, and a function that is told about the progress. */
export interface LabOptions extends Omit<IdentityProviderOptions, "certificateAuthority"> {
  readonly onProgress?: (progress: LabProgress) => void;
  /** A directory of further packages that functions find, as if the Lambda runtime had them. */
  readonly packages?: string;
}

/**
 * Starts a lab: certificate authority, identity provider, AWS emulator and a workspace for Terraform.
 *
 * @throws Error if a prerequisite is missing or a part does not start; it stops the parts that have started
 */
export async function startLab({
  onProgress,
  packages,
  ...identityProviderOptions
}: LabOptions): Promise<Lab> {
  const step = async <T>(name: LabStep, work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    onProgress?.({ step: name, state: "begun" });
    const result = await work();
    onProgress?.({ step: name, state: "done", seconds: (performance.now() - began) / 1000 });
    return result;
  };

  await step("prerequisites", checkPrerequisites);
  const certificateAuthority = await step("certificate authority", createCertificateAuthority);
  const starting = {
    identityProvider: step("identity provider", () =>
      startIdentityProvider({ ...identityProviderOptions, certificateAuthority }),
    ),
    emulator: step("emulator", () => startEmulator(packages)),
  };
  const workspace = starting.emulator.then(({ endpoint }) =>
    step("workspace", () => createWorkspace({ endpoint })),
  );
  const stop = async () => {
    // A part that failed to start needs no stop.
    await Promise.allSettled([
      workspace.then((part) => part.remove()),
      starting.identityProvider.then((part) => part.stop()),
      starting.emulator.then((part) => part.stop()),
    ]);
  };
  try {
    const [identityProvider, emulator, ready] = await Promise.all([
      starting.identityProvider,
      starting.emulator,
      workspace,
    ]);
    return { certificateAuthority, identityProvider, emulator, workspace: ready, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
