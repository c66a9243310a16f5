import { X509Certificate } from "node:crypto";
import { ASYMMETRIC_ALGORITHMS, SYMMETRIC_ALGORITHMS } from "../algorithms.js";
import type { ClaimReference } from "../claim.js";
import type { IssuerKeys } from "../keys/issuer-keys.js";
import type { ClaimCondition } from "../policy/rule.js";
import { normalizedType } from "../token/type.js";
import { type ClaimReader, readOptionalClaim } from "./claims.js";
import { readConditions } from "./conditions.js";
import { CONTRACT } from "./contract.js";
import { readConfiguredKeys, readSeeds } from "./keys.js";
import type { ObjectReader } from "./reader.js";

/** An authorization server whose tokens are accepted. */
export interface TrustedIssuer {
  /** The name by which the log speaks of it. */
  readonly key: string;
  /** Equal to a token's `iss`, character by character. */
  readonly issuer: string;
  readonly audience: readonly string[];
  /** Where its tokens have their audience, `aud` in most. */
  readonly audienceClaim: ClaimReference;
  /** Conditions that all hold for a token that is accepted. */
  readonly requiredClaims: readonly ClaimCondition[];
  /** The one `typ` of its tokens, normalized; undefined for an access token's. */
  readonly tokenType: string | undefined;
  readonly maxTokenAgeSeconds: number | undefined;
  /** Where its keys come from, and the algorithms that its tokens may have. */
  readonly keysFrom: IssuerKeys;
}

const TRUSTED_ISSUER = [
  ...["issuer", "audience", "audience_claim", "required_claims", "token_type", "max_token_age_seconds"],
  ...["algorithms", "jwks_url", "jwks", "jwks_use_until", "public_key_pem", "shared_secret"],
  ...[
    "jwks_cache_ttl_seconds",
    "jwks_max_stale_seconds",
    "jwks_fetch_timeout_seconds",
    "ca_certificates_pem",
  ],
];
const SHARED_SECRET = ["arn", "encoding", "overlap_seconds"];

/** The same patterns as the validations of `modules/function`; RFC 8414 section 2 for the issuer. */
const ISSUER = new RegExp(CONTRACT.patterns.issuer);
const JWKS_URL = new RegExp(CONTRACT.patterns.jwks_url);
const ASYMMETRIC = new RegExp(`^(${ASYMMETRIC_ALGORITHMS.join("|")})$`);
const SYMMETRIC = new RegExp(`^(${SYMMETRIC_ALGORITHMS.join("|")})$`);
const AUDIENCE = new RegExp(CONTRACT.patterns.audience, "u");
/** RFC 6838 section 4.2, of which `application/` may be left out. */
const TOKEN_TYPE = new RegExp(CONTRACT.patterns.token_type);
const PEM_CERTIFICATES = /^\s*-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----\s*$/;
const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const SECRET_ARN = new RegExp(CONTRACT.patterns.secret_arn);
const { max_token_age_seconds: MAX_AGE } = CONTRACT.ranges;
const ENCODING = /^(utf8|base64|hex)$/;

/** Reads the issuers, of which there is at least one. */
export function readTrustedIssuers(
  top: ObjectReader,
  claimReference: ClaimReader,
  now: number,
): readonly Partial<TrustedIssuer>[] {
  const issuers = top
    .objects("trusted_issuers", TRUSTED_ISSUER)
    .map(([key, reader]) => readIssuer(key, reader, claimReference, now));
  reportRepetitions(top, issuers);
  return issuers;
}

function readIssuer(
  key: string,
  reader: ObjectReader,
  claimReference: ClaimReader,
  now: number,
): Partial<TrustedIssuer> {
  const tokenType = reader.optionalString("token_type", TOKEN_TYPE, "a media type such as at+jwt");
  return {
    key,
    issuer: reader.string("issuer", ISSUER, "an https URL without query and fragment"),
    audience: reader.strings("audience", AUDIENCE, "a text of 1 to 512 characters"),
    audienceClaim: readOptionalClaim(reader, "audience_claim", claimReference) ?? ["aud"],
    requiredClaims: readConditions(reader, "required_claims", claimReference),
    tokenType: tokenType === undefined ? undefined : normalizedType(tokenType),
    maxTokenAgeSeconds: reader.optionalInteger("max_token_age_seconds", MAX_AGE.min, MAX_AGE.max),
    keysFrom: readKeysFrom(reader, now),
  } as Partial<TrustedIssuer>;
}

function readKeysFrom(reader: ObjectReader, now: number): IssuerKeys | undefined {
  const named = reader.present(["public_key_pem", "shared_secret"]);
  const others = reader.present(["jwks_url", "jwks", "jwks_use_until"]);
  const [first, second] = [...named, ...(named.length > 0 ? others : [])];
  if (first !== undefined && second !== undefined) {
    reader.fault(second, `must be left out beside ${first}: an issuer has keys from one place`);
    return undefined;
  }
  if (first === "shared_secret") {
    return readSharedSecret(reader);
  }
  if (others.includes("jwks") && others.includes("jwks_url") && !others.includes("jwks_use_until")) {
    reader.fault(
      "jwks_use_until",
      "must be given with jwks beside jwks_url: the keys to begin with are for a while",
    );
    return undefined;
  }
  const algorithms = reader.strings("algorithms", ASYMMETRIC, `one of ${ASYMMETRIC_ALGORITHMS.join(", ")}`);
  const isConfigured =
    first === "public_key_pem" || (others.includes("jwks") && !others.includes("jwks_use_until"));
  if (isConfigured) {
    return readConfiguredKeys(reader, algorithms) as IssuerKeys | undefined;
  }
  return {
    source: "endpoint",
    algorithms,
    jwksUrl: reader.optionalString("jwks_url", JWKS_URL, "an https URL without fragment"),
    caCertificatesPem: readCertificates(reader),
    seeds: readSeeds(reader, algorithms, now),
    ...readLifetimes(reader),
  } as IssuerKeys;
}

function readSharedSecret(reader: ObjectReader): IssuerKeys {
  const secret = reader.object("shared_secret", SHARED_SECRET);
  return {
    source: "secret",
    algorithms: reader.strings(
      "algorithms",
      SYMMETRIC,
      `one of ${SYMMETRIC_ALGORITHMS.join(", ")}, for a shared secret verifies no other`,
    ),
    arn: secret?.string("arn", SECRET_ARN, "the ARN of a secret or of a parameter"),
    encoding: secret?.string("encoding", ENCODING, "utf8, base64 or hex"),
    overlapSeconds: secret?.integer("overlap_seconds", 0, 604_800),
    ...readLifetimes(reader),
  } as IssuerKeys;
}

function readLifetimes(reader: ObjectReader) {
  return {
    cacheTtlSeconds: reader.integer("jwks_cache_ttl_seconds", 60, 86_400),
    maxStaleSeconds: reader.integer("jwks_max_stale_seconds", 0, 86_400),
    fetchTimeoutSeconds: reader.integer("jwks_fetch_timeout_seconds", 1, 8),
  };
}

/** A certificate that can't be read would make every fetch of keys fail, without saying which input is to blame. */
function readCertificates(reader: ObjectReader): string | undefined {
  const pem = reader.optionalString("ca_certificates_pem", PEM_CERTIFICATES, "PEM certificates");
  if (
    pem !== undefined &&
    (pem.includes("PRIVATE KEY") || !pem.match(PEM_CERTIFICATE)?.every(isCertificate))
  ) {
    reader.fault("ca_certificates_pem", "must hold certificates that can be read, and nothing else");
    return undefined;
  }
  return pem;
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem) !== undefined;
  } catch {
    return false;
  }
}

/** Two entries with one `iss` would leave it to chance which of them decides; a secret that two share is each one's. */
function reportRepetitions(top: ObjectReader, issuers: readonly Partial<TrustedIssuer>[]): void {
  const seen = new Set<string>();
  for (const { key, issuer, keysFrom } of issuers) {
    const arn = keysFrom?.source === "secret" ? keysFrom.arn : undefined;
    if (issuer !== undefined && seen.has(issuer)) {
      top.fault(`trusted_issuers.${key}.issuer`, "must not be the issuer of another entry");
    }
    if (arn !== undefined && seen.has(arn)) {
      top.fault(
        `trusted_issuers.${key}.shared_secret.arn`,
        "must not be the secret of another entry: each could sign tokens of the other",
      );
    }
    seen.add(issuer ?? "").add(arn ?? "");
  }
}
