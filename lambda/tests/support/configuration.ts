import { type Configuration, parseConfiguration } from "../../src/config/configuration.ts";
import type { Json } from "./keys.ts";
import { AUDIENCE, ISSUER, NOW_SECONDS } from "./tokens.ts";

/** The key of the one issuer in {@link validDocument}. */
const ISSUER_KEY = "default";
export const JWKS_URL = "https://login.example.com/.well-known/jwks.json";

/** Changes to a valid configuration document. A change to undefined removes the member. */
export interface DocumentChanges {
  readonly top?: Json;
  readonly issuer?: Json;
}

/** The document that the Terraform module writes, with every setting. */
export function validDocument({ top, issuer }: DocumentChanges = {}): Json {
  return {
    trusted_issuers: {
      [ISSUER_KEY]: {
        issuer: ISSUER,
        audience: [AUDIENCE],
        audience_claim: null,
        required_claims: null,
        token_type: null,
        max_token_age_seconds: null,
        algorithms: ["RS256", "PS256", "ES256", "EdDSA"],
        jwks_url: JWKS_URL,
        jwks: null,
        jwks_use_until: null,
        public_key_pem: null,
        shared_secret: null,
        jwks_cache_ttl_seconds: 600,
        jwks_max_stale_seconds: 3600,
        jwks_fetch_timeout_seconds: 3,
        ca_certificates_pem: null,
        ...issuer,
      },
    },
    clock_skew_seconds: 30,
    token_source: { header: "Authorization", scheme: "Bearer", cookie: null, query_parameter: null },
    websocket_token_source: { header: null, scheme: null, cookie: null, query_parameter: "access_token" },
    rules: null,
    strict_paths: true,
    claims_to_context: {},
    principal_claim: null,
    usage_plan_key_claim: null,
    invalid_token_response: "unauthorized",
    extension: null,
    ...top,
  };
}

/** The valid configuration with changes, parsed by the same code as in production. */
export function configurationWith(changes: DocumentChanges = {}): Configuration {
  return parseConfiguration(JSON.stringify(validDocument(changes)), NOW_SECONDS * 1000);
}
