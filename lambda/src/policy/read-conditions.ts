import type { ClaimReference } from "../claim-reference.js";
import { CONTRACT } from "../config/contract.js";
import type { Kind, ObjectReader } from "../object-reader.js";
import type { ClaimCondition } from "./rule.js";
import { comparableText } from "./values.js";

const TEXT = new RegExp(CONTRACT.patterns.claim_value, "u");

const VALUE: Kind<string> = {
  rule: CONTRACT.sentences.claim_value,
  parse: (value) => {
    // Terraform normalizes strings too, but with its own version of Unicode.
    const text = comparableText(typeof value === "string" ? value.normalize("NFC") : value);
    return text !== undefined && TEXT.test(text) && !Object.is(value, -0) ? text : undefined;
  },
  fallback: "",
};

/** Reads an optional list of conditions on claims. */
export function readConditions(
  reader: ObjectReader,
  name: string,
  claimName: Kind<ClaimReference>,
): readonly ClaimCondition[] {
  return reader.has(name)
    ? reader
        .objectList(name, CONTRACT.condition_attributes)
        .map((condition) => readCondition(condition, claimName))
    : [];
}

function readCondition(reader: ObjectReader, claimName: Kind<ClaimReference>): ClaimCondition {
  const claim = reader.required("name", claimName);
  if (!["any", "all", "none"].some((name) => reader.has(name))) {
    reader.fault("any", "is required without all and none: a condition without values would always hold");
  }
  return {
    claim,
    any: reader.optionalList("any", VALUE),
    all: reader.optionalList("all", VALUE),
    none: reader.optionalList("none", VALUE),
  };
}
