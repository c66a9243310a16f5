import type { Configuration } from "../src/config/configuration.js";
import { ConfigError, parseConfiguration } from "../src/config/configuration.js";
import { isJsonObject, type JsonObject, own } from "../src/json.js";
import { InputError } from "./input-error.js";

/**
 * Reads the module's output `configuration` from any of these: the document itself, also compressed as in the function's
 * environment; the output of `terraform output -json`, with or without a name; the output of `terraform show -json` for
 * a plan or a state.
 *
 * @param outputName the output to take, if there are several
 * @throws InputError if the configuration is missing or invalid
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
      "--configuration is empty: save the output of terraform output -json after an apply",
    );
  }
  try {
    return parseConfiguration(document);
  } catch (error) {
    throw error instanceof ConfigError ? new InputError(faultsText(error)) : error;
  }
}

/** `terraform show -json` has a version and nests the outputs; `terraform output -json` is only the outputs. */
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
      'no output contains the configuration: add output "configuration" { value = module.NAME.configuration } to your root module, or give the document itself. A plan doesn\'t contain it if it depends on values known after apply',
    );
  }
  if (others.length > 0) {
    const names = documents.map(([name]) => name).join(", ");
    throw new InputError(`several outputs could be the configuration: choose one with --output (${names})`);
  }
  return first[1];
}

function faultsText({ faults }: ConfigError): string {
  const lines = faults.map(({ path, message }) => `  ${path === "(top)" ? "it" : path} ${message}`);
  return ["--configuration is not a valid configuration:", ...lines].join("\n");
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
