import { CONTRACT } from "../config/contract.js";

/** Beyond this range, two numbers that differ in the token would be equal here (RFC 8259 section 6). */
const isExactInteger = (value: unknown): value is number => Number.isSafeInteger(value);

/**
 * The string by which a value is compared: strings as they are, `true`, `false`, and integers in decimal.
 *
 * @returns undefined if the value can't be compared: a string that isn't in NFC, which may look equal without being
 * equal; a number that isn't an exact integer; anything else
 */
export function comparableText(value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
      return value.normalize("NFC") === value ? value : undefined;
    case "boolean":
      return String(value);
    case "number":
      // String(-0) is "0".
      return isExactInteger(value) ? String(value) : undefined;
    default:
      return undefined;
  }
}

/**
 * The strings by which a claim is compared: one, or those of an array's elements. Elements that are null, arrays or
 * objects are ignored.
 *
 * @returns an empty list if the claim is missing or null; undefined if the claim, or an element, can't be compared
 */
export function comparableTexts(claim: unknown): readonly string[] | undefined {
  if (claim === undefined || claim === null) {
    return [];
  }
  const values: readonly unknown[] = Array.isArray(claim)
    ? claim.filter((value) => typeof value !== "object")
    : [claim];
  const texts = values.map(comparableText).filter((value) => value !== undefined);
  return texts.length === values.length ? texts : undefined;
}

/**
 * The scopes of a `scope` or `scp` claim: a string is split at spaces (RFC 8693 section 4.2), an array's elements are
 * taken whole.
 *
 * @returns undefined if the claim can't be compared, like {@link comparableTexts}
 */
export function scopeTexts(claim: unknown): readonly string[] | undefined {
  const texts = comparableTexts(claim);
  return typeof claim === "string" ? texts?.flatMap((text) => text.split(" ").filter(Boolean)) : texts;
}

/** Characters that are no wildcard, no separator, and no other spelling of one (RFC 3986 section 2.3). */
const PATH_VALUE = new RegExp(CONTRACT.patterns.placeholder_value);

/**
 * The string by which a claim's value stands in a path. A value that doesn't fit is rejected, not escaped: two tenants
 * must never get the same path.
 *
 * @returns undefined unless it is an exact integer, or 1 to 128 unreserved characters other than `.` and `..`
 */
export function pathText(value: unknown): string | undefined {
  const text = isExactInteger(value) ? String(value) : value;
  return typeof text === "string" && PATH_VALUE.test(text) && text !== "." && text !== ".."
    ? text
    : undefined;
}
