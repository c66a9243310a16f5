import { claimName } from "../claim-reference.js";
import { type Failure, failure } from "../failure.js";
import { type ContextValue, textOf } from "../gateway/context.js";
import { isJsonObject } from "../json.js";
import { BOOLEAN, type Fault, type ObjectReader, readDocument } from "../object-reader.js";
import { readRules } from "../policy/read-rules.js";
import type { Rule } from "../policy/rule.js";
import { copyPlainData } from "./plain-data.js";

/** What custom logic changes, parsed and valid. */
export interface Verdict {
  readonly isDenied: boolean;
  readonly context: Readonly<Record<string, ContextValue>>;
  readonly rules: readonly Rule[];
}

const RESULT = ["deny", "context", "rules"];
const DENY = { ...BOOLEAN, rule: "true or false, or left out" };
/** Keeps the log line readable. */
const MAX_FAULTS = 5;

/**
 * Reads what custom logic returned.
 *
 * @param contextKeys which keys it may fill; a key that it leaves out is sent empty, because otherwise API Gateway
 * would pass on the client's header of that name
 * @returns `extension_failed`, without a value or name that may come from a claim, if it isn't a valid result
 * @throws NotPlainError if it isn't plain data
 */
export function readResult(result: unknown, contextKeys: readonly string[]): Verdict | Failure {
  const { faults, value } = readDocument(copyPlainData(result) ?? {}, RESULT, (reader) => ({
    // Null doesn't say whether to deny.
    isDenied: reader.mentions("deny") && reader.required("deny", DENY),
    context: readContext(reader, contextKeys),
    rules: readAddedRules(reader),
  }));
  return faults === undefined
    ? value
    : failure("extension_failed", faults.slice(0, MAX_FAULTS).map(describe).join("; "));
}

/**
 * Such a rule has no `apis`: custom logic knows the API, and its answer is for this API alone. Code usually returns an empty list to add no rules; in the configuration, an empty list would open
 * everything.
 */
function readAddedRules(reader: ObjectReader): readonly Rule[] {
  const rules = reader.value("rules");
  return Array.isArray(rules) && rules.length === 0 ? [] : readRules(reader, claimName(), undefined);
}

function readContext(reader: ObjectReader, contextKeys: readonly string[]): Record<string, ContextValue> {
  const context: Record<string, ContextValue> = Object.fromEntries(contextKeys.map((key) => [key, ""]));
  const given = reader.value("context") ?? {};
  if (!isJsonObject(given)) {
    reader.fault("context", "must be an object");
    return context;
  }
  for (const [key, value] of Object.entries(given)) {
    if (!contextKeys.includes(key)) {
      reader.fault("context", "has a key that is not one of context_keys");
    } else if (typeof value === "string") {
      context[key] = textOf(value.toWellFormed());
    } else if (typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))) {
      context[key] = value;
    } else if (value !== undefined && value !== null) {
      reader.fault(`context.${key}`, "must be a string, a finite number, true or false");
    }
  }
  return context;
}

/** The name of an unknown attribute may come from a claim. */
function describe({ path, message, unknownIn }: Fault): string {
  return unknownIn === undefined
    ? `${path} ${message}`
    : `${unknownIn} ${message.replace("is an unknown", "has an unknown")}`;
}
