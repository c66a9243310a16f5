import type { Configuration } from "../src/config/configuration.js";
import { ConfigError, parseConfiguration } from "../src/config/configuration.js";
import { isJsonObject, type JsonObject, own } from "../src/json.js";
import { InputError } from "./input-error.js";

/**
 * Reads the module's output `configuration`, however a user has got hold of it: the document itself, as it stands in
 * the function's environment (compressed too), what `terraform output -json`, with the output's name or without,
 * printed, or what `terraform show -json` did of a plan or a state.
 *
 * @param outputName which output to take, where there are several
 * @throws InputError if there is none, or it can't be used
 */
export function readConfigurationText(text: string, outputName: string | undefined): Configuration {
  const trimmed = text.trim();
  const json = jsonOf(trimmed);
  const document =
    typeof json === "string"
      ? json
      : !isJsonObject(json) || own(json, "trusted_issuers") !== undefined
        ? trimmed
        : documentOf(outputsOf(json), outputName);
  if (document.trim() === "") {
    throw new InputError(
      "--configuration is empty: give what terraform output -json printed, after an apply of the module",
    );
  }
  try {
    return parseConfiguration(document);
  } catch (error) {
    throw error instanceof ConfigError ? new InputError(faultsText(error)) : error;
  }
}

/** `terraform show -json` has a version, and the outputs within; `terraform output -json` is the outputs. */
function outputsOf(json: JsonObject): JsonObject {
  if (typeof own(json, "format_version") !== "string") {
    return json;
  }
  const values = own(json, "planned_values") ?? own(json, "values");
  const outputs = isJsonObject(values) ? own(values, "outputs") : undefined;
  return isJsonObject(outputs) ? outputs : {};
}

function documentOf(outputs: JsonObject, outputName: string | undefined): string {
  const documents = Object.entries(outputs).flatMap(([name, output]): [string, string][] => {
    const value = isJsonObject(output) ? own(output, "value") : undefined;
    const isDocument = typeof value === "string" && isJsonObject(jsonOf(value));
    return isDocument && (outputName === undefined || outputName === name) ? [[name, value]] : [];
  });
  const [first, ...others] = documents;
  if (first === undefined) {
    throw new InputError(
      'the configuration is in none of these outputs: add output "configuration" { value = module.NAME.configuration } to the root module, or give the document itself; a plan doesn\'t have it yet if it depends on what is known after apply',
    );
  }
  if (others.length > 0) {
    const names = documents.map(([name]) => name).join(", ");
    throw new InputError(`several outputs may be the configuration: choose one with --output (${names})`);
  }
  return first[1];
}

function faultsText({ faults }: ConfigError): string {
  const lines = faults.map(({ path, message }) => `  ${path === "(top)" ? "it" : path} ${message}`);
  return ["--configuration isn't a configuration of the module that can be used:", ...lines].join("\n");
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
