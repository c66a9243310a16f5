import { randomBytes } from "node:crypto";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packArchive } from "../../lambda/build/archive.ts";
import { audiences } from "../e2e/support/complete-example.ts";
import { repositoryRoot } from "../support/repository.ts";
import type { Variables } from "../support/terraform.ts";
import type { RunIssuer } from "./issuer.ts";
import type { Stack } from "./stacks.ts";
import type { Target } from "./target.ts";

/** The two stacks of a run, and the API key of the stack of probes. */
export interface RunStacks {
  readonly complete: Stack;
  readonly probes: Stack;
  readonly apiKey: string;
}

const COMPLETE = "examples/complete";
const PROBES = "tests/aws/probes";
const FUNCTIONS = ["observer.mjs", "echo.mjs"];

/** Prepares examples/complete, with the keys of the run, and the stack of probes. It applies nothing. */
export async function prepareStacks(target: Target, runName: string, issuer: RunIssuer): Promise<RunStacks> {
  const { path } = target.workspace;
  await cp(join(path, "tests/aws/complete"), join(path, COMPLETE), { recursive: true });
  const functionsZip = join(path, PROBES, "functions.zip");
  const functions = FUNCTIONS.map(async (name) => [
    name,
    await readFile(join(repositoryRoot, PROBES, "functions", name)),
  ]);
  await writeFile(functionsZip, packArchive(Object.fromEntries(await Promise.all(functions))));
  const apiKey = `${runName}-${randomBytes(10).toString("hex")}`;
  const { remoteIssuer } = target;
  return {
    complete: await stackIn(target, COMPLETE, {
      name: runName,
      issuer: issuer.issuer,
      audience: [audiences[0]],
      jwks: issuer.jwks,
      remote_issuers: remoteIssuer === undefined ? {} : { remote: remoteIssuer },
    }),
    probes: await stackIn(target, PROBES, {
      name: runName,
      functions_zip: functionsZip,
      api_key: apiKey,
      mapping_backend_url: target.mappingBackendUrl,
    }),
    apiKey,
  };
}

/** Writes the variables to a file too, so that a person can destroy the stack by hand. */
async function stackIn(target: Target, relative: string, variables: Variables): Promise<Stack> {
  const file = join(target.workspace.path, relative, "run.tfvars.json");
  await writeFile(file, JSON.stringify(variables, null, 2), { mode: 0o600 });
  return {
    title: relative,
    terraform: target.workspace.directory(relative),
    variables,
    destroyCommand: target.destroyCommand(relative, file),
  };
}
