import { CONTRACT } from "./config/contract.js";

/** A JSON object whose members nobody has looked at yet. Read own members only, with {@link own}. */
export type JsonObject = Readonly<Record<string, unknown>>;

const MAX_DEPTH = CONTRACT.sizes.json_levels;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

/**
 * Parses a JSON object that came from a token or from the network, more strictly than `JSON.parse`: two parsers
 * that disagree about such a text are how claims get smuggled (RFC 8725 section 2.4 and 3.10, RFC 7493).
 *
 * Refused: anything but an object at the top, duplicate member names and `__proto__` (in any spelling), NUL and
 * lone surrogates, nesting beyond 32 levels, numbers that overflow to infinity or that have a fraction and come out
 * without one, invalid JSON.
 *
 * @returns the object, or undefined if the text is refused; it never throws
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

/** The object's own member, so that a claim called `constructor` is absent unless the issuer wrote it. */
export function own(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/**
 * White space in front of a colon, or a number with a fraction or an exponent, or what in a string looks like one of
 * these.
 */
const UNUSUAL = /[ \t\r\n]:|[:,[ \t\r\n]-?[0-9]+[.eE]/;

/**
 * Whether a text shows at a glance that nothing in it is ambiguous, as those of most tokens do: to go through one string
 * by string costs a tenth of a signature check. If not, that has to be found out.
 *
 * Without a backslash a quote is a quote, and a member's name ends with a quote and a colon. There may be more of these,
 * for a string may begin with a colon, but no fewer: as many of them as members means that no name came twice.
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

/** How many members the objects in a value have, or NaN if it is deeper than it may be or has a number that overflowed. */
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

/**
 * One pass over the text. It trusts nothing about the grammar, which `JSON.parse` checks afterwards; on invalid
 * JSON its answer is of no consequence.
 */
function isUnambiguous(text: string): boolean {
  const namesOfOpenObjects: (Set<string> | undefined)[] = [];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) {
      const end = endOfString(text, index);
      const value = stringValue(text, index, end);
      if (value === undefined) {
        return false;
      }
      index = end;
      if (nextToken(text, end + 1) === COLON && !addName(namesOfOpenObjects.at(-1), value)) {
        return false;
      }
    } else if (code === 0x7b || code === 0x5b) {
      namesOfOpenObjects.push(code === 0x7b ? new Set() : undefined);
      if (namesOfOpenObjects.length > MAX_DEPTH) {
        return false;
      }
    } else if (code === 0x7d || code === 0x5d) {
      namesOfOpenObjects.pop();
    } else if (isNumberPart(code)) {
      const end = endOfNumber(text, index);
      if (!isRepresented(text.slice(index, end))) {
        return false;
      }
      index = end - 1;
    }
  }
  return true;
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) {
    end = text.indexOf('"', end + 1);
  }
  return end === -1 ? text.length : end;
}

function isEscaped(text: string, position: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(position - 1 - backslashes) === BACKSLASH) {
    backslashes++;
  }
  return backslashes % 2 === 1;
}

/** The string's value, or undefined if it holds what no claim, header parameter or key may hold. */
function stringValue(text: string, start: number, end: number): string | undefined {
  const raw = text.slice(start + 1, end);
  if (!raw.includes("\\")) {
    return raw.isWellFormed() ? raw : undefined;
  }
  try {
    const value = JSON.parse(`"${raw}"`) as string;
    return value.isWellFormed() && !value.includes("\0") ? value : undefined;
  } catch {
    return undefined;
  }
}

function addName(names: Set<string> | undefined, name: string): boolean {
  if (names === undefined || name === "__proto__" || names.has(name)) {
    return false;
  }
  names.add(name);
  return true;
}

function nextToken(text: string, start: number): number {
  let index = start;
  while (isWhitespace(text.charCodeAt(index))) {
    index++;
  }
  return text.charCodeAt(index);
}

function isWhitespace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}

/** Whether a number is finite, and no integer but by rounding: to another parser 7.00000000000000000001 isn't 7. */
function isRepresented(literal: string): boolean {
  const value = Number(literal);
  if (!Number.isInteger(value)) {
    // What is no number at all is for JSON.parse to refuse.
    return Math.abs(value) !== Number.POSITIVE_INFINITY;
  }
  const [, whole = "", fraction = "", exponent = "0"] = DECIMAL.exec(literal) ?? [];
  const length = lengthWithoutZeros(`${whole}${fraction}`);
  return length === 0 || length - whole.length <= Number(exponent);
}

/** Not by a regular expression: on zeros in the middle it would take time in the square of their number. */
function lengthWithoutZeros(digits: string): number {
  let length = digits.length;
  while (length > 0 && digits.charCodeAt(length - 1) === 0x30) {
    length--;
  }
  return length;
}

const DECIMAL = /^-?([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/;

/** Digits and the signs, point and exponent between them. */
function isNumberPart(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x2b || code === 0x2e;
}

function endOfNumber(text: string, start: number): number {
  let end = start;
  while (isNumberPart(text.charCodeAt(end)) || text[end] === "e" || text[end] === "E") {
    end++;
  }
  return end;
}
