import { type ClaimReference, claimText, readClaim } from "../claim-reference.js";
import type { JsonObject } from "../json.js";

/** The longest string that a line repeats, in characters; what is cut off is replaced by `…`. */
const MAX_CHARACTERS = 256;
/** How many items of a list a line repeats. */
const MAX_ITEMS = 10;

/**
 * Makes the function that takes the claims which are logged out of a token's claims, and bounds their values: strings
 * have at most 256 characters and lists at most 10 items; an object, or a list in a list, becomes its JSON as a string.
 *
 * @returns a function that returns the member `claims` as JSON after a comma, with the values by the name of the claim;
 * an empty string if the token has none of the claims
 */
export function createClaimsMember(references: readonly ClaimReference[]): (claims: JsonObject) => string {
  // `sub` and `/sub` are one claim.
  const named = new Map(references.map((reference) => [JSON.stringify(claimText(reference)), reference]));
  return (claims) => {
    const members: string[] = [];
    for (const [name, reference] of named) {
      const value = readClaim(claims, reference);
      if (value !== undefined) {
        members.push(`${name}:${oneLine(JSON.stringify(bounded(value)))}`);
      }
    }
    return members.length === 0 ? "" : `,"claims":{${members.join(",")}}`;
  };
}

/** Some readers of logs end a line at these characters, and terminals obey some of them. JSON allows them as they are. */
function oneLine(json: string): string {
  return json.replace(/[\u007f-\u009f\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
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
