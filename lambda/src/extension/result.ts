import { createClaimReader } from "../config/claims.js";
import { type Fault, NOT_A_SETTING, type ObjectReader, readObject } from "../config/reader.js";
import { readRules } from "../config/rules.js";
import { type ContextValue, textOf } from "../gateway/context.js";
import { isJsonObject } from "../json.js";
import type { Rule } from "../policy/rule.js";
import { copyPlainData } from "./plain-data.js";

/** What custom logic changes, read and found to be in order. */
export interface Verdict {
  readonly isDenied: boolean;
  readonly context: Readonly<Record<string, ContextValue>>;
  readonly rules: readonly Rule[];
}

const RESULT = ["deny", "context", "rules"];
/** A log line has to stay one that somebody reads. */
const MAX_FAULTS = 5;

/**
 * Reads what custom logic returned.
 *
 * @param contextKeys which it may fill; each is in the context, empty if it left one out: API Gateway would pass on a
 * header of the client's in place of a key that isn't there
 * @returns the verdict, or what is wrong; no value and no name, which may be a claim's
 * @throws NotPlainError if it is no plain data
 */
export function readResult(result: unknown, contextKeys: readonly string[]): Verdict | readonly string[] {
  const faults: Fault[] = [];
  const reader = readObject(copyPlainData(result) ?? {}, "", RESULT, faults);
  const verdict = {
    isDenied: reader !== undefined && isDeny(reader),
    context: reader === undefined ? {} : readContext(reader, contextKeys),
    rules: reader === undefined ? [] : readAddedRules(reader),
  };
  return faults.length === 0 ? verdict : faults.slice(0, MAX_FAULTS).map(describe);
}

/** Null is no answer to whether to deny, as it may be to what else there is. */
function isDeny(reader: ObjectReader): boolean {
  if (reader.has("deny") && reader.value("deny") === undefined) {
    reader.fault("deny", "must be true or false, or left out");
  }
  return reader.present(["deny"]).length === 1 && reader.boolean("deny") === true;
}

/** Of the configuration an empty list is refused, for it would open everything; of code it is the usual way to add none. */
function readAddedRules(reader: ObjectReader): readonly Rule[] {
  const rules = reader.value("rules");
  return Array.isArray(rules) && rules.length === 0 ? [] : readRules(reader, createClaimReader());
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
      reader.fault("context", "has a key that is not among context_keys");
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

/** A member's name that nobody foresaw may be made of a claim. */
function describe({ path, message }: Fault): string {
  if (!message.startsWith(NOT_A_SETTING)) {
    return `${path} ${message}`;
  }
  const [parent] = /^(rules\[\d+\](\.claims\[\d+\])?(?=\.))?/.exec(path) ?? [];
  return `${parent || "(top)"} has a member that ${message}`;
}
