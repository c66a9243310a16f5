import { CONTRACT } from "./config/contract.js";
import { isJsonObject, type JsonObject, own } from "./json.js";
import type { Kind } from "./object-reader.js";

/** Where a claim is: the member names and array indexes that lead to it, one to four of them. */
export type ClaimReference = readonly string[];

const CHARACTERS = new RegExp(CONTRACT.patterns.claim_name_characters, "u");
const NAME_OR_POINTER = new RegExp(CONTRACT.patterns.claim_name_pointer, "us");
/** RFC 6901 section 4: no sign, no leading zero, and not `-`. */
const ARRAY_INDEX = new RegExp(CONTRACT.patterns.array_index);

/**
 * Parses the name of a claim: either a top-level claim, such as `https://example.com/tenant`, or, if it begins with a
 * slash, a JSON Pointer (RFC 6901) of one to four segments.
 *
 * @returns undefined if it is neither
 */
export function parseClaimReference(text: string): ClaimReference | undefined {
  if (!CHARACTERS.test(text) || !NAME_OR_POINTER.test(text)) {
    return undefined;
  }
  return text.startsWith("/")
    ? text
        .slice(1)
        .split("/")
        .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"))
    : [text];
}

/** Writes a claim's name in the form that {@link parseClaimReference} reads. */
export function claimText(claim: ClaimReference): string {
  const [first = ""] = claim;
  return claim.length === 1 && !first.startsWith("/")
    ? first
    : claim.map((segment) => `/${segment.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The kind of a claim's name. It returns the same object for the same name, so that each claim of a token is looked up once. */
export function claimName(): Kind<ClaimReference> {
  const known = new Map<unknown, ClaimReference>();
  return {
    rule: CONTRACT.sentences.claim_name,
    parse: (name) => {
      const reference = known.get(name) ?? (typeof name === "string" ? parseClaimReference(name) : undefined);
      if (reference !== undefined) {
        known.set(name, reference);
      }
      return reference;
    },
    fallback: [],
  };
}

/**
 * Looks a claim up, only through own members of objects and elements of arrays.
 *
 * @returns its value as it is in the token, or undefined if it is missing
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
