import { CONTRACT } from "./config/contract.js";

/** A JSON object whose members are not validated yet. Read only own members, with {@link own}. */
export type JsonObject = Readonly<Record<string, unknown>>;

const MAX_DEPTH = CONTRACT.sizes.json_levels;

/**
 * Parses a JSON object from a token or from the network, more strictly than `JSON.parse`: where two parsers disagree
 * about a text, claims can be smuggled (RFC 8725 sections 2.4 and 3.10, RFC 7493).
 *
 * Rejected are: anything but an object at the top, duplicate names, `__proto__` in any spelling, NUL and lone
 * surrogates, more than 32 levels of nesting, numbers that overflow to infinity, fractions that are rounded to an
 * integer, and invalid JSON.
 *
 * @returns the object, or undefined if the text is rejected; it never throws
 */
export function parseJsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) && (isPlain(text, value) || isUnambiguous(text)) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the value is a JSON object: not null, not an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object's own member: a claim called `constructor` is absent unless the issuer wrote it. */
export function own(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** White space before a colon, a number with a fraction or exponent, or a part of a string that looks like one. */
const UNUSUAL = /[ \t\r\n]:|[:,[ \t\r\n]-?[0-9]+[.eE]/;

/**
 * Whether a text is clearly unambiguous, as those of most tokens are. Reading every string instead costs a tenth of a
 * signature check.
 *
 * Without backslashes every quote delimits a string, and every name is followed by a quote and a colon. A string that
 * begins with a colon adds to their number, so that they equal the number of members only if no name came twice.
 *
 * @param value what `JSON.parse` made of the text
 */
function isPlain(text: string, value: JsonObject): boolean {
  return (
    !text.includes("\\") &&
    !text.includes("__proto__") &&
    !UNUSUAL.test(text) &&
    text.isWellFormed() &&
    membersIn(value, MAX_DEPTH) === occurrencesOf('":', text)
  );
}

/** The number of members of all objects in a value; NaN if the nesting is too deep or a number overflowed. */
function membersIn(value: unknown, depth: number): number {
  if (typeof value !== "object" || value === null) {
    return value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY ? Number.NaN : 0;
  }
  if (depth === 0) {
    return Number.NaN;
  }
  const values: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  let members = Array.isArray(value) ? 0 : values.length;
  for (const item of values) {
    members += membersIn(item, depth - 1);
  }
  return members;
}

function occurrencesOf(part: string, text: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) {
    count++;
  }
  return count;
}

/** A string, with the colon that makes it a name; a bracket; a number. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"(?:[ \t\r\n]*:)?|[[\]{}]|-?[0-9][0-9.eE+-]*/g;

/** Whether valid JSON text means the same to every parser. */
function isUnambiguous(text: string): boolean {
  const namesOfOpenObjects: (Set<string> | undefined)[] = [];
  for (const token of text.match(TOKEN) ?? []) {
    switch (token[0]) {
      case '"': {
        const value = stringIn(token);
        const isName = token.endsWith(":");
        if (value === undefined || (isName && !isNew(namesOfOpenObjects.at(-1), value))) {
          return false;
        }
        break;
      }
      case "{":
      case "[":
        namesOfOpenObjects.push(token === "{" ? new Set() : undefined);
        if (namesOfOpenObjects.length > MAX_DEPTH) {
          return false;
        }
        break;
      case "}":
      case "]":
        namesOfOpenObjects.pop();
        break;
      default:
        if (!isRepresented(token)) {
          return false;
        }
    }
  }
  return true;
}

/** The value of a string token; undefined if it has a lone surrogate or NUL. */
function stringIn(token: string): string | undefined {
  const end = token.lastIndexOf('"');
  const value: string = token.includes("\\") ? JSON.parse(token.slice(0, end + 1)) : token.slice(1, end);
  return value.isWellFormed() && !value.includes("\0") ? value : undefined;
}

function isNew(names: Set<string> | undefined, name: string): boolean {
  if (names === undefined || name === "__proto__" || names.has(name)) {
    return false;
  }
  names.add(name);
  return true;
}

const DECIMAL = /^-?([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/;

/** Whether a number is finite, and was not rounded to an integer: another parser may not read 7.00000000000000000001 as 7. */
function isRepresented(literal: string): boolean {
  const value = Number(literal);
  if (!Number.isInteger(value)) {
    return Number.isFinite(value);
  }
  const [, whole = "", fraction = "", exponent = "0"] = DECIMAL.exec(literal) ?? [];
  const length = lengthWithoutZeros(`${whole}${fraction}`);
  return length === 0 || length - whole.length <= Number(exponent);
}

/** Without a regular expression, which would take quadratic time for zeros in the middle. */
function lengthWithoutZeros(digits: string): number {
  let length = digits.length;
  while (length > 0 && digits.charCodeAt(length - 1) === 0x30) {
    length--;
  }
  return length;
}
