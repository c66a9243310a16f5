import type { Configuration } from "../src/config/configuration.js";
import { parseConfiguration } from "../src/config/configuration.js";
import { isJsonObject, type JsonObject, own } from "../src/json.js";
import { InputError } from "./input-error.js";

/**
 * Reads the module's output `configuration`, however a user has got hold of it: the document itself, as it stands in
 * the function's environment (compressed too), or what `terraform output -json`, with the output's name or without,
 * printed.
 *
 * @param outputName which output to take, where there are several
 * @throws InputError if there is none, and ConfigError if it can't be used
 */
export function readConfigurationText(text: string, outputName: string | undefined): Configuration {
  const trimmed = text.trim();
  const json = jsonOf(trimmed);
  if (typeof json === "string") {
    return parseConfiguration(json);
  }
  if (!isJsonObject(json) || own(json, "trusted_issuers") !== undefined) {
    return parseConfiguration(trimmed);
  }
  return parseConfiguration(documentOf(json, outputName));
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
      'the configuration is in none of these outputs: add output "configuration" { value = module.NAME.configuration } to the root module, or give the document itself',
    );
  }
  if (others.length > 0) {
    const names = documents.map(([name]) => name).join(", ");
    throw new InputError(`several outputs may be the configuration: choose one with --output (${names})`);
  }
  return first[1];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
