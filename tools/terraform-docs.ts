import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "@cdktf/hcl2json";

/** An input variable, as its module declares it. */
export interface Input {
  readonly name: string;
  readonly description: string;
  /** HCL. */
  readonly type: string;
  /** JSON; undefined if the input is required. */
  readonly default: string | undefined;
}

/** An output, as its module declares it. */
export interface Output {
  readonly name: string;
  readonly description: string;
}

/** The inputs of a module, by name. */
export async function readInputs(moduleDirectory: string): Promise<readonly Input[]> {
  const { variable } = await readHcl(join(moduleDirectory, "variables.tf"));
  return Object.entries(variable ?? {}).map(([name, [declaration = {}]]) => ({
    name,
    description: String(declaration["description"] ?? "").trim(),
    type: withoutInterpolation(String(declaration["type"] ?? "any")),
    default: "default" in declaration ? JSON.stringify(declaration["default"]) : undefined,
  }));
}

/** The outputs of a module, by name. */
export async function readOutputs(moduleDirectory: string): Promise<readonly Output[]> {
  const { output } = await readHcl(join(moduleDirectory, "outputs.tf"));
  return Object.entries(output ?? {}).map(([name, [declaration = {}]]) => ({
    name,
    description: String(declaration["description"] ?? "").trim(),
  }));
}

/** The tables of inputs and outputs that stand in a module's README. */
export async function renderTables(moduleDirectory: string): Promise<string> {
  const inputs = await readInputs(moduleDirectory);
  const outputs = await readOutputs(moduleDirectory);
  return [
    "### Inputs",
    "",
    "| name | description | type | default |",
    "| --- | --- | --- | --- |",
    ...inputs.map(
      (input) =>
        `| \`${input.name}\` | ${cell(input.description)} | ${code(input.type)} | ${input.default === undefined ? "required" : code(input.default)} |`,
    ),
    "",
    "### Outputs",
    "",
    "| name | description |",
    "| --- | --- |",
    ...outputs.map(({ name, description }) => `| \`${name}\` | ${cell(description)} |`),
  ].join("\n");
}

type Declarations = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

async function readHcl(file: string): Promise<{ variable?: Declarations; output?: Declarations }> {
  return parse(file, await readFile(file, "utf8"));
}

function withoutInterpolation(expression: string): string {
  return /^\$\{([\s\S]*)\}$/.exec(expression)?.[1] ?? expression;
}

/** Markdown in a table cell: line breaks become tags, list items keep their indentation. */
function cell(text: string): string {
  return text
    .split("\n")
    .map((line) => line.replace(/^(\s*)- /, (_, indent: string) => `${"&nbsp;".repeat(indent.length)}• `))
    .join("<br>")
    .replaceAll("|", "\\|");
}

function code(text: string): string {
  const lines = text.split("\n");
  return lines.length === 1
    ? `\`${text}\``
    : `<pre>${lines.map((line) => line.replaceAll("|", "&#124;")).join("<br>")}</pre>`;
}
