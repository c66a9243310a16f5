import { rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Gateway } from "../e2e/lab/gateway-address.ts";
import { startLab } from "../e2e/lab/lab.ts";
import { checkPrerequisites } from "../e2e/lab/prerequisites.ts";
import { shellQuote } from "../e2e/lab/shell-quote.ts";
import { audiences } from "../e2e/support/complete-example.ts";
import { onCleanup } from "../support/cleanup.ts";
import { cacheDirectory } from "../support/repository.ts";
import { IN_ORDER } from "../support/terraform.ts";
import { terraformProgram } from "../support/terraform-program.ts";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import type { Place } from "./options.ts";

/** An issuer whose keys the function fetches; attributes as in `trusted_issuers`. */
export interface RemoteIssuer {
  readonly issuer: string;
  readonly jwks_url: string;
  readonly ca_certificates_pem?: string;
}

/** Where a run takes place: everything that differs between AWS and the emulator. */
export interface Target {
  readonly workspace: Workspace;
  readonly gateway: Gateway;
  /** Undefined: the probe that needs it does not run. */
  readonly remoteIssuer: RemoteIssuer | undefined;
  /** A backend that this machine serves; null: the stack has one. */
  readonly mappingBackendUrl: string | null;
  /** A command with which a person destroys what is left in a directory of the workspace. */
  destroyCommand(relative: string, variablesFile: string): string;
  /** Ends what the run has started. @param isClean whether everything was destroyed: the states may then be removed */
  stop(isClean: boolean): Promise<void>;
}

/** Prepares the place of a run. On AWS, this calls nothing. */
export async function startTarget(place: Place, runName: string): Promise<Target> {
  return place.target === "aws" ? prepareAws(place, runName) : startEmulatorTarget();
}

async function startEmulatorTarget(): Promise<Target> {
  const lab = await startLab({ audiences });
  const backend = await startMappingBackend();
  return {
    // Not that of the lab, so that Ctrl-C ends an apply as on AWS.
    workspace: await createWorkspace({ endpoint: lab.emulator.endpoint, interruption: IN_ORDER }),
    gateway: { emulator: lab.emulator },
    remoteIssuer: {
      issuer: lab.identityProvider.issuer,
      jwks_url: lab.identityProvider.jwksUrl,
      ca_certificates_pem: lab.certificateAuthority.certificatePem,
    },
    mappingBackendUrl: backend.url,
    destroyCommand: () => "nothing to do: everything ends with the emulator",
    stop: async () => {
      await backend.stop();
      await lab.stop();
    },
  };
}

/** The states are in `.cache/`, so that they are there after a failure. */
async function prepareAws(place: Place & { target: "aws" }, runName: string): Promise<Target> {
  await checkPrerequisites();
  const { profile, region } = place;
  const path = join(cacheDirectory, "test-aws", runName);
  const workspace = await createWorkspace({ aws: { profile, region }, path, interruption: IN_ORDER });
  return {
    workspace,
    gateway: { region },
    remoteIssuer:
      place.jwksUrl === undefined
        ? undefined
        : { issuer: `https://remote.${runName}.example.com/`, jwks_url: place.jwksUrl },
    mappingBackendUrl: null,
    destroyCommand: (relative, variablesFile) =>
      [
        `AWS_PROFILE=${shellQuote(profile)} AWS_REGION=${shellQuote(region)} ${terraformProgram}`,
        `-chdir=${shellQuote(join(path, relative))} destroy -var-file=${shellQuote(variablesFile)}`,
      ].join(" "),
    stop: async (isClean) => {
      await workspace.remove();
      if (isClean) await rm(path, { recursive: true, force: true });
    },
  };
}

/** Answers with the mapped header, as probes/functions/echo.mjs does. The emulator can't reach an API by its name. */
async function startMappingBackend(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const server = createServer(({ headers }, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ mapped: headers["x-mapped"] ?? null }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = onCleanup(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/echo`, stop };
}
