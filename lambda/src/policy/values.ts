import { CONTRACT } from "../config/contract.js";

/** Beyond this two numbers that differ in the token would be equal here (RFC 8259 section 6). */
const isExactInteger = (value: unknown): value is number => Number.isSafeInteger(value);

/**
 * The text by which a value is compared: strings as they are, `true`, `false`, integers in decimal.
 *
 * @returns undefined if the value can't be compared: a string that isn't in NFC, which may look equal and not be; a
 * number that isn't an exact integer; anything else
 */
export function comparableText(value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
      return value.normalize("NFC") === value ? value : undefined;
    case "boolean":
      return String(value);
    case "number":
      // A negative zero is written as a zero.
      return isExactInteger(value) ? String(value) : undefined;
    default:
      return undefined;
  }
}

/**
 * The texts of a claim: one, or those of an array's elements, of which null, arrays and objects don't count.
 *
 * @returns none if the claim is missing or null; undefined if the claim, or an element, can't be compared
 */
export function comparableTexts(claim: unknown): readonly string[] | undefined {
  if (claim === undefined || claim === null) {
    return [];
  }
  const values = Array.isArray(claim) ? claim.filter(isScalar) : [claim];
  const texts = values.map(comparableText);
  return texts.includes(undefined) ? undefined : (texts as string[]);
}

/**
 * The scopes of a `scope` or `scp` claim: a string's parts between spaces (RFC 8693 section 4.2), an array's elements
 * whole.
 *
 * @returns as {@link comparableTexts}
 */
export function scopeTexts(claim: unknown): readonly string[] | undefined {
  const texts = comparableTexts(claim);
  return typeof claim === "string" ? texts?.flatMap((text) => text.split(" ").filter(Boolean)) : texts;
}

/** What may stand in a path without being a wildcard, a separator, or another spelling of one (RFC 3986 section 2.3). */
const PATH_SEGMENT = new RegExp(CONTRACT.patterns.placeholder_value);

/**
 * The text by which a claim's value stands in a path. What doesn't fit is refused, not escaped: two tenants must never
 * come out as one path.
 *
 * @returns undefined for anything but an exact integer and 1 to 128 unreserved characters other than `.` and `..`
 */
export function pathText(value: unknown): string | undefined {
  const text = isExactInteger(value) ? String(value) : value;
  return typeof text === "string" && PATH_SEGMENT.test(text) && text !== "." && text !== ".."
    ? text
    : undefined;
}

function isScalar(value: unknown): boolean {
  return typeof value !== "object";
}
