import type { SigningAlgorithm } from "../algorithms.js";
import type { ClaimReference } from "../claim-reference.js";
import type { IssuerKeys } from "../keys/issuer-keys.js";
import type { PublicKey } from "../keys/public-key.js";
import { BOOLEAN, integer, type Kind, type ObjectReader, text } from "../object-reader.js";
import { readConditions } from "../policy/read-conditions.js";
import type { ClaimCondition } from "../policy/rule.js";
import { normalizedType } from "../token/type.js";
import { CONTRACT } from "./contract.js";
import { readKeysFrom } from "./issuer-keys.js";

/** An authorization server whose tokens are accepted. */
export interface TrustedIssuer {
  /** The name that the log uses for it. */
  readonly key: string;
  /** Equal to a token's `iss`, character by character; undefined for tokens without `iss`. */
  readonly issuer: string | undefined;
  readonly audience: readonly string[];
  /** The claim that holds the audience, `aud` in most tokens. */
  readonly audienceClaim: ClaimReference;
  /** Conditions that must all hold for a token to be accepted. */
  readonly requiredClaims: readonly ClaimCondition[];
  /** The one `typ` that its tokens have, normalized; undefined for the types of an access token. */
  readonly tokenType: string | undefined;
  readonly maxTokenAgeSeconds: number | undefined;
  /** Where its keys come from, and the algorithms that its tokens may have with them. */
  readonly keysFrom: readonly IssuerKeys[];
}

const { patterns, sentences, ranges } = CONTRACT;
const ISSUER = text(patterns.issuer, sentences.issuer);
const AUDIENCE = text(patterns.audience, sentences.audience);
/** RFC 6838 section 4.2; `application/` may be left out. */
const TOKEN_TYPE = text(patterns.token_type, sentences.token_type, normalizedType);
/** The algorithms that an issuer's tokens may have, with any of its keys. */
export function algorithmsOf({ keysFrom }: Pick<TrustedIssuer, "keysFrom">): readonly SigningAlgorithm[] {
  return keysFrom.flatMap(({ algorithms }): readonly SigningAlgorithm[] => algorithms);
}

/** Reads the issuers, of which there is at least one. */
export function readTrustedIssuers(
  top: ObjectReader,
  claimName: Kind<ClaimReference>,
  now: number,
): readonly TrustedIssuer[] {
  const issuers = top
    .objects("trusted_issuers", CONTRACT.issuer_attributes)
    .map(([key, reader]) => readIssuer(key, reader, claimName, now));
  checkUnique(top, issuers);
  return issuers;
}

function readIssuer(
  key: string,
  reader: ObjectReader,
  claimName: Kind<ClaimReference>,
  now: number,
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
    audience: reader.list("audience", AUDIENCE),
    audienceClaim: reader.optional("audience_claim", claimName) ?? ["aud"],
    requiredClaims: readConditions(reader, "required_claims", claimName),
    tokenType: reader.optional("token_type", TOKEN_TYPE),
    maxTokenAgeSeconds: reader.optional("max_token_age_seconds", integer(ranges.max_token_age_seconds)),
    keysFrom: readKeysFrom(reader, issuer, now),
  };
}

/**
 * Two entries must not have the same issuer, because only one could decide about its tokens, nor the same secret, because
 * each issuer could sign tokens of the other. An entry for tokens without issuer must not have the keys of another
 * entry: it would accept tokens of that issuer if they lack `iss`.
 */
function checkUnique(top: ObjectReader, issuers: readonly TrustedIssuer[]): void {
  for (const [index, { key, issuer, keysFrom }] of issuers.entries()) {
    const earlier = issuers.slice(0, index);
    const fault = (attribute: string, message: string): void =>
      top.fault(`trusted_issuers.${key}.${attribute}`, message);
    if (issuer === undefined && earlier.some((other) => other.issuer === undefined)) {
      fault("without_issuer", "must not be true in two entries: only one can decide about a token");
    } else if (issuer !== "" && earlier.some((other) => other.issuer === issuer)) {
      fault("issuer", "must not be the issuer of another entry");
    }
    for (const { attribute, names } of keysFrom.map(namesOfKeys)) {
      const sharing = earlier.filter((other) =>
        other.keysFrom.some((keys) => namesOfKeys(keys).names.some((name) => names.includes(name))),
      );
      if (attribute === "shared_secret.arn" && sharing.length > 0) {
        fault(
          attribute,
          "must not be the secret of another entry: each issuer could sign tokens of the other",
        );
      } else if (sharing.some((other) => (other.issuer === undefined) !== (issuer === undefined))) {
        fault(
          attribute,
          "must not have keys of another entry: an entry with without_issuer needs keys of its own",
        );
      }
    }
  }
}

/** The attribute that says where keys come from, and names that are equal only for the same secret, URL or key. */
function namesOfKeys(keysFrom: IssuerKeys): {
  readonly attribute: string;
  readonly names: readonly string[];
} {
  switch (keysFrom.source) {
    case "secret": {
      const { arn, jsonKey } = keysFrom;
      return { attribute: "shared_secret.arn", names: arn === "" ? [] : [JSON.stringify([arn, jsonKey])] };
    }
    case "endpoint": {
      const { jwksUrl, seeds } = keysFrom;
      const urls = jwksUrl === undefined || !URL.canParse(jwksUrl) ? [] : [normalizedUrl(jwksUrl)];
      return { attribute: "jwks_url", names: [...urls, ...namesOf(seeds?.keys ?? [])] };
    }
    case "configuration":
      return {
        attribute: keysFrom.hasKeyIds ? "jwks" : "public_key_pem",
        names: namesOf(keysFrom.jwks.keys),
      };
  }
}

/** By their numbers: the same key may have another `kid`. */
function namesOf(keys: readonly PublicKey[]): readonly string[] {
  return keys.map(({ jwk: { kty, crv, n, e, x, y } }) => JSON.stringify({ kty, crv, n, e, x, y }));
}

/** Without differences that do not change the URL: case of the host, default port, an empty query. */
function normalizedUrl(url: string): string {
  const { origin, pathname, search } = new URL(url);
  return `${origin}${pathname}${search}`;
}
