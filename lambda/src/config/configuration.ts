import { type ClaimReference, claimName } from "../claim-reference.js";
import type { DpopSettings } from "../dpop/settings.js";
import type { ExtensionSettings } from "../extension/extension.js";
import type { LogSettings } from "../log/decision-log.js";
import {
  BOOLEAN,
  type Fault,
  integer,
  type ObjectReader,
  oneOf,
  readDocument,
  text,
} from "../object-reader.js";
import { readRules } from "../policy/read-rules.js";
import type { Rule } from "../policy/rule.js";
import type { RevocationSettings } from "../revocation/check.js";
import type { TokenSource } from "../token/extract.js";
import { type ApiSettings, readApis } from "./apis.js";
import { readClaimsToContext } from "./context-keys.js";
import { CONTRACT } from "./contract.js";
import { readDpop } from "./dpop.js";
import { readExtension } from "./extension.js";
import { readTrustedIssuers, type TrustedIssuer } from "./issuers.js";
import { readLogSettings } from "./log.js";
import { readRevocation } from "./revocation.js";
import { readTokenSource, readTokenSources, readWebSocketTokenSource } from "./token-source.js";

/** The function's configuration, as the Terraform module writes it. */
export interface Configuration extends LogSettings {
  readonly trustedIssuers: readonly TrustedIssuer[];
  /** The APIs that differ from others in their audience or rules; empty if all are alike. */
  readonly apis: readonly ApiSettings[];
  readonly clockSkewSeconds: number;
  readonly tokenSource: TokenSource;
  readonly websocketTokenSource: TokenSource;
  /** Additional places, each read behind an alias of its own, by the keys that end the aliases' names; undefined for none. */
  readonly tokenSources: ReadonlyMap<string, TokenSource> | undefined;
  /** Without rules, a valid token may call everything. */
  readonly rules: readonly Rule[];
  readonly strictPaths: boolean;
  /** Context keys, each with the claim whose value the backend receives under it. */
  readonly claimsToContext: readonly (readonly [string, ClaimReference])[];
  /** The claim whose value is the principal; undefined for `sub`, else `client_id`, else `azp`. */
  readonly principalClaim: ClaimReference | undefined;
  /** The claim whose value is the API key of a REST API's usage plan; undefined for none. */
  readonly usagePlanKeyClaim: ClaimReference | undefined;
  /** What the caller gets for a token that can never be accepted: a 401 each time, or a 403 that the gateway caches. */
  readonly invalidTokenResponse: "unauthorized" | "deny";
  /** How proofs of possession are checked (DPoP); undefined if no issuer's tokens may be bound to a key. */
  readonly dpop: DpopSettings | undefined;
  /** How custom logic is run; undefined for none. */
  readonly extension: ExtensionSettings | undefined;
  /** How tokens are revoked by a table; undefined if they are not. */
  readonly revocation: RevocationSettings | undefined;
  /** The proxy through which keys are fetched, `http://host:port`; undefined for none. */
  readonly httpsProxyUrl: string | undefined;
  /** Whether fetches of keys are reported to X-Ray. */
  readonly traceKeyFetches: boolean;
}

/** The configuration is invalid. The message lists every fault with its path. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  constructor(readonly faults: readonly Fault[]) {
    super(
      `AUTHORIZER_CONFIG can't be used:\n${faults.map(({ path, message }) => `  ${path} ${message}`).join("\n")}`,
    );
  }
}

const ATTRIBUTES = [
  ...[
    "trusted_issuers",
    "clock_skew_seconds",
    "token_source",
    "websocket_token_source",
    "rules",
    "strict_paths",
  ],
  ...["claims_to_context", "principal_claim", "usage_plan_key_claim", "invalid_token_response", "extension"],
  ...["apis", "token_sources", "dpop", "revocation", "log_allowed", "metrics_namespace"],
  ...["https_proxy_url", "trace_key_fetches"],
];

const HTTPS_PROXY_URL = text(CONTRACT.patterns.https_proxy_url, CONTRACT.sentences.https_proxy_url, (url) =>
  URL.canParse(url) ? url : undefined,
);
const INVALID_TOKEN_RESPONSE = oneOf(CONTRACT.invalid_token_responses);

/** The size limit of a document, unpacked. */
export const MAX_DOCUMENT_BYTES = 1024 * 1024;

/**
 * Reads the configuration document. Nothing else reads it, so that a setting that is rejected here is never in effect.
 *
 * @param document the value of the environment variable `AUTHORIZER_CONFIG`: JSON, or gzip of JSON in base64
 * @param now milliseconds since the epoch
 * @throws ConfigError, and nothing else, with all faults together
 */
export function parseConfiguration(document: string | undefined, now: number = Date.now()): Configuration {
  return readDocumentText(document, ATTRIBUTES, (top) => {
    const claim = claimName();
    const apis = readApis(top);
    const trustedIssuers = readTrustedIssuers(top, claim, now, apis);
    const clockSkewSeconds = top.required("clock_skew_seconds", integer(CONTRACT.ranges.clock_skew_seconds));
    const tokenSource = readTokenSource(top);
    return {
      trustedIssuers,
      apis,
      clockSkewSeconds,
      tokenSource,
      websocketTokenSource: readWebSocketTokenSource(top),
      tokenSources: readTokenSources(top),
      rules: readRules(
        top,
        claim,
        apis.map(({ key }) => key),
      ),
      strictPaths: top.required("strict_paths", BOOLEAN),
      claimsToContext: readClaimsToContext(top, claim),
      principalClaim: top.optional("principal_claim", claim),
      usagePlanKeyClaim: top.optional("usage_plan_key_claim", claim),
      invalidTokenResponse: top.required("invalid_token_response", INVALID_TOKEN_RESPONSE),
      dpop: readDpop(top, trustedIssuers, apis, tokenSource),
      extension: readExtension(top),
      revocation: readRevocation(top),
      ...readLogSettings(top, claim),
      httpsProxyUrl: top.optional("https_proxy_url", HTTPS_PROXY_URL),
      traceKeyFetches: top.optional("trace_key_fetches", BOOLEAN) ?? false,
    };
  });
}

/** @throws ConfigError with all faults together */
export function readDocumentText<Value>(
  document: string | undefined,
  attributes: readonly string[],
  read: (reader: ObjectReader) => Value,
): Value {
  const { faults, value } = readDocument(parseJson(document), attributes, read);
  if (faults !== undefined) {
    throw new ConfigError(faults);
  }
  return value;
}

/** The configuration document as Terraform wrote it: the value itself, or what it contains compressed. */
export function unpackedDocument(document: string): string {
  return document.startsWith("{") ? document : gunzip(document);
}

function parseJson(document: string | undefined): unknown {
  if (document === undefined || document.trim() === "") {
    throw new ConfigError([{ path: "(top)", message: "is not set" }]);
  }
  try {
    return JSON.parse(unpackedDocument(document));
  } catch {
    throw new ConfigError([{ path: "(top)", message: "is neither JSON nor gzip of JSON in base64" }]);
  }
}

/** Few documents are compressed, and loading `node:zlib` takes 2 ms. */
function gunzip(document: string): string {
  const { gunzipSync } = process.getBuiltinModule("node:zlib");
  return gunzipSync(Buffer.from(document, "base64"), { maxOutputLength: MAX_DOCUMENT_BYTES }).toString();
}
