import type { ExtensionSettings } from "../extension/extension.js";
import { isJsonObject } from "../json.js";
import { type Kind, type ObjectReader, text } from "../object-reader.js";
import { CONTEXT_KEY } from "./context-keys.js";
import { CONTRACT } from "./contract.js";

const EXTENSION = ["module", "per_request", "context_keys", "timeout_milliseconds"];

const NAME = text(CONTRACT.patterns.extension_module, CONTRACT.sentences.extension_module);

/** https://docs.npmjs.com/cli/configuring-npm/package-json#name */
const PACKAGE: Kind<string> = {
  ...NAME,
  parse: (value) => {
    const name = NAME.parse(value);
    return name !== undefined && name.length <= CONTRACT.sizes.extension_module_characters ? name : undefined;
  },
};

/** Reads the optional attribute `extension`. */
export function readExtension(top: ObjectReader): ExtensionSettings | undefined {
  if (!top.has("extension")) {
    return undefined;
  }
  const reader = top.object("extension", EXTENSION);
  return {
    module: reader.optional("module", PACKAGE),
    perRequest: reader.boolean("per_request"),
    contextKeys: reader.optionalList("context_keys", keyBeside(top.value("claims_to_context"))) ?? [],
    timeoutMilliseconds: reader.integer(
      "timeout_milliseconds",
      CONTRACT.ranges.extension_timeout_milliseconds,
    ),
  };
}

/** The kind of a context key that no claim fills. */
function keyBeside(claimsToContext: unknown): Kind<string> {
  return {
    ...CONTEXT_KEY,
    rule: `${CONTEXT_KEY.rule}, and not a key of claims_to_context`,
    parse: (value) => {
      const key = CONTEXT_KEY.parse(value);
      const isTaken =
        key !== undefined && isJsonObject(claimsToContext) && Object.hasOwn(claimsToContext, key);
      return isTaken ? undefined : key;
    },
  };
}
