import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isMissing, missingProgram } from "./missing-program.ts";
import type { Environment } from "./process-environment.ts";
import { startProcessGroup } from "./process-group.ts";
import { createQueue } from "./queue.ts";
import { TerraformError } from "./terraform-error.ts";
import { terraformProgram } from "./terraform-program.ts";

/** Input variables of a root module: any JSON value. */
export type Variables = Readonly<Record<string, unknown>>;

/** The part of `terraform show -json PLAN` that tests read. The provider's schema defines the values. */
export interface PlanDocument {
  readonly resource_changes?: readonly ResourceChange[];
  readonly output_changes?: Readonly<Record<string, Change>>;
  readonly planned_values?: unknown;
}

/** One resource in a plan. */
export interface ResourceChange {
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly change: Change;
}

/** Values before and after the change. `after_unknown` is true where `after` is known only after apply. */
export interface Change {
  readonly actions: readonly ("no-op" | "create" | "read" | "update" | "delete")[];
  readonly before: unknown;
  readonly after: unknown;
  readonly after_unknown: unknown;
  /** True where `after` is sensitive. */
  readonly after_sensitive?: unknown;
}

/** One error or warning in Terraform's machine-readable output. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly detail: string;
  /** The resource that it refers to, if any. */
  readonly address?: string;
  /** Its place in the configuration, relative to the directory in which Terraform runs. */
  readonly range?: { readonly filename: string; readonly start: { readonly line: number } };
}

/** Terraform in one directory. Every method rejects with a TerraformError when the command fails. */
export interface Terraform {
  readonly path: string;
  init(): Promise<void>;
  validate(): Promise<void>;
  /** @returns whether the plan has changes. `out` is the file for the plan, relative to the directory */
  plan(options?: { vars?: Variables; out?: string }): Promise<{ hasChanges: boolean }>;
  /** Makes a plan and returns it as JSON. `refresh` false: the plan takes the state as it is, and reads no resource. */
  planJson(options?: { vars?: Variables; refresh?: boolean }): Promise<PlanDocument>;
  /** Makes a plan and returns its errors and warnings. It rejects only if the plan fails without an error. */
  planDiagnostics(options?: { vars?: Variables }): Promise<readonly Diagnostic[]>;
  /** `replace` names resources to replace. @returns Terraform's output, which names them in the order of their changes */
  apply(vars?: Variables, options?: { readonly replace?: readonly string[] }): Promise<string>;
  /** @returns the root module's outputs by name, including sensitive ones */
  output(): Promise<Readonly<Record<string, unknown>>>;
  destroy(vars?: Variables): Promise<void>;
  /** @returns the addresses in the state; an empty list if there is no state */
  stateList(): Promise<readonly string[]>;
  /** Runs the `*.tftest.hcl` files: `directory` defaults to `tests`, `filter` names files. @returns its output */
  test(options?: { directory?: string; filter?: readonly string[] }): Promise<string>;
}

/** How a command is interrupted: with which signal, and how long it may then take before it is killed. */
export interface Interruption {
  readonly endSignal: "SIGTERM" | "SIGINT";
  readonly graceMilliseconds: number;
}

/** A plugin that is killed during a request may leave resources behind; they disappear with the emulator. */
const AT_ONCE: Interruption = { endSignal: "SIGTERM", graceMilliseconds: 3000 };

/** Terraform finishes the requests that it has begun, and writes its state. Its plugins ignore this signal. */
export const IN_ORDER: Interruption = { endSignal: "SIGINT", graceMilliseconds: 5 * 60_000 };

/** The plugin cache is not safe for concurrent use, so only one init runs at a time. */
const initQueue = createQueue();

let fileNumber = 0;

/**
 * @param path the root module's directory
 * @param environment Terraform's whole environment
 * @param temporaryDirectory the directory for variable and plan files
 * @param interruption how Ctrl-C ends a command
 */
export function terraformIn(
  path: string,
  environment: Environment,
  temporaryDirectory: string,
  interruption: Interruption = AT_ONCE,
): Terraform {
  const run = async (args: readonly string[], accepted: readonly number[] = [0]) => {
    const group = startProcessGroup(terraformProgram, args, {
      cwd: path,
      env: environment,
      ...interruption,
    });
    const end = await group.ended;
    await group.stop();
    if (end.startError !== undefined) {
      throw isMissing(end.startError) ? missingProgram(terraformProgram) : end.startError;
    }
    if (end.exitCode === undefined || !accepted.includes(end.exitCode)) {
      throw new TerraformError(args, path, end);
    }
    return { stdout: end.stdout, exitCode: end.exitCode };
  };

  const newFile = (suffix: string) => join(temporaryDirectory, `${++fileNumber}${suffix}`);

  /** Passes variables in a file: a command line is visible to all users of the machine and limited in length. */
  const withVariables = async <T>(
    vars: Variables = {},
    use: (argument: string) => Promise<T>,
  ): Promise<T> => {
    const file = newFile(".tfvars.json");
    await writeFile(file, JSON.stringify(vars), { mode: 0o600 });
    try {
      return await use(`-var-file=${file}`);
    } finally {
      await rm(file, { force: true });
    }
  };

  const planInto = (vars: Variables | undefined, out: string | undefined, options: readonly string[] = []) =>
    withVariables(vars, (variables) =>
      run(
        [
          ...["plan", ...COMMON, "-detailed-exitcode", variables, ...options],
          ...(out === undefined ? [] : [`-out=${out}`]),
        ],
        [0, 2],
      ),
    );

  return {
    path,
    init: () =>
      initQueue(async () => {
        await run(["init", ...COMMON]);
        await forgetChecksums(path);
      }),
    validate: async () => void (await run(["validate", "-no-color"])),
    plan: async ({ vars, out } = {}) => ({ hasChanges: (await planInto(vars, out)).exitCode === 2 }),
    planJson: async ({ vars, refresh = true } = {}) => {
      const file = newFile(".tfplan");
      await planInto(vars, file, [`-refresh=${refresh}`]);
      return JSON.parse((await run(["show", "-json", file])).stdout);
    },
    planDiagnostics: ({ vars } = {}) =>
      withVariables(vars, async (variables) => {
        const args = ["plan", "-json", "-input=false", variables];
        const { stdout, exitCode } = await run(args, [0, 1]);
        const diagnostics = diagnosticsIn(stdout);
        const explained = exitCode === 0 || diagnostics.some(({ severity }) => severity === "error");
        if (explained) return diagnostics;
        throw new TerraformError(args, path, { stdout, exitCode, stderr: "", signal: undefined });
      }),
    apply: (vars, { replace = [] } = {}) =>
      withVariables(vars, async (variables) => {
        const replacements = replace.map((address) => `-replace=${address}`);
        return (await run(["apply", ...COMMON, "-auto-approve", ...replacements, variables])).stdout;
      }),
    output: async () => outputValues(JSON.parse((await run(["output", "-json"])).stdout)),
    destroy: (vars) =>
      withVariables(
        vars,
        async (variables) => void (await run(["destroy", ...COMMON, "-auto-approve", variables])),
      ),
    stateList: async () => {
      try {
        const { stdout } = await run(["state", "list"]);
        return stdout.split("\n").filter((line) => line !== "");
      } catch (error) {
        if (error instanceof TerraformError && error.stderr.includes("No state file was found")) return [];
        throw error;
      }
    },
    test: async ({ directory = "tests", filter = [] } = {}) => {
      const filters = filter.map((file) => `-filter=${file}`);
      return (await run(["test", "-no-color", `-test-directory=${directory}`, ...filters])).stdout;
    },
  };
}

const COMMON = ["-no-color", "-input=false"];

function diagnosticsIn(jsonLines: string): Diagnostic[] {
  const messages: { type?: unknown; diagnostic?: Diagnostic }[] = jsonLines
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
  return messages.flatMap(({ diagnostic }) => (diagnostic === undefined ? [] : [diagnostic]));
}

function outputValues(document: Record<string, { value: unknown }>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(document).map(([name, { value }]) => [name, value]));
}

/**
 * Removes the provider's checksums from the lock file. With them, every later command reads the whole provider, some 700
 * MB, to compare it with what `init` has just installed: half a second of CPU time each.
 */
async function forgetChecksums(path: string): Promise<void> {
  const file = join(path, ".terraform.lock.hcl");
  const text = await readFile(file, "utf8").catch(() => "");
  if (text !== "") {
    await writeFile(file, text.replaceAll(/^ *hashes = \[[^\]]*\]\n/gm, ""));
  }
}
