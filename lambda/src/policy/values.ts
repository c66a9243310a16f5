import { CONTRACT } from "../config/contract.js";
import { isJsonObject, type JsonObject } from "../json.js";
import { trimSpace } from "../protocol-text.js";

/** Beyond this range, two numbers that differ in the token would be equal here (RFC 8259 section 6). */
const isExactInteger = (value: unknown): value is number => Number.isSafeInteger(value);

/** The backend receives a value without them, so two different values could be equal there. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what can't be compared
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * The string by which a value is compared: strings as they are, `true`, `false`, and integers in decimal.
 *
 * @returns undefined if the value can't be compared: a string that isn't in NFC, which may look equal without being
 * equal; one with control characters; a number that isn't an exact integer; anything else
 */
export function comparableText(value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
      return value.normalize("NFC") === value && !CONTROL_CHARACTER.test(value) ? value : undefined;
    case "boolean":
      return String(value);
    case "number":
      // String(-0) is "0".
      return isExactInteger(value) ? String(value) : undefined;
    default:
      return undefined;
  }
}

/** What a claim has to compare: it may have several values, and some of them may not be comparable. */
export interface ComparableTexts {
  readonly texts: readonly string[];
  /** Whether it has a value that can't be compared, and so may equal anything. */
  readonly hasOthers: boolean;
}

/** How the values of a claim are found, if it is not a list or a single value. */
export interface ClaimFormat {
  /** What separates the values in a string; undefined if a string is one value. */
  readonly separator: string | undefined;
  /** Whether the names of an object's members are the values, except of members that are false or null. */
  readonly memberNames: boolean;
}

const NONE: ComparableTexts = { texts: [], hasOthers: false };
const ONLY_OTHERS: ComparableTexts = { texts: [], hasOthers: true };

/**
 * The strings by which a claim is compared: one, or those of an array's elements. Elements that are null, arrays or
 * objects are ignored. A claim that is missing or null has no value.
 */
export function comparableTexts(claim: unknown, format?: ClaimFormat): ComparableTexts {
  if (claim === undefined || claim === null) {
    return NONE;
  }
  if (format?.memberNames) {
    return isJsonObject(claim) ? textsOf(namesIn(claim)) : ONLY_OTHERS;
  }
  if (typeof claim === "string" && format?.separator !== undefined) {
    return textsOf(claim.split(format.separator).map(trimSpace).filter(Boolean));
  }
  return textsOf(Array.isArray(claim) ? claim.filter((value) => typeof value !== "object") : [claim]);
}

function namesIn(claim: JsonObject): readonly string[] {
  return Object.keys(claim).filter((name) => claim[name] !== false && claim[name] !== null);
}

function textsOf(values: readonly unknown[]): ComparableTexts {
  const texts = values.map(comparableText).filter((value) => value !== undefined);
  return { texts, hasOthers: texts.length < values.length };
}

const SPACES: ClaimFormat = { separator: " ", memberNames: false };

/**
 * The scopes of a `scope` or `scp` claim: a string is split at spaces (RFC 8693 section 4.2), an array's elements are
 * taken whole.
 */
export function scopeTexts(claim: unknown): ComparableTexts {
  return comparableTexts(claim, SPACES);
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
