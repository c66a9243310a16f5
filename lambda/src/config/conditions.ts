import type { ClaimReference } from "../claim.js";
import type { ClaimCondition } from "../policy/rule.js";
import { comparableText } from "../policy/values.js";
import { CLAIM_RULE, type ClaimReader } from "./claims.js";
import { CONTRACT } from "./contract.js";
import type { ObjectReader } from "./reader.js";

const CONDITION = CONTRACT.condition_attributes;
const VALUE = new RegExp(CONTRACT.patterns.claim_value, "u");

/** Reads a list of conditions on claims, which isn't empty where there is one. */
export function readConditions(
  reader: ObjectReader,
  name: string,
  claimReference: ClaimReader,
): readonly ClaimCondition[] {
  if (reader.present([name]).length === 0) {
    return [];
  }
  return reader.objectList(name, CONDITION, 1).map((condition) => ({
    claim: readClaimName(condition, claimReference),
    any: readValues(condition, "any"),
    all: readValues(condition, "all"),
    none: readValues(condition, "none"),
  }));
}

function readClaimName(condition: ObjectReader, claimReference: ClaimReader): ClaimReference {
  const name = condition.string("name", /^[\s\S]+$/, CLAIM_RULE);
  const reference = claimReference(name);
  if (name !== undefined && reference === undefined) {
    condition.fault("name", `must be ${CLAIM_RULE}`);
  }
  if (condition.present(["any", "all", "none"]).length === 0) {
    condition.fault("any", "must be given, or all, or none: a condition without values would always hold");
  }
  return reference ?? [];
}

function readValues(condition: ObjectReader, name: string): readonly string[] | undefined {
  const read = (value: unknown): string | undefined => {
    // Terraform has normalized it, by its own version of Unicode.
    const text = comparableText(typeof value === "string" ? value.normalize("NFC") : value);
    return text !== undefined && VALUE.test(text) && !Object.is(value, -0) ? text : undefined;
  };
  return condition.optionalItems(name, read, CONTRACT.sentences.claim_value);
}
