import { type ClaimReference, claimText, readClaim } from "../claim-reference.js";
import { type JsonObject, own } from "../json.js";
import { spellingDifference } from "./difference.js";
import { kindOf } from "./kind.js";

/** How many audiences of a token are compared. */
const MAX_COMPARED = 20;

/** Hints at why none of a token's audiences is accepted. */
export function audienceHint(
  claims: JsonObject,
  {
    audience,
    audienceClaim,
  }: { readonly audience: readonly string[]; readonly audienceClaim: ClaimReference },
): string | undefined {
  const value = readClaim(claims, audienceClaim);
  const name = claimText(audienceClaim);
  const strings = stringsIn(value);
  if (strings.length === 0) {
    const clientId = own(claims, "client_id");
    return typeof clientId === "string" && audience.includes(clientId)
      ? `${name} is ${kindOf(value)}, and client_id is a configured audience: set audience_claim to "client_id"`
      : `${name} is ${Array.isArray(value) && value.length > 0 ? "a list without strings" : kindOf(value)}`;
  }
  for (const given of strings) {
    for (const accepted of audience) {
      const difference = spellingDifference(given, accepted);
      if (difference !== undefined) {
        return `${name} differs from a configured audience only by ${difference}`;
      }
    }
  }
  return undefined;
}

function stringsIn(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value.slice(0, MAX_COMPARED) : [value];
  return values.filter((item) => typeof item === "string" && item !== "") as readonly string[];
}
