import { claimText, readClaim } from "../claim-reference.js";
import type { ApiSettings } from "../config/apis.js";
import { type JsonObject, own } from "../json.js";
import type { ClaimRequirements } from "../token/claims.js";
import { spellingDifference } from "./difference.js";
import { kindOf } from "./kind.js";

/** How many audiences of a token are compared. */
const MAX_COMPARED = 20;

type AudienceRequirements = Pick<ClaimRequirements, "audience" | "audienceClaim">;

/** Where audiences are configured in addition to those of the issuer. */
export interface AudiencePlaces {
  /** The API that the request is for; undefined if the configuration does not list it. */
  readonly api: ApiSettings | undefined;
  readonly apis: readonly ApiSettings[];
}

/** Says why none of a token's audiences is accepted. */
export function audienceHint(
  claims: JsonObject,
  requirements: AudienceRequirements,
  places: AudiencePlaces,
): string {
  const hint = otherApiHint(claims, requirements, places) ?? differenceFrom(claims, requirements);
  return isProbablyIdToken(claims)
    ? `${hint}; the token looks like an ID token: send the access token`
    : hint;
}

/** Says that the token is for another API of the configuration, or that no token is for this one. */
export function otherApiHint(
  claims: JsonObject,
  { audience, audienceClaim }: AudienceRequirements,
  { api, apis }: AudiencePlaces,
): string | undefined {
  const strings = stringsIn(readClaim(claims, audienceClaim));
  const other = apis.find(
    (each) => each !== api && each.audience?.some((accepted) => strings.includes(accepted)),
  );
  const place = api === undefined ? "an API that apis does not list" : `apis.${api.key}`;
  if (other !== undefined) {
    return `${claimText(audienceClaim)} is an audience of apis.${other.key}, and the request is for ${place}`;
  }
  return audience.length === 0
    ? `the request is for ${place}: neither that API nor the issuer has an audience`
    : undefined;
}

function differenceFrom(claims: JsonObject, requirements: AudienceRequirements): string {
  const value = readClaim(claims, requirements.audienceClaim);
  const name = claimText(requirements.audienceClaim);
  const difference = audienceDifference(claims, requirements);
  const count = stringsIn(value).length;
  if (count > 0) {
    const values = count === 1 ? "one value, which resembles no" : "several values, and none resembles a";
    return difference ?? `${name} has ${values} configured audience: the token is for another API or client`;
  }
  const kind = Array.isArray(value) && value.length > 0 ? "a list without strings" : kindOf(value);
  return [`${name} is ${kind}`, ...(difference === undefined ? [] : [difference])].join(", and ");
}

/** OpenID Connect Core sections 2 and 3.1.3.6; Cognito's `token_use`; Keycloak's claim `typ`. */
function isProbablyIdToken(claims: JsonObject): boolean {
  return (
    ["nonce", "at_hash", "c_hash"].some((name) => Object.hasOwn(claims, name)) ||
    own(claims, "token_use") === "id" ||
    own(claims, "typ") === "ID"
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
