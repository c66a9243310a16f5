const HOST = "([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\])";
const PORT = "([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])";
/** The beginning of an https URL: host and port, without a user name. */
const HTTPS_ORIGIN = `https://${HOST}(:${PORT})?`;
/**
 * White space of Unicode, and the byte order mark. The characters themselves, because JavaScript and RE2 write escapes
 * differently.
 */
const WHITE_SPACE = " \t\n\v\f\r\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff";
/** What a claim may put in the place of a placeholder. */
const PLACEHOLDER_CHARACTERS = 128;
/** Larger integers are not exact in JavaScript. */
const LARGEST_INTEGER = 9_007_199_254_740_991;
/** A token of RFC 9110 section 5.6.2: names of cookies and of WebSocket subprotocols. */
const TOKEN_CHARACTERS = "^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$";
const PACKAGE_NAME_CHARACTERS = 214;
/** With a later end, seed keys would be keys that nobody can withdraw. */
const SEED_KEY_DAYS = 90;
/** Each is cut to a few KB, and a line of the log has at most 256 KB. */
const LOGGED_CLAIMS = 20;
const DPOP_BASE_URLS = 20;
/** Of either binding. */
const BOUND_TOKENS = { pattern: "^(optional|required)$", sentence: '"optional" or "required"' };
const DYNAMODB_TABLE = {
  arn: "arn:[a-z0-9-]+:dynamodb:[a-z0-9-]+:[0-9]{12}:table/",
  name: "[A-Za-z0-9_.-]{3,255}",
};

/** RFC 7468 section 3: one block. The length of its lines does not matter. */
function pemBlock(label: string): string {
  return `-----BEGIN ${label}-----[A-Za-z0-9+/= \\t\\r\\n]+-----END ${label}-----`;
}

/**
 * The rules that both Terraform and the function check the configuration against. `npm run build` writes them to
 * `contract.json`, which the Terraform module reads. Patterns use only syntax that JavaScript and RE2 share.
 */
export const CONTRACT = {
  patterns: {
    api_id: "^[A-Za-z0-9]+$",
    /** With the name of the function, at most an authorizer's name. */
    api_key: "^[A-Za-z0-9_-]{1,63}$",
    array_index: "^(0|[1-9][0-9]{0,9})$",
    audience: `^[^\\x00-\\x1f\\x7f${WHITE_SPACE}]([^\\x00-\\x1f\\x7f]{0,510}[^\\x00-\\x1f\\x7f${WHITE_SPACE}])?$`,
    authorizer_name: "^[A-Za-z0-9_-]{1,128}$",
    bucket: "^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
    /** RFC 7468 section 2: text before and between the blocks has no meaning. */
    certificate_pem: pemBlock("CERTIFICATE"),
    claim_name_characters: "^[^\\x00-\\x1f\\x7f{}]{1,256}$",
    claim_name_pointer: "^([^/].*|(/([^/~]|~[01])*){1,4})$",
    /** Of a string: an empty one is a value too. */
    claim_value: "^[^\\x00-\\x1f\\x7f-\\x9f]{0,256}$",
    /** Three base64url parts, none empty (RFC 7515 section 7.1). Without anchors, because a scheme may precede them. */
    compact_jws: "[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+",
    context_key: "^[A-Za-z_][A-Za-z0-9_]{0,63}$",
    cookie: TOKEN_CHARACTERS,
    /** The end of the address of a discovery document. Some providers have their key set in a path below it. */
    discovery_document: "/\\.well-known/(openid-configuration|oauth-authorization-server)/?(\\?.*)?$",
    execution_arn: "^arn:[^:]+:execute-api:[^:]+:[0-9]{12}:[A-Za-z0-9]+$",
    header: "^[A-Za-z0-9_-]{1,64}$",
    /** RFC 8414 section 2: an issuer whose keys are found by discovery. */
    discovery_issuer: `^${HTTPS_ORIGIN}(/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?$`,
    https_proxy_url: `^http://${HOST}:${PORT}$`,
    /** RFC 7519 section 4.1.1: it is compared and never fetched. White space at an end is a mistake of copying. */
    issuer: `^[^\\x00-\\x1f\\x7f${WHITE_SPACE}]([^\\x00-\\x1f\\x7f]{0,998}[^\\x00-\\x1f\\x7f${WHITE_SPACE}])?$`,
    json_key: "^[\\s\\S]{1,256}$",
    jwks_use_until: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$",
    jwks_url: `^${HTTPS_ORIGIN}([/?][A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?$`,
    /** A key, because CloudWatch Logs takes no alias. */
    kms_key_arn: "^arn:[a-z0-9-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]{1,64}$",
    /** What CloudWatch accepts, without spaces at the ends. */
    metrics_namespace: "^[A-Za-z0-9._/#-]([A-Za-z0-9 ._/#:-]{0,253}[A-Za-z0-9._/#:-])?$",
    name: "^[A-Za-z0-9_-]{1,64}$",
    package_name: "^(@[a-z0-9-][a-z0-9._-]*/)?[a-z0-9-][a-z0-9._-]*$",
    /** The greedy path parameter of API Gateway, `{proxy+}`: it looks like a placeholder, and no token has such a claim. */
    greedy_parameter: "\\{([^/{}][^{}]*)?\\+\\}",
    /** Path text outside placeholders: what RFC 3986 allows in a path, and the wildcards of IAM. */
    path_literal: "^([A-Za-z0-9._~/*?@+,;:=!$&'()-]|%[0-9A-Fa-f]{2})*$",
    /** What a claim may put in the place of a placeholder, other than `.` and `..`: no wildcard, no separator. */
    placeholder_value: `^[A-Za-z0-9._~-]{1,${PLACEHOLDER_CHARACTERS}}$`,
    public_key_pem: ["PUBLIC KEY", "RSA PUBLIC KEY", "CERTIFICATE"].map(pemBlock).join("|"),
    /** Namespaces of AWS itself. */
    reserved_metrics_namespace: "^AWS/",
    outer_white_space: `^[${WHITE_SPACE}]|[${WHITE_SPACE}]$`,
    query_parameter: "^[A-Za-z0-9._~-]{1,64}$",
    scheme: "^([A-Za-z][A-Za-z0-9-]{0,31})?$",
    scope: "^[\\x21\\x23-\\x5b\\x5d-\\x7e]{1,256}$",
    secret_arn:
      "^arn:[a-z0-9-]+:(secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]{1,512}-[A-Za-z0-9]{6}|ssm:[a-z0-9-]+:[0-9]{12}:parameter/[A-Za-z0-9/_.-]{1,1000})$",
    /** The name of a DynamoDB table in the function's region, or the ARN of one. */
    revocation_table: `^(${DYNAMODB_TABLE.arn})?${DYNAMODB_TABLE.name}$`,
    separator: "^[ -~]$",
    subprotocol: TOKEN_CHARACTERS,
    /** With the alias and a hyphen in front, a name of an alias. In lower case, so that no two names differ only by case. */
    token_source_key: "^[a-z][a-z0-9_-]{0,62}$",
    token_type: "^[A-Za-z0-9][A-Za-z0-9!#$&^_.+/-]{0,126}$",
    certificate_bound_tokens: BOUND_TOKENS.pattern,
    dpop_bound_tokens: BOUND_TOKENS.pattern,
    /** Host and base path of a domain, or host and stage. */
    dpop_base_url: `^${HTTPS_ORIGIN}(/[A-Za-z0-9._~$+!*'()-]+)*/?$`,
    dynamodb_table_arn: `^${DYNAMODB_TABLE.arn}${DYNAMODB_TABLE.name}$`,
  },
  ranges: {
    clock_skew_seconds: { min: 0, max: 300 },
    jwks_cache_ttl_seconds: { min: 60, max: 86_400 },
    jwks_fetch_timeout_seconds: { min: 1, max: 8 },
    jwks_max_stale_seconds: { min: 0, max: 86_400 },
    dpop_max_age_seconds: { min: 5, max: 600 },
    max_token_age_seconds: { min: 1, max: 31_536_000 },
    memory_size: { min: 128, max: 10_240 },
    overlap_seconds: { min: 0, max: 604_800 },
    revocation_cache_ttl_seconds: { min: 0, max: 300 },
    result_cache_ttl_seconds: { min: 0, max: 3600 },
    timeout: { min: 2, max: 9 },
    timeout_milliseconds: { min: 10, max: 5000 },
  },
  sizes: {
    /** What API Gateway accepts from an authorizer: documented for WebSocket APIs, applied to all. */
    response_bytes: 8192,
    /** What a plan allows a policy, so that 1024 bytes of the response remain for the context. */
    policy_bytes: 7168,
    /** A `Resource` of a policy. */
    resource_characters: 512,
    /** The longest stage ARN that a plan assumes, which leaves about ten characters for the stage's name. */
    stage_arn_characters: 71,
    /** A path of a rule, where each placeholder counts as the longest value. */
    path_characters: 412,
    placeholder_characters: PLACEHOLDER_CHARACTERS,
    token_characters: 10_240,
    /** Levels of a token's JSON. */
    json_levels: 32,
    public_key_pem_characters: 16_384,
    integer: LARGEST_INTEGER,
    /** Lambda's limit for all environment variables, measured as JSON. */
    environment_bytes: 4096,
    package_name_characters: PACKAGE_NAME_CHARACTERS,
    /** A function's resource policy holds 20 KB, about 56 statements. */
    permission_statements: 40,
    seed_key_days: SEED_KEY_DAYS,
    /** Claims whose values are logged with allowed requests. */
    logged_claims: LOGGED_CLAIMS,
    /** Additional places. Each needs a permission for each account, and memory for a cache of tokens. */
    token_sources: 8,
    dpop_base_urls: DPOP_BASE_URLS,
  },
  /** Each completes "must be". */
  sentences: {
    api_id: "the ID of an API: letters and digits, not an ARN or a name",
    api_key: "1 to 63 letters, digits, hyphens and underscores",
    audience:
      "a string of 1 to 512 characters without control characters and without white space at either end",
    authorizer_name: "1 to 128 letters, digits, hyphens and underscores",
    bucket: "the name of an S3 bucket",
    ca_certificates_pem: "one or more PEM certificates, and no private key",
    claim_name:
      'the name of a top-level claim, or a JSON Pointer of one to four segments such as "/realm_access/roles"',
    claim_value: `a string of at most 256 characters without control characters, true, false, or an integer between -${LARGEST_INTEGER} and ${LARGEST_INTEGER}`,
    context_key: "1 to 64 letters, digits and underscores, not beginning with a digit",
    cookie: "a cookie name of 1 to 64 characters (RFC 6265)",
    execution_arn:
      'the attribute execution_arn of the API, such as "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5"',
    header: "a header name of 1 to 64 letters, digits, hyphens and underscores",
    https_proxy_url:
      'http://HOST:PORT, such as "http://proxy.example.com:3128": without a path, and without a user name or password, which would be readable in the configuration',
    discovery_issuer: "an https URL without a user name, query or fragment",
    issuer:
      "a string of 1 to 1000 characters without control characters and without white space at either end",
    json_key: "the name of a member of the secret, 1 to 256 characters",
    jwks: "a JWK Set of at least one public key (RSA, EC or OKP) and no private key",
    jwks_url: "an https URL without a user name or fragment",
    jwks_url_document: "the address of the key set, not of a discovery document: use its jwks_uri",
    jwks_use_until: `a time in UTC, at most ${SEED_KEY_DAYS} days ahead, such as "2027-01-31T00:00:00Z"`,
    kms_key_arn:
      'the ARN of a KMS key, such as "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab", not an alias',
    logged_claims: `a list of at most ${LOGGED_CLAIMS} names of claims without duplicates, such as ["sub", "/realm_access/roles"]`,
    metrics_namespace:
      "1 to 255 letters, digits, spaces and . - _ / # :, not beginning with AWS/, with a colon or with a space, and not ending with a space",
    package_name: `the name of a package in nodejs/node_modules of the layer, at most ${PACKAGE_NAME_CHARACTERS} characters, such as authz or @acme/authz`,
    path: "$connect, or a path that begins with / and consists of A-Z a-z 0-9 . _ ~ - / @ + , ; : = ! $ & ' ( ), percent-encodings, the wildcards * and ?, and {claim} placeholders, without **, {name+} or ${",
    public_key_pem: "one PEM public key or certificate, of at most 16384 characters",
    query_parameter: "a parameter name of 1 to 64 letters, digits, hyphens, dots, underscores and tildes",
    sample_percent: "a number greater than 0 and at most 100",
    scheme:
      "an authentication scheme of at most 32 letters, digits and hyphens, beginning with a letter, or an empty string for no scheme",
    scope: "one scope of 1 to 256 characters without spaces, quotes or backslashes (RFC 6749)",
    separator: 'one printable ASCII character, such as ","',
    subprotocol: "a WebSocket subprotocol of 1 to 64 characters (RFC 6455)",
    secret_arn:
      "the complete ARN of a Secrets Manager secret, including the six characters at its end, or of an SSM parameter",
    token_source_key: "1 to 63 lower-case letters, digits, hyphens and underscores, beginning with a letter",
    revocation_table: "the name or the ARN of a DynamoDB table",
    token_type: 'a media type such as "at+jwt"',
    certificate_bound_tokens: BOUND_TOKENS.sentence,
    dpop_bound_tokens: BOUND_TOKENS.sentence,
    dpop_base_url:
      'an https URL without query, fragment, percent-encoding and user name, such as "https://api.example.com/v1" or "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/prod"',
    dpop_base_urls: `a list of 1 to ${DPOP_BASE_URLS} URLs without duplicates`,
    dynamodb_table_arn:
      'the ARN of a DynamoDB table, such as "arn:aws:dynamodb:eu-central-1:123456789012:table/dpop-proofs"',
  },
  dpop_attributes: ["base_urls", "signing_algorithms", "max_age_seconds", "replay_table_arn"],
  extension_attributes: ["module", "per_request", "context_keys", "timeout_milliseconds"],
  issuer_attributes: [
    ...["issuer", "audience", "audience_claim", "required_claims", "token_type", "max_token_age_seconds"],
    ...["certificate_bound_tokens", "dpop_bound_tokens"],
    ...["without_issuer", "algorithms", "jwks_url", "jwks", "jwks_use_until", "jwk_use"],
    ...["public_key_pem", "shared_secret"],
    ...[
      "jwks_cache_ttl_seconds",
      "jwks_max_stale_seconds",
      "jwks_fetch_timeout_seconds",
      "ca_certificates_pem",
    ],
  ],
  /** The `use` of keys that verify tokens: RFC 7517 section 4.2, and the JWT-SVID of SPIFFE. */
  jwk_uses: ["sig", "jwt-svid"],
  /** RFC 7518 section 6: every private or symmetric key has one of these, and no public key does. */
  private_jwk_members: ["d", "k", "p", "q"],
  shared_secret_attributes: ["arn", "encoding", "json_key", "overlap_seconds"],
  shared_secret_encodings: ["utf8", "base64", "hex"],
  /** The alias that authorizers invoke. An additional token source has an alias of its own, `live-KEY`. */
  alias: "live",
  token_source_places: ["header", "cookie", "query_parameter"],
  websocket_token_source_places: ["header", "cookie", "query_parameter", "subprotocol"],
  invalid_token_responses: ["unauthorized", "deny"],
  log_allowed_attributes: ["sample_percent", "claims"],
  api_attributes: ["id", "audience", "base_urls"],
  revocation_attributes: ["table", "claims", "cache_ttl_seconds", "fail"],
  /** The claims by which tokens are revoked. `client_id` stands for `azp` too, as in the context. */
  revocation_claims: ["jti", "sub", "sid", "client_id"],
  revocation_failures: ["closed", "open"],
  rule_attributes: ["effect", "apis", "methods", "paths", "scopes", "claims", "any_token"],
  rule_effects: ["allow", "deny"],
  condition_attributes: ["name", "any", "all", "none", "separator", "member_names"],
  condition_lists: ["any", "all", "none"],
  methods: ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
  /**
   * Forms of a path that a backend might normalize into another path: a segment that begins with `..` (RFC 3986 section
   * 5.2.4 removes `..`, and servers ignore what follows it, such as `;`, `%00` or `%20`), a segment `.`, `//`, and
   * encodings of `.`, `/` and `\`: percent-encodings, overlong UTF-8, and `%u`. Each form takes as much room in a policy
   * as a method and path, so that others are left out: SECURITY.md names them.
   */
  strict_path_parts: [...["/..", "/./", "//", "%2e", "%2E", "%2f", "%2F", "%5c", "%5C", "%c0", "%C0", "%u"]],
  strict_path_ends: ["/."],
  asymmetric_algorithms: [
    ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
    ...["ES256", "ES384", "ES512", "EdDSA", "Ed25519"],
  ],
  symmetric_algorithms: ["HS256", "HS384", "HS512"],
  reserved_context_keys: [
    ...["sub", "iss", "client_id", "scope", "exp"],
    ...["principalId", "usageIdentifierKey", "claims"],
    ...["requestId", "status", "error", "latency", "integrationLatency", "integrationStatus", "__proto__"],
  ],
} as const;

/** An HTTP method that a rule can name. */
export type Method = (typeof CONTRACT.methods)[number];
