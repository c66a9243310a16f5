import { createClaimReader } from "../config/claims.js";
import { type Fault, type ObjectReader, readObject } from "../config/reader.js";
import { readRules } from "../config/rules.js";
import { type ContextValue, textOf } from "../gateway/context.js";
import { isJsonObject } from "../json.js";
import type { Rule } from "../policy/rule.js";

/** What custom logic changes, read and found to be in order. */
export interface Verdict {
  readonly isDenied: boolean;
  readonly context: Readonly<Record<string, ContextValue>>;
  readonly rules: readonly Rule[];
}

const RESULT = ["deny", "context", "rules"];
const KNOWN = [
  ...["(top)", ...RESULT, "effect", "methods", "paths", "scopes", "claims", "any_token"],
  ...["name", "any", "all", "none"],
];

/**
 * Reads what custom logic returned.
 *
 * @param contextKeys which it may fill; each is in the context, empty if it left one out: API Gateway would pass on a
 * header of the client's in place of a key that isn't there
 * @returns the verdict, or the paths of what is wrong; no value, which may be a claim's
 */
export function readResult(result: unknown, contextKeys: readonly string[]): Verdict | readonly string[] {
  const faults: Fault[] = [];
  const reader = readObject(result ?? {}, "", RESULT, faults);
  const verdict = {
    isDenied: reader?.present(["deny"]).length === 1 && reader.boolean("deny") === true,
    context: reader === undefined ? {} : readContext(reader, contextKeys),
    rules: reader === undefined ? [] : readAddedRules(reader),
  };
  const known = new Set([...KNOWN, ...contextKeys]);
  return faults.length === 0
    ? verdict
    : faults.map(({ path, message }) => `${withoutNames(path, known)} ${message}`);
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
      context[key] = textOf(value);
    } else if (typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))) {
      context[key] = value;
    } else if (value !== undefined && value !== null) {
      reader.fault(`context.${key}`, "must be a string, a finite number, true or false");
    }
  }
  return context;
}

/** A member's name that nobody foresaw may be made of a claim. */
function withoutNames(path: string, known: ReadonlySet<string>): string {
  return path.replace(/[^.[\]]+/g, (name) => (known.has(name) || /^\d+$/.test(name) ? name : "(unknown)"));
}
