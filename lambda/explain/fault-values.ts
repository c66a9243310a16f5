import { claimText, readClaim } from "../src/claim-reference.js";
import type { ApiSettings } from "../src/config/apis.js";
import type { Configuration } from "../src/config/configuration.js";
import { algorithmsOf } from "../src/config/issuers.js";
import type { Failure } from "../src/failure.js";
import { type AudiencePlaces, audienceDifference, otherApiHint } from "../src/hints/audience-hint.js";
import { createIssuerFinder } from "../src/hints/issuer-hint.js";
import { acceptedTypes } from "../src/hints/refusal-hint.js";
import { unitFault } from "../src/hints/time-hint.js";
import type { IssuerRequirements } from "../src/issuer-requirements.js";
import { own } from "../src/json.js";
import { CHECKED_CLAIMS } from "../src/token/claims.js";
import type { ReadableToken } from "./read-leniently.js";
import { explainConditions } from "./rule-explanation.js";
import { listText, timeText, valueText } from "./value-text.js";

/**
 * Shows the value of the token that caused a refusal, and what the configuration requires instead.
 *
 * @param issuer what the token was compared with
 * @param now milliseconds since the epoch
 * @param api the API that is called; undefined for an API that the configuration does not list
 * @returns undefined if there is no value to show
 */
export function faultValues(
  { failure: code, detail = "" }: Failure,
  { decoded: { claims }, header }: ReadableToken,
  issuer: IssuerRequirements,
  configuration: Configuration,
  now: number,
  api: ApiSettings | undefined,
): string | undefined {
  const skew = `clock_skew_seconds is ${configuration.clockSkewSeconds}`;
  const nowSeconds = Math.floor(now / 1000);
  const timeOf = (name: string): string => {
    const value = own(claims, name);
    return typeof value === "number"
      ? withNote(`${name} is ${timeText(value, nowSeconds)}`, unitFault(name, value, nowSeconds))
      : `${name} is ${valueText(value)}`;
  };
  if (code === "issuer_unknown") {
    return issuerValues(own(claims, "iss"), configuration);
  }
  switch (code) {
    case "token_malformed":
      return detail === "crit"
        ? `crit is ${valueText(own(header, "crit"))}, b64 is ${valueText(own(header, "b64"))}`
        : HEADER_PARAMETERS.has(detail)
          ? `${detail} is ${valueText(own(header, detail))}`
          : CHECKED_CLAIMS.has(detail)
            ? `${detail} is ${valueText(own(claims, detail))}`
            : undefined;
    case "algorithm_not_allowed":
      return `alg is ${valueText(own(header, "alg"))}; accepted: ${algorithmsOf(issuer).join(", ")}`;
    case "token_type_wrong":
      return detail === "events"
        ? `events is ${valueText(own(claims, "events"))}`
        : `typ is ${valueText(own(header, "typ"))}; accepted: ${acceptedTypes(issuer)}`;
    case "audience_mismatch":
      return audienceValues(claims, issuer, { api, apis: configuration.apis });
    case "token_too_old":
      return `${timeOf("iat")}; max_token_age_seconds is ${issuer.maxTokenAgeSeconds}, ${skew}`;
    case "required_claims_not_met":
      return explainConditions(issuer.requiredClaims, claims).join("; ");
    case "sender_constrained":
      return `cnf is ${valueText(own(claims, "cnf"))}`;
    case "token_expired":
      return `${timeOf("exp")}; ${skew}`;
    case "token_not_yet_valid":
      return `${timeOf(detail)}; ${skew}`;
    default:
      return undefined;
  }
}

function withNote(text: string, note: string | undefined): string {
  return note === undefined ? text : `${text}; ${note}`;
}

const HEADER_PARAMETERS: ReadonlySet<string> = new Set(["alg", "kid", "typ"]);

function issuerValues(iss: unknown, { trustedIssuers }: Configuration): string {
  const near = typeof iss === "string" ? createIssuerFinder(trustedIssuers)(iss) : undefined;
  const others = trustedIssuers.filter(({ key }) => key !== near?.issuer.key);
  const configured = [
    ...(near === undefined
      ? []
      : [`${valueText(near.issuer.issuer)} (trusted issuer ${near.issuer.key}: iss ${near.difference})`]),
    ...others.map(
      ({ issuer, key }) => `${issuer === undefined ? "none" : valueText(issuer)} (trusted issuer ${key})`,
    ),
  ];
  return `iss is ${valueText(iss)}; configured: ${listText(configured)}`;
}

function audienceValues(
  claims: ReadableToken["decoded"]["claims"],
  issuer: IssuerRequirements,
  places: AudiencePlaces,
): string {
  const accepted = listText(issuer.audience.map(valueText));
  const name = claimText(issuer.audienceClaim);
  const values = `${name} is ${valueText(readClaim(claims, issuer.audienceClaim))}; accepted: ${accepted}`;
  return withNote(values, otherApiHint(claims, issuer, places) ?? audienceDifference(claims, issuer));
}
