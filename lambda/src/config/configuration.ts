import type { ClaimReference } from "../claim.js";
import type { ExtensionSettings } from "../extension/extension.js";
import type { Rule } from "../policy/rule.js";
import type { TokenSource } from "../token/extract.js";
import { createClaimReader, readClaimsToContext, readOptionalClaim } from "./claims.js";
import { readExtension } from "./extension.js";
import { readTrustedIssuers, type TrustedIssuer } from "./issuers.js";
import { type Fault, type ObjectReader, readObject } from "./reader.js";
import { readRules } from "./rules.js";

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
  /** How custom logic is run; undefined for none. */
  readonly extension: ExtensionSettings | undefined;
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
  "extension",
];
const TOKEN_SOURCE = ["header", "scheme", "cookie", "query_parameter"];

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
 * @param now milliseconds since the epoch
 * @throws ConfigError with all faults at once, and nothing else
 */
export function parseConfiguration(document: string | undefined, now: number = Date.now()): Configuration {
  const faults: Fault[] = [];
  const top = readObject(parseDocument(document), "", TOP, faults);
  const claimReference = createClaimReader();
  const configuration = {
    trustedIssuers: top && readTrustedIssuers(top, claimReference, now),
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
    extension: top && readExtension(top),
  };
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
    return JSON.parse(document.startsWith("{") ? document : gunzip(document));
  } catch {
    throw new ConfigError([{ path: "(top)", message: "is neither JSON nor the base64 of its gzip" }]);
  }
}

/** Few documents are compressed, and `node:zlib` takes 2 ms to load. */
function gunzip(document: string): string {
  const { gunzipSync } = process.getBuiltinModule("node:zlib");
  return gunzipSync(Buffer.from(document, "base64"), { maxOutputLength: MAX_DOCUMENT_BYTES }).toString();
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
