import type { SigningAlgorithm } from "../algorithms.js";
import type { ClaimReference } from "../claim-reference.js";
import type { IssuerKeys } from "../keys/issuer-keys.js";
import { BOOLEAN, integer, type Kind, type ObjectReader, oneOf, text } from "../object-reader.js";
import { readConditions } from "../policy/read-conditions.js";
import type { ClaimCondition } from "../policy/rule.js";
import type { BoundTokens } from "../token/confirmation.js";
import { normalizedType } from "../token/type.js";
import type { ApiSettings } from "./apis.js";
import { CONTRACT } from "./contract.js";
import { checkDistinct } from "./distinct-issuers.js";
import { readKeysFrom } from "./issuer-keys.js";

/** An authorization server whose tokens are accepted. */
export interface TrustedIssuer {
  /** The name that the log uses for it. */
  readonly key: string;
  /** Equal to a token's `iss`, character by character; undefined for tokens without `iss`. */
  readonly issuer: string | undefined;
  /** Empty if its tokens are accepted only at APIs with an audience of their own. */
  readonly audience: readonly string[];
  /** The claim that holds the audience, `aud` in most tokens. */
  readonly audienceClaim: ClaimReference;
  /** Conditions that must all hold for a token to be accepted. */
  readonly requiredClaims: readonly ClaimCondition[];
  /** The one `typ` that its tokens have, normalized; undefined for the types of an access token. */
  readonly tokenType: string | undefined;
  readonly maxTokenAgeSeconds: number | undefined;
  /** Undefined if no token that is bound to a certificate is accepted. */
  readonly certificateBoundTokens: BoundTokens | undefined;
  /** Undefined if no token that is bound to a key (DPoP) is accepted. */
  readonly dpopBoundTokens: BoundTokens | undefined;
  /** Where its keys come from, and the algorithms that its tokens may have with them. */
  readonly keysFrom: readonly IssuerKeys[];
}

const { patterns, sentences, ranges } = CONTRACT;
const ISSUER = text(patterns.issuer, sentences.issuer);
const AUDIENCE = text(patterns.audience, sentences.audience);
/** RFC 6838 section 4.2; `application/` may be left out. */
const TOKEN_TYPE = text(patterns.token_type, sentences.token_type, normalizedType);
const BOUND_TOKENS = oneOf<BoundTokens>(["optional", "required"]);

/** The algorithms that an issuer's tokens may have, with any of its keys. */
export function algorithmsOf({ keysFrom }: Pick<TrustedIssuer, "keysFrom">): readonly SigningAlgorithm[] {
  return keysFrom.flatMap(({ algorithms }): readonly SigningAlgorithm[] => algorithms);
}

/**
 * Reads the issuers, of which there is at least one.
 *
 * @param apis if one of them has an audience, an issuer may be without
 */
export function readTrustedIssuers(
  top: ObjectReader,
  claimName: Kind<ClaimReference>,
  now: number,
  apis: readonly ApiSettings[],
): readonly TrustedIssuer[] {
  const needsAudience = apis.every(({ audience }) => audience === undefined);
  const issuers = top
    .objects("trusted_issuers", CONTRACT.issuer_attributes)
    .map(([key, reader]) => readIssuer(key, reader, claimName, now, needsAudience));
  checkDistinct(top, issuers);
  return issuers;
}

function readIssuer(
  key: string,
  reader: ObjectReader,
  claimName: Kind<ClaimReference>,
  now: number,
  needsAudience: boolean,
): TrustedIssuer {
  const isWithoutIssuer = reader.optional("without_issuer", BOOLEAN) ?? false;
  if (isWithoutIssuer && reader.has("issuer")) {
    reader.fault(
      "without_issuer",
      "can't be combined with issuer: an entry is either for tokens with this issuer or for tokens without iss",
    );
  }
  const issuer = isWithoutIssuer ? undefined : reader.required("issuer", ISSUER);
  return {
    key,
    issuer,
    audience: needsAudience || reader.has("audience") ? reader.list("audience", AUDIENCE) : [],
    audienceClaim: reader.optional("audience_claim", claimName) ?? ["aud"],
    requiredClaims: readConditions(reader, "required_claims", claimName),
    tokenType: reader.optional("token_type", TOKEN_TYPE),
    maxTokenAgeSeconds: reader.optional("max_token_age_seconds", integer(ranges.max_token_age_seconds)),
    certificateBoundTokens: reader.optional("certificate_bound_tokens", BOUND_TOKENS),
    dpopBoundTokens: reader.optional("dpop_bound_tokens", BOUND_TOKENS),
    keysFrom: readKeysFrom(reader, issuer, now),
  };
}
