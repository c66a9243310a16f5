import { X509Certificate } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { SIGNING_ALGORITHMS, type SigningAlgorithm } from "./algorithms.js";
import type { ClaimReference } from "./claim.js";
import { createClaimReader, readClaimsToContext, readOptionalClaim } from "./config-claims.js";
import { type Fault, type ObjectReader, readObject } from "./config-reader.js";
import { readRules } from "./config-rules.js";
import type { Rule } from "./policy/rule.js";
import type { TokenSource } from "./token/extract.js";

/** An authorization server whose tokens are accepted. */
export interface TrustedIssuer {
  /** The name by which the log speaks of it. */
  readonly key: string;
  /** Equal to a token's `iss`, character by character. */
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly algorithms: readonly SigningAlgorithm[];
  readonly jwksUrl: string | undefined;
  readonly jwksCacheTtlSeconds: number;
  readonly jwksFetchTimeoutSeconds: number;
  readonly caCertificatesPem: string | undefined;
}

/** The configuration document of the function, as `modules/function` writes it. */
export interface Configuration {
  readonly trustedIssuers: readonly TrustedIssuer[];
  readonly clockSkewSeconds: number;
  readonly tokenSource: TokenSource;
  readonly websocketTokenSource: TokenSource;
  /** None: a valid token may call everything. */
  readonly rules: readonly Rule[];
  readonly strictPaths: boolean;
  /** Context keys, each with the claim whose value the backend gets under it. */
  readonly claimsToContext: readonly (readonly [string, ClaimReference])[];
  /** The claim whose value is the principal; undefined for `sub`, else `client_id`, else `azp`. */
  readonly principalClaim: ClaimReference | undefined;
  /** The claim whose value is the API key of a REST API's usage plan; undefined for none. */
  readonly usagePlanKeyClaim: ClaimReference | undefined;
  /** What the caller sees of a token that can never be accepted: a 401 each time, or a 403 that the gateway caches. */
  readonly invalidTokenResponse: "unauthorized" | "deny";
}

/** The configuration can't be used. The message lists every fault with its path. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  constructor(readonly faults: readonly Fault[]) {
    super(
      `AUTHORIZER_CONFIG can't be used:\n${faults.map(({ path, message }) => `  ${path} ${message}`).join("\n")}`,
    );
  }
}

const TOP = [
  "trusted_issuers",
  "clock_skew_seconds",
  "token_source",
  "websocket_token_source",
  "rules",
  "strict_paths",
  "claims_to_context",
  "principal_claim",
  "usage_plan_key_claim",
  "invalid_token_response",
];
const TRUSTED_ISSUER = [
  "issuer",
  "audience",
  "algorithms",
  "jwks_url",
  "jwks_cache_ttl_seconds",
  "jwks_fetch_timeout_seconds",
  "ca_certificates_pem",
];
const TOKEN_SOURCE = ["header", "scheme", "cookie", "query_parameter"];

/** The same patterns as the validations of `modules/function`; RFC 8414 section 2 for the issuer. */
const ISSUER =
  /^https:\/\/([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?(\/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?$/;
const JWKS_URL =
  /^https:\/\/([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?([/?][A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?$/;
const ALGORITHM = new RegExp(`^(${SIGNING_ALGORITHMS.join("|")})$`);
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const AUDIENCE = /^[^\u0000-\u001f\u007f]{1,512}$/u;
const PEM_CERTIFICATES = /^\s*-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----\s*$/;
const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const HEADER_NAME = /^[A-Za-z0-9_-]{1,64}$/;
const SCHEME = /^([A-Za-z][A-Za-z0-9-]{0,31})?$/;
const COOKIE_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/;
const QUERY_PARAMETER_NAME = /^[A-Za-z0-9._~-]{1,64}$/;
const INVALID_TOKEN_RESPONSE = /^(unauthorized|deny)$/;

/** Plain, a document begins with a brace; larger ones come as gzip in base64. */
const MAX_DOCUMENT_BYTES = 1024 * 1024;

/**
 * Reads the configuration document. This is its only reader: what is refused here can't be in effect.
 *
 * @param document the value of the environment variable `AUTHORIZER_CONFIG`: JSON, or base64 of its gzip
 * @throws ConfigError with all faults at once, and nothing else
 */
export function parseConfiguration(document: string | undefined): Configuration {
  const faults: Fault[] = [];
  const top = readObject(parseDocument(document), "", TOP, faults);
  const claimReference = createClaimReader();
  const configuration = {
    trustedIssuers: top
      ?.objects("trusted_issuers", TRUSTED_ISSUER)
      .map(([key, reader]) => readIssuer(key, reader)),
    clockSkewSeconds: top?.integer("clock_skew_seconds", 0, 300),
    tokenSource: readTokenSource(top?.object("token_source", TOKEN_SOURCE)),
    websocketTokenSource: readTokenSource(top?.object("websocket_token_source", TOKEN_SOURCE)),
    rules: top && readRules(top, claimReference),
    strictPaths: top?.boolean("strict_paths"),
    claimsToContext: top && readClaimsToContext(top, claimReference),
    principalClaim: top && readOptionalClaim(top, "principal_claim", claimReference),
    usagePlanKeyClaim: top && readOptionalClaim(top, "usage_plan_key_claim", claimReference),
    invalidTokenResponse: top?.string(
      "invalid_token_response",
      INVALID_TOKEN_RESPONSE,
      "unauthorized or deny",
    ),
  };
  reportRepeatedIssuers(top, configuration.trustedIssuers ?? []);
  if (faults.length > 0) {
    throw new ConfigError(faults);
  }
  // Without a fault every member has been read.
  return configuration as Configuration;
}

function parseDocument(document: string | undefined): unknown {
  if (document === undefined || document.trim() === "") {
    throw new ConfigError([{ path: "(top)", message: "is not set" }]);
  }
  try {
    const text = document.startsWith("{")
      ? document
      : gunzipSync(Buffer.from(document, "base64"), { maxOutputLength: MAX_DOCUMENT_BYTES }).toString();
    return JSON.parse(text);
  } catch {
    throw new ConfigError([{ path: "(top)", message: "is neither JSON nor the base64 of its gzip" }]);
  }
}

function readIssuer(key: string, reader: ObjectReader): Partial<TrustedIssuer> {
  return {
    key,
    issuer: reader.string("issuer", ISSUER, "an https URL without query and fragment"),
    audience: reader.strings("audience", AUDIENCE, "a text of 1 to 512 characters"),
    algorithms: reader.strings("algorithms", ALGORITHM, `one of ${SIGNING_ALGORITHMS.join(", ")}`),
    jwksUrl: reader.optionalString("jwks_url", JWKS_URL, "an https URL without fragment"),
    jwksCacheTtlSeconds: reader.integer("jwks_cache_ttl_seconds", 60, 86_400),
    jwksFetchTimeoutSeconds: reader.integer("jwks_fetch_timeout_seconds", 1, 8),
    caCertificatesPem: readCertificates(reader),
  } as Partial<TrustedIssuer>;
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

/** Two entries with one `iss` would leave it to chance which of them decides. */
function reportRepeatedIssuers(
  top: ObjectReader | undefined,
  trustedIssuers: readonly Partial<TrustedIssuer>[],
): void {
  const seen = new Set<string>();
  for (const { key, issuer } of trustedIssuers) {
    if (issuer !== undefined && seen.has(issuer)) {
      top?.fault(`trusted_issuers.${key}.issuer`, "must not be the issuer of another entry");
    }
    seen.add(issuer ?? "");
  }
}

function readTokenSource(reader: ObjectReader | undefined): TokenSource | undefined {
  if (reader === undefined) {
    return undefined;
  }
  const header = reader.optionalString("header", HEADER_NAME, "a header name");
  const scheme = reader.optionalString("scheme", SCHEME, "an authentication scheme, or empty for none");
  const cookie = reader.optionalString("cookie", COOKIE_NAME, "a cookie name");
  const parameter = reader.optionalString("query_parameter", QUERY_PARAMETER_NAME, "a query parameter name");
  if (reader.present(["header", "cookie", "query_parameter"]).length !== 1) {
    reader.fault("header", "must be the only place: exactly one of header, cookie and query_parameter");
    return undefined;
  }
  if (header !== undefined) {
    return { place: "header", name: header, scheme: scheme ?? "" };
  }
  if (scheme !== undefined) {
    reader.fault("scheme", "belongs to a header only");
  }
  return cookie !== undefined
    ? { place: "cookie", name: cookie }
    : { place: "query_parameter", name: parameter ?? "" };
}
