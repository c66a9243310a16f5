import { CONTRACT } from "./config/contract.js";
import { isJsonObject, type JsonObject, own } from "./json.js";

/** Where a claim is: the member names and array indexes that lead to it, one to four of them. */
export type ClaimReference = readonly string[];

/** Deep enough for what providers nest (`/resource_access/CLIENT/roles`); Terraform unrolls it when it tests rules. */
const MAX_SEGMENTS = 4;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const REFERENCE = /^[^\u0000-\u001f\u007f{}]{1,256}$/u;
const INCOMPLETE_ESCAPE = /~(?![01])/;
/** RFC 6901 section 4: no sign, no leading zero, and not `-`. */
const ARRAY_INDEX = new RegExp(CONTRACT.patterns.array_index);

/**
 * Reads the name of a claim: of a top-level claim, whole, such as `https://example.com/tenant`; or, beginning with
 * a slash, a JSON Pointer (RFC 6901) of one to four segments.
 *
 * @returns undefined if it is neither
 */
export function parseClaimReference(text: string): ClaimReference | undefined {
  if (!REFERENCE.test(text)) {
    return undefined;
  }
  if (!text.startsWith("/")) {
    return [text];
  }
  const segments = text.slice(1).split("/");
  return segments.length > MAX_SEGMENTS || INCOMPLETE_ESCAPE.test(text)
    ? undefined
    : segments.map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/**
 * Looks a claim up, through own members of objects and elements of arrays only.
 *
 * @returns its value as the token has it, or undefined if it isn't there
 */
export function readClaim(claims: JsonObject, reference: ClaimReference): unknown {
  let value: unknown = claims;
  for (const segment of reference) {
    if (isJsonObject(value)) {
      value = own(value, segment);
    } else if (Array.isArray(value) && ARRAY_INDEX.test(segment)) {
      value = value[Number(segment)];
    } else {
      return undefined;
    }
  }
  return value;
}
