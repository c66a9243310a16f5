import type { ExtensionSettings } from "../extension/extension.js";
import { isJsonObject } from "../json.js";
import { BOOLEAN, integer, type ObjectReader, text } from "../object-reader.js";
import { CONTEXT_KEY } from "./context-keys.js";
import { CONTRACT } from "./contract.js";

const { patterns, sentences, sizes, ranges } = CONTRACT;

/** https://docs.npmjs.com/cli/configuring-npm/package-json#name */
const PACKAGE = text(patterns.package_name, sentences.package_name, (name) =>
  name.length <= sizes.package_name_characters ? name : undefined,
);
const TIMEOUT = integer(ranges.timeout_milliseconds);

/** Reads the optional attribute `extension`. */
export function readExtension(top: ObjectReader): ExtensionSettings | undefined {
  if (!top.has("extension")) {
    return undefined;
  }
  const reader = top.object("extension", CONTRACT.extension_attributes);
  const claims = top.value("claims_to_context");
  const isTaken = (key: string) => isJsonObject(claims) && Object.hasOwn(claims, key);
  const freeKey = text(patterns.context_key, `${CONTEXT_KEY.rule}, and not in claims_to_context`, (key) =>
    isTaken(key) ? undefined : CONTEXT_KEY.parse(key),
  );
  return {
    module: reader.optional("module", PACKAGE),
    perRequest: reader.required("per_request", BOOLEAN),
    contextKeys: reader.optionalList("context_keys", freeKey) ?? [],
    timeoutMilliseconds: reader.required("timeout_milliseconds", TIMEOUT),
  };
}
