import type { ClaimReference } from "../claim-reference.js";
import { CONTRACT } from "../config/contract.js";
import { BOOLEAN, type Kind, type ObjectReader, text } from "../object-reader.js";
import type { ClaimCondition } from "./rule.js";
import { type ClaimFormat, comparableText } from "./values.js";

const TEXT = new RegExp(CONTRACT.patterns.claim_value, "u");

const VALUE: Kind<string> = {
  rule: CONTRACT.sentences.claim_value,
  parse: (value) => {
    // Terraform normalizes strings too, but with its own version of Unicode.
    const comparable = comparableText(typeof value === "string" ? value.normalize("NFC") : value);
    return comparable !== undefined && TEXT.test(comparable) && !Object.is(value, -0)
      ? comparable
      : undefined;
  },
  fallback: "",
};

const SEPARATOR = text(CONTRACT.patterns.separator, CONTRACT.sentences.separator);

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
  if (!CONTRACT.condition_lists.some((name) => reader.has(name))) {
    reader.fault("any", "is required without all and none: a condition without values would always hold");
  }
  return {
    claim,
    format: readFormat(reader),
    any: reader.optionalList("any", VALUE),
    all: reader.optionalList("all", VALUE),
    none: reader.optionalList("none", VALUE),
  };
}

function readFormat(reader: ObjectReader): ClaimFormat | undefined {
  const separator = reader.optional("separator", SEPARATOR);
  const memberNames = reader.optional("member_names", BOOLEAN) ?? false;
  if (separator !== undefined && memberNames) {
    reader.fault("separator", "can't be combined with member_names: an object has no separator");
  }
  return separator === undefined && !memberNames ? undefined : { separator, memberNames };
}
