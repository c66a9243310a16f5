import { X509Certificate } from "node:crypto";
import type { ClaimReference } from "../claim-reference.js";
import type { IssuerKeys } from "../keys/issuer-keys.js";
import { integer, type Kind, type ObjectReader, oneOf, text } from "../object-reader.js";
import { readConditions } from "../policy/read-conditions.js";
import type { ClaimCondition } from "../policy/rule.js";
import { normalizedType } from "../token/type.js";
import { CONTRACT } from "./contract.js";
import { readConfiguredKeys, readSeeds } from "./keys.js";

/** An authorization server whose tokens are accepted. */
export interface TrustedIssuer {
  /** The name that the log uses for it. */
  readonly key: string;
  /** Equal to a token's `iss`, character by character. */
  readonly issuer: string;
  readonly audience: readonly string[];
  /** The claim that holds the audience, `aud` in most tokens. */
  readonly audienceClaim: ClaimReference;
  /** Conditions that must all hold for a token to be accepted. */
  readonly requiredClaims: readonly ClaimCondition[];
  /** The one `typ` that its tokens have, normalized; undefined for the types of an access token. */
  readonly tokenType: string | undefined;
  readonly maxTokenAgeSeconds: number | undefined;
  /** Where its keys come from, and the algorithms that its tokens may have. */
  readonly keysFrom: IssuerKeys;
}

const TRUSTED_ISSUER = [...CONTRACT.issuer_attributes, "jwks_fetch_timeout_seconds"];
/** The first two exclude all others. */
const KEY_SOURCES = ["public_key_pem", "shared_secret", "jwks_url", "jwks", "jwks_use_until"];

const { patterns, sentences, ranges } = CONTRACT;
/** RFC 8414 section 2. */
const ISSUER = text(patterns.issuer, sentences.issuer);
const AUDIENCE = text(patterns.audience, sentences.audience);
const DISCOVERY_DOCUMENT = new RegExp(patterns.discovery_document, "u");
const JWKS_URL = text(
  patterns.jwks_url,
  `${sentences.jwks_url}, and ${sentences.jwks_url_document}`,
  (url) => (DISCOVERY_DOCUMENT.test(url) ? undefined : url),
);
const ASYMMETRIC = oneOf(CONTRACT.asymmetric_algorithms);
const SYMMETRIC = oneOf(
  CONTRACT.symmetric_algorithms,
  `${CONTRACT.symmetric_algorithms.join(", ")}: a shared secret verifies nothing else`,
);
const SECRET_ARN = text(patterns.secret_arn, sentences.secret_arn);
const ENCODING = oneOf(CONTRACT.shared_secret_encodings);
const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** RFC 6838 section 4.2; `application/` may be left out. */
const TOKEN_TYPE = text(patterns.token_type, sentences.token_type, normalizedType);
/** Checked here, because otherwise every fetch of keys would fail without naming the input. */
const CERTIFICATES = text(patterns.ca_certificates_pem, sentences.ca_certificates_pem, (pem) => {
  const isReadable = pem.match(PEM_CERTIFICATE)?.every(isCertificate);
  return isReadable && !pem.includes("PRIVATE KEY") ? pem : undefined;
});

/** Stands in until the configuration is rejected. */
const NO_KEYS: IssuerKeys = {
  source: "configuration",
  algorithms: [],
  jwks: { keys: [], skipped: [] },
  hasKeyIds: true,
};

/** Reads the issuers, of which there is at least one. */
export function readTrustedIssuers(
  top: ObjectReader,
  claimName: Kind<ClaimReference>,
  now: number,
): readonly TrustedIssuer[] {
  const issuers = top
    .objects("trusted_issuers", TRUSTED_ISSUER)
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
  return {
    key,
    issuer: reader.required("issuer", ISSUER),
    audience: reader.list("audience", AUDIENCE),
    audienceClaim: reader.optional("audience_claim", claimName) ?? ["aud"],
    requiredClaims: readConditions(reader, "required_claims", claimName),
    tokenType: reader.optional("token_type", TOKEN_TYPE),
    maxTokenAgeSeconds: reader.optional("max_token_age_seconds", integer(ranges.max_token_age_seconds)),
    keysFrom: readKeysFrom(reader, now),
  };
}

function readKeysFrom(reader: ObjectReader, now: number): IssuerKeys {
  const [first, second] = KEY_SOURCES.filter((name) => reader.has(name));
  if (second !== undefined && (first === "public_key_pem" || first === "shared_secret")) {
    reader.fault(second, `can't be combined with ${first}: an issuer has exactly one key source`);
    return NO_KEYS;
  }
  if (first === "shared_secret") {
    return readSharedSecret(reader);
  }
  const hasSeeds = reader.has("jwks_use_until");
  if (reader.has("jwks") && reader.has("jwks_url") && !hasSeeds) {
    reader.fault(
      "jwks_use_until",
      "is required when both jwks and jwks_url are set: it ends the use of the seed keys",
    );
    return NO_KEYS;
  }
  const algorithms = reader.list("algorithms", ASYMMETRIC);
  if (first === "public_key_pem" || (reader.has("jwks") && !hasSeeds)) {
    return readConfiguredKeys(reader, algorithms);
  }
  return {
    source: "endpoint",
    algorithms,
    jwksUrl: reader.optional("jwks_url", JWKS_URL),
    caCertificatesPem: reader.optional("ca_certificates_pem", CERTIFICATES),
    seeds: hasSeeds ? readSeeds(reader, algorithms, now) : undefined,
    ...readLifetimes(reader),
  };
}

function readSharedSecret(reader: ObjectReader): IssuerKeys {
  const secret = reader.object("shared_secret", CONTRACT.shared_secret_attributes);
  return {
    source: "secret",
    algorithms: reader.list("algorithms", SYMMETRIC),
    arn: secret.required("arn", SECRET_ARN),
    encoding: secret.required("encoding", ENCODING),
    overlapSeconds: secret.required("overlap_seconds", integer(ranges.overlap_seconds)),
    ...readLifetimes(reader),
  };
}

function readLifetimes(reader: ObjectReader) {
  return {
    ttlSeconds: reader.required("jwks_cache_ttl_seconds", integer(ranges.jwks_cache_ttl_seconds)),
    maxStaleSeconds: reader.required("jwks_max_stale_seconds", integer(ranges.jwks_max_stale_seconds)),
    deadlineMilliseconds:
      1000 * reader.required("jwks_fetch_timeout_seconds", integer(ranges.jwks_fetch_timeout_seconds)),
  };
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem) !== undefined;
  } catch {
    return false;
  }
}

/**
 * Two entries must not have the same issuer, because only one could decide about its tokens, nor the same secret, because
 * each issuer could sign tokens of the other.
 */
function checkUnique(top: ObjectReader, issuers: readonly TrustedIssuer[]): void {
  const seen = new Set<string>();
  for (const { key, issuer, keysFrom } of issuers) {
    const arn = keysFrom.source === "secret" ? keysFrom.arn : "";
    if (issuer !== "" && seen.has(issuer)) {
      top.fault(`trusted_issuers.${key}.issuer`, "must not be the issuer of another entry");
    }
    if (arn !== "" && seen.has(arn)) {
      top.fault(
        `trusted_issuers.${key}.shared_secret.arn`,
        "must not be the secret of another entry: each issuer could sign tokens of the other",
      );
    }
    seen.add(issuer).add(arn);
  }
}
