import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Diagnostic, Terraform } from "../../support/terraform.ts";
import type { Workspace } from "../../support/workspace.ts";

/** One call of a module of ours. Many go into one plan, because starting the provider takes seconds. */
export interface ModuleCall {
  /** A Terraform name, unique in the plan. */
  readonly name: string;
  /** Relative to the repository: `.` or `modules/rest-api`. */
  readonly source: string;
  /** Arguments as JSON values, or as {@link expression}s. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** A root module that does nothing but call modules. */
export interface CallingModule {
  readonly terraform: Terraform;
  /** The name of the call that a diagnostic is about; undefined if Terraform doesn't say. */
  readonly callOf: (diagnostic: Diagnostic) => string | undefined;
}

/** An HCL expression in the place of a JSON value. */
export function expression(hcl: string): { readonly hcl: string } {
  return { hcl };
}

/** A value that Terraform does not show, in the place of a JSON value. */
export function secret(value: unknown): { readonly hcl: string } {
  return expression(`sensitive(${hclOf(value)})`);
}

/**
 * Writes a root module with these calls into the workspace and initialises it. It plans without any AWS API.
 *
 * @param directory a name, unique in the workspace
 * @param preamble HCL in front of the calls, such as a resource whose attributes are unknown until apply
 * @param instances further calls, as in {@link writeModuleInstances}
 */
export async function writeModuleCalls(
  workspace: Workspace,
  directory: string,
  calls: readonly ModuleCall[],
  preamble = "",
  instances: readonly ModuleCall[] = [],
): Promise<CallingModule> {
  const blocks = calls.map((call) => `module "${call.name}" {\n${callBody(call)}}\n`);
  const text = [OFFLINE_PROVIDER, preamble, ...instanceBlocks(instances), ...blocks].join("\n");
  const terraform = await writeRootModule(workspace, directory, text);
  const nameOfLine = namesByLine(text);
  return {
    terraform,
    callOf: ({ address, range }) =>
      instanceIn(address) ??
      address?.match(/^module\.([^.[]+)\./)?.[1] ??
      (range?.filename === "main.tf" ? nameOfLine[range.start.line] : undefined),
  };
}

/** A root module in which the calls of each module are the instances of one call. */
export interface InstantiatingModule extends CallingModule {
  /** The address of a resource in the module that a call names, such as `aws_lambda_alias.this[0]`. */
  readonly addressIn: (name: string, resource: string) => string;
}

/**
 * The same, for plans that succeed: Terraform reads a module's files anew for each call but not for each instance of a
 * call, which takes a third of the time. An input that a call does not set is null, which stands for its default. A
 * validation that fails does not say which instance it is about.
 */
export async function writeModuleInstances(
  workspace: Workspace,
  directory: string,
  calls: readonly ModuleCall[],
  preamble = "",
): Promise<InstantiatingModule> {
  const blocks = instanceBlocks(calls);
  const terraform = await writeRootModule(
    workspace,
    directory,
    [OFFLINE_PROVIDER, preamble, ...blocks].join("\n"),
  );
  return {
    terraform,
    callOf: ({ address }) => instanceIn(address),
    addressIn: (name, resource) => {
      const source = calls.find((call) => call.name === name)?.source ?? ".";
      return `module.of_${sourcesOf(calls).indexOf(source)}["${name}"].${resource}`;
    },
  };
}

const sourcesOf = (calls: readonly ModuleCall[]): readonly string[] => [
  ...new Set(calls.map(({ source }) => source)),
];

const instanceIn = (address: string | undefined): string | undefined =>
  address?.match(/^module\.of_\d+\["([^"]+)"\]/)?.[1];

/** One call for each module, with an instance for each of the given calls of it. */
function instanceBlocks(calls: readonly ModuleCall[]): readonly string[] {
  return sourcesOf(calls).map((source, number) => {
    const ofSource = calls.filter((call) => call.source === source);
    const names = new Set(ofSource.flatMap(({ inputs }) => Object.keys(inputs)));
    const inputs = [...names].map((input) => {
      const values = Object.fromEntries(ofSource.map(({ name, inputs }) => [name, inputs[input] ?? null]));
      return [input, expression(`${hclOf(values)}[each.key]`)];
    });
    const keys = expression(`toset(${hclOf(ofSource.map(({ name }) => name))})`);
    const body = callBody({ name: "", source, inputs: { for_each: keys, ...Object.fromEntries(inputs) } });
    return `module "of_${number}" {\n${body}}\n`;
  });
}

/**
 * Writes a root module that calls one module once for each value of one input: `module.each["0"]` and so on. For
 * hundreds of values, since Terraform reads a module's files anew for each call but not for each instance of one.
 *
 * @param inputOf makes the input of each value, as HCL: for example with a sensitive value beside it
 */
export async function writeRepeatedCall(
  workspace: Workspace,
  directory: string,
  { source, inputs }: Omit<ModuleCall, "name">,
  input: string,
  values: readonly unknown[],
  preamble = "",
  inputOf = (value: string) => value,
): Promise<Terraform> {
  const body = callBody({
    name: "each",
    source,
    inputs: { ...inputs, [input]: expression(inputOf("jsondecode(each.value)")) },
  });
  const texts = hclOf(Object.fromEntries(values.map((value, number) => [number, JSON.stringify(value)])));
  const block = `module "each" {\n  for_each = ${texts}\n${body}}\n`;
  return writeRootModule(workspace, directory, [OFFLINE_PROVIDER, preamble, block].join("\n"));
}

async function writeRootModule(workspace: Workspace, directory: string, text: string): Promise<Terraform> {
  const path = join(workspace.path, directory);
  await mkdir(path);
  await writeFile(join(path, "main.tf"), text);
  const terraform = workspace.directory(directory);
  await terraform.init();
  return terraform;
}

/** A provider for plans without any AWS API. */
export const OFFLINE_PROVIDER = `provider "aws" {
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}
`;

function callBody({ source, inputs }: ModuleCall): string {
  const lines = Object.entries(inputs).map(([name, value]) => `  ${name} = ${hclOf(value)}\n`);
  return [`  source = "../${source}"\n`, ...lines].join("");
}

/** JSON is HCL but for the template sequences in strings. */
function hclOf(value: unknown): string {
  if (typeof value === "object" && value !== null && "hcl" in value) {
    return String(value.hcl);
  }
  if (Array.isArray(value)) {
    return `[${value.map(hclOf).join(", ")}]`;
  }
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(
      ([name, member]) => `${JSON.stringify(name)} = ${hclOf(member)}`,
    );
    return `{ ${members.join(", ")} }`;
  }
  return JSON.stringify(value).replace(/[$%]\{/g, (sequence) => sequence.charAt(0) + sequence);
}

function namesByLine(text: string): readonly (string | undefined)[] {
  let name: string | undefined;
  const names = text.split("\n").map((line) => {
    name = line.match(/^module "([^"]+)"/)?.[1] ?? name;
    return name;
  });
  return [undefined, ...names];
}
