/**
 * What Terraform and the function both hold the configuration against. `npm run build` writes it to
 * `contract.json`, which the module reads: one place for each pattern, list and bound. Patterns are of
 * the syntax that JavaScript and RE2 share.
 */
export const CONTRACT = {
  patterns: {
    array_index: "^(0|[1-9][0-9]{0,9})$",
    audience: "^[^\\x00-\\x1f\\x7f]{1,512}$",
    claim_name_characters: "^[^\\x00-\\x1f\\x7f{}]{1,256}$",
    claim_name_pointer: "^([^/].*|(/([^/~]|~[01])*){1,4})$",
    /** Of a string: an empty one is a value too. */
    claim_value: "^[\\s\\S]{0,256}$",
    context_key: "^[A-Za-z_][A-Za-z0-9_]{0,63}$",
    issuer:
      "^https://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\])(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?(/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?$",
    jwks_url:
      "^https://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\])(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?([/?][A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?$",
    /** Path text outside placeholders: what RFC 3986 allows in a path, and the wildcards of IAM. */
    path_literal: "^([A-Za-z0-9._~/*?@+,;:=!$&'()-]|%[0-9A-Fa-f]{2})*$",
    /** What a claim may put in the place of a placeholder, other than `.` and `..`: no wildcard, no separator. */
    placeholder_value: "^[A-Za-z0-9._~-]{1,128}$",
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
  sizes: {
    /** What API Gateway accepts from an authorizer: documented for WebSocket APIs, applied to all. */
    response_bytes: 8192,
    /** The part of a response that a plan reserves for the context. */
    context_bytes: 1024,
    /** A `Resource` of a policy. */
    resource_characters: 512,
    /** The longest stage ARN that a plan assumes, which leaves about ten characters for the stage's name. */
    stage_arn_characters: 71,
    /** A path of a rule, where each placeholder counts as the longest value. */
    path_characters: 412,
    placeholder_characters: 128,
    token_characters: 10_240,
    /** Levels of a token's JSON. */
    json_levels: 32,
    /** Larger integers are not exact in JavaScript. */
    integer: 9_007_199_254_740_991,
  },
  sentences: {
    claim_name:
      'the name of a top-level claim, or a JSON Pointer of one to four segments such as "/realm_access/roles"',
    claim_value:
      "a string of at most 256 characters, true, false, or an integer between -9007199254740991 and 9007199254740991",
    scope: "one scope of 1 to 256 characters without spaces, quotes and backslashes (RFC 6749)",
  },
  rule_attributes: ["effect", "methods", "paths", "scopes", "claims", "any_token"],
  rule_effects: ["allow", "deny"],
  condition_attributes: ["name", "any", "all", "none"],
  methods: ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
  /**
   * Forms of a path that a backend might take for another path: RFC 3986 section 5.2.4 removes dot segments, many
   * servers merge slashes, decode `%2e`, `%2f` and `%5c` before they look, and Java's take `..;` for `..`.
   */
  strict_path_parts: ["/../", "/./", "/..;", "//", "%2e", "%2E", "%2f", "%2F", "%5c", "%5C"],
  strict_path_ends: ["/..", "/."],
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
