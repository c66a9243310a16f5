import { type ClaimReference, claimText, readClaim } from "../claim-reference.js";
import type { JsonObject } from "../json.js";

/** The longest string that a line repeats, in characters; what is cut off is replaced by `…`. */
const MAX_CHARACTERS = 256;
/** How many items of a list a line repeats. */
const MAX_ITEMS = 10;

/**
 * Takes the claims that are logged out of a token's claims, and bounds their values: strings have at most 256
 * characters and lists at most 10 items; an object, or a list in a list, becomes its JSON as a string.
 *
 * @returns the values by the name of the claim, without claims that the token does not have
 */
export function loggedClaims(
  claims: JsonObject,
  references: readonly ClaimReference[],
): Readonly<Record<string, unknown>> | undefined {
  const found = references
    .map((reference) => [claimText(reference), readClaim(claims, reference)] as const)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, bounded(value)] as const);
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

function bounded(value: unknown): unknown {
  return Array.isArray(value) ? value.slice(0, MAX_ITEMS).map(boundedItem) : boundedItem(value);
}

function boundedItem(value: unknown): unknown {
  if (typeof value === "string") {
    return cut(value);
  }
  return typeof value === "object" && value !== null ? cut(JSON.stringify(value)) : value;
}

function cut(text: string): string {
  return text.length <= MAX_CHARACTERS ? text : `${text.slice(0, MAX_CHARACTERS).toWellFormed()}…`;
}
