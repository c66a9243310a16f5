import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Terraform, Variables } from "../../support/terraform.ts";
import { type Backend, startBackend } from "../lab/backend.ts";
import { callApi } from "../lab/gateway-client.ts";
import { startLab } from "../lab/lab.ts";
import { unexpectedChanges } from "./known-differences.ts";

/** A lab with a backend, for the examples that send accepted requests to `backend_url`. */
export interface StackLab {
  readonly backend: Backend;
  /** The variables of a function that accepts the lab's tokens. */
  readonly functionVariables: Variables;
  /** A copy of an example. `functionModule` is its module with the function, which is to trust the lab's certificates. */
  example(directory: string, functionModule?: string): Promise<Terraform>;
  /** Asserts that only a request with a valid token passes the API in the output `api` and reaches the backend. */
  assertProtected(terraform: Terraform, kind: "REST" | "HTTP"): Promise<void>;
  /** Asserts that the API in the output `api` refuses a request without a token. */
  assertRefusesWithoutToken(terraform: Terraform): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the lab and the backend. */
export async function startStackLab(): Promise<StackLab> {
  const [lab, backend] = await Promise.all([
    startLab({ audiences: ["https://api.example.com"] }),
    startBackend(),
  ]);
  const { identityProvider, certificateAuthority, emulator } = lab;

  /** The API's status, and whether the request has reached the backend. */
  const call = async (terraform: Terraform, headers: Record<string, string>) => {
    const { id: apiId, stage } = (await terraform.output())["api"] as { id: string; stage: string };
    const before = backend.received.length;
    const { status } = await callApi({ emulator, apiId, stage, path: "/orders", headers });
    return { status, passed: backend.received.length > before };
  };

  const assertRefusesWithoutToken = async (terraform: Terraform) => {
    assert.deepEqual(await call(terraform, {}), { status: 401, passed: false });
  };

  return {
    backend,
    functionVariables: { issuer: identityProvider.issuer, audience: ["https://api.example.com"] },
    example: async (directory, functionModule) => {
      const terraform = lab.workspace.directory(`examples/${directory}`);
      if (functionModule !== undefined) {
        // Terraform merges a file of this name into the configuration.
        const pem = JSON.stringify(certificateAuthority.certificatePem);
        const override = `module "${functionModule}" {\n  ca_certificates_pem = ${pem}\n}\n`;
        await writeFile(join(terraform.path, "lab_override.tf"), override);
      }
      return terraform;
    },
    assertRefusesWithoutToken,
    assertProtected: async (terraform, kind) => {
      const token = await identityProvider.signToken({ claims: { scope: "orders:read" } });
      const foreign = await identityProvider.signToken({ claims: { aud: "https://other.example.com" } });
      await assertRefusesWithoutToken(terraform);
      // On an HTTP API, the emulator answers 500 instead of 401.
      const refused = { status: kind === "HTTP" ? 500 : 401, passed: false };
      assert.deepEqual(await call(terraform, { authorization: `Bearer ${foreign}` }), refused);
      const accepted = { status: 200, passed: true };
      assert.deepEqual(await call(terraform, { authorization: `Bearer ${token}` }), accepted);
    },
    stop: async () => {
      await Promise.all([lab.stop(), backend.stop()]);
    },
  };
}

/** Asserts that a second plan is empty, and destroys the stack. */
export async function assertSettledAndDestroy(terraform: Terraform, variables: Variables): Promise<void> {
  assert.deepEqual(unexpectedChanges(await terraform.planJson({ vars: variables })), []);
  await terraform.destroy(variables);
  assert.deepEqual(await terraform.output(), {});
}
