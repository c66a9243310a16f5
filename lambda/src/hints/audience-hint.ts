import { claimText, readClaim } from "../claim-reference.js";
import { type JsonObject, own } from "../json.js";
import type { ClaimRequirements } from "../token/claims.js";
import { spellingDifference } from "./difference.js";
import { kindOf } from "./kind.js";

/** How many audiences of a token are compared. */
const MAX_COMPARED = 20;

type AudienceRequirements = Pick<ClaimRequirements, "audience" | "audienceClaim">;

/** Says why none of a token's audiences is accepted; undefined if there is nothing to add. */
export function audienceHint(claims: JsonObject, requirements: AudienceRequirements): string | undefined {
  const { audienceClaim } = requirements;
  const value = readClaim(claims, audienceClaim);
  const difference = audienceDifference(claims, requirements);
  if (stringsIn(value).length > 0) {
    return difference;
  }
  const kind = Array.isArray(value) && value.length > 0 ? "a list without strings" : kindOf(value);
  return [`${claimText(audienceClaim)} is ${kind}`, ...(difference === undefined ? [] : [difference])].join(
    ", and ",
  );
}

/** Says how an audience of the token differs from the configured one that was probably meant; undefined if none is near. */
export function audienceDifference(
  claims: JsonObject,
  { audience, audienceClaim }: AudienceRequirements,
): string | undefined {
  const strings = stringsIn(readClaim(claims, audienceClaim));
  for (const given of strings) {
    for (const accepted of audience) {
      const difference = spellingDifference(given, accepted);
      if (difference !== undefined) {
        return `${claimText(audienceClaim)} differs from a configured audience only by ${difference}`;
      }
    }
  }
  const clientId = own(claims, "client_id");
  const isClientId = strings.length === 0 && typeof clientId === "string" && audience.includes(clientId);
  return isClientId ? 'client_id is a configured audience: set audience_claim to "client_id"' : undefined;
}

function stringsIn(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value.slice(0, MAX_COMPARED) : [value];
  return values.filter((item) => typeof item === "string" && item !== "") as readonly string[];
}
