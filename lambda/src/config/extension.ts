import type { ExtensionSettings } from "../extension/extension.js";
import { isContextKey } from "./claims.js";
import type { ObjectReader } from "./reader.js";

const EXTENSION = ["module", "per_request", "context_keys", "timeout_milliseconds"];

/** https://docs.npmjs.com/cli/configuring-npm/package-json#name */
const PACKAGE_NAME = /^(?=.{1,214}$)(@[a-z0-9-][a-z0-9._-]*\/)?[a-z0-9-][a-z0-9._-]*$/;
const CONTEXT_KEY_RULE =
  "a key of up to 64 letters, digits and _ that neither the authorizer nor API Gateway fills itself, nor claims_to_context";

/** Reads the setting `extension`; absent means that there is no custom logic. */
export function readExtension(top: ObjectReader): ExtensionSettings | undefined {
  const reader = top.present(["extension"]).length === 0 ? undefined : top.object("extension", EXTENSION);
  if (reader === undefined) {
    return undefined;
  }
  const hasKeys = reader.present(["context_keys"]).length > 0;
  return {
    module: reader.optionalString("module", PACKAGE_NAME, "the name of a package"),
    perRequest: reader.boolean("per_request") ?? false,
    contextKeys: (hasKeys && readContextKeys(reader, top.value("claims_to_context"))) || [],
    timeoutMilliseconds: reader.integer("timeout_milliseconds", 10, 5000) ?? 0,
  };
}

function readContextKeys(reader: ObjectReader, claimsToContext: unknown): readonly string[] | undefined {
  const taken = Object.keys(claimsToContext ?? {});
  return reader.optionalItems(
    "context_keys",
    (key) => (typeof key === "string" && isContextKey(key) && !taken.includes(key) ? key : undefined),
    CONTEXT_KEY_RULE,
  );
}
