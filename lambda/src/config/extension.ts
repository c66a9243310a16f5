import type { ExtensionSettings } from "../extension/extension.js";
import { isJsonObject } from "../json.js";
import { BOOLEAN, integer, type ObjectReader, text } from "../object-reader.js";
import { CONTEXT_KEY } from "./context-keys.js";
import { CONTRACT } from "./contract.js";

const EXTENSION = ["module", "per_request", "context_keys", "timeout_milliseconds"];
const { patterns, sentences, sizes, ranges } = CONTRACT;

/** https://docs.npmjs.com/cli/configuring-npm/package-json#name */
const PACKAGE = text(patterns.extension_module, sentences.extension_module, (name) =>
  name.length <= sizes.extension_module_characters ? name : undefined,
);
const TIMEOUT = integer(ranges.extension_timeout_milliseconds);

/** Reads the optional attribute `extension`. */
export function readExtension(top: ObjectReader): ExtensionSettings | undefined {
  if (!top.has("extension")) {
    return undefined;
  }
  const reader = top.object("extension", EXTENSION);
  const claims = top.value("claims_to_context");
  const isTaken = (key: string) => isJsonObject(claims) && Object.hasOwn(claims, key);
  const freeKey = text(patterns.context_key, `${CONTEXT_KEY.rule}, or that claims_to_context has`, (key) =>
    isTaken(key) ? undefined : CONTEXT_KEY.parse(key),
  );
  return {
    module: reader.optional("module", PACKAGE),
    perRequest: reader.required("per_request", BOOLEAN),
    contextKeys: reader.optionalList("context_keys", freeKey) ?? [],
    timeoutMilliseconds: reader.required("timeout_milliseconds", TIMEOUT),
  };
}
