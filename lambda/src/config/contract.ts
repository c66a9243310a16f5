/**
 * What Terraform and the function both hold the configuration against. `npm run build` writes it to
 * `contract.json`, which the module reads: one place for each pattern, list and bound. Patterns are of
 * the syntax that JavaScript and RE2 share.
 */
export const CONTRACT = {
  patterns: {
    audience: "^[^\\x00-\\x1f\\x7f]{1,512}$",
    claim_name_characters: "^[^\\x00-\\x1f\\x7f{}]{1,256}$",
    claim_name_pointer: "^([^/].*|(/([^/~]|~[01])*){1,4})$",
    context_key: "^[A-Za-z_][A-Za-z0-9_]{0,63}$",
    issuer:
      "^https://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\])(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?(/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?$",
    jwks_url:
      "^https://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\])(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?([/?][A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?$",
    scope: "^[\\x21\\x23-\\x5b\\x5d-\\x7e]{1,256}$",
    secret_arn:
      "^arn:[a-z0-9-]+:(secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]{1,512}-[A-Za-z0-9]{6}|ssm:[a-z0-9-]+:[0-9]{12}:parameter/[A-Za-z0-9/_.-]{1,1000})$",
    token_type: "^[A-Za-z0-9][A-Za-z0-9!#$&^_.+/-]{0,126}$",
  },
  ranges: {
    clock_skew_seconds: { min: 0, max: 300 },
    jwks_cache_ttl_seconds: { min: 60, max: 86_400 },
    jwks_max_stale_seconds: { min: 0, max: 86_400 },
    max_token_age_seconds: { min: 1, max: 31_536_000 },
    overlap_seconds: { min: 0, max: 604_800 },
  },
  rule_attributes: ["effect", "methods", "paths", "scopes", "claims", "any_token"],
  condition_attributes: ["name", "any", "all", "none"],
  methods: ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
  asymmetric_algorithms: [
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
    "Ed25519",
  ],
  symmetric_algorithms: ["HS256", "HS384", "HS512"],
  reserved_context_keys: [
    "sub",
    "iss",
    "client_id",
    "scope",
    "exp",
    "principalId",
    "usageIdentifierKey",
    "claims",
    "requestId",
    "status",
    "error",
    "latency",
    "integrationLatency",
    "integrationStatus",
    "__proto__",
  ],
} as const;
