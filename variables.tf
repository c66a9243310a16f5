# Name and tags

variable "create" {
  description = "Whether to create anything. False: the module creates nothing, and its outputs are null or empty. Default true."
  type        = bool
  default     = true
  nullable    = false
}

variable "name" {
  description = <<-EOT
    Name of the function and of its log group, and the realm of its `WWW-Authenticate` challenges. The names of the role and of the authorizers begin with it. 1 to 64 letters, digits, `-` and `_`. The same name can be used in several regions.

    A new name replaces the function, its alias and permissions, the role and the log group, and the old log group is deleted with its log. To keep it, apply `log_group_skip_destroy = true` before you change the name.
  EOT
  type        = string
  nullable    = false

  validation {
    condition     = can(regex(local.contract.patterns.name, var.name))
    error_message = "name is ${nonsensitive(issensitive(var.name) ? "(sensitive value)" : jsonencode(var.name))}: it must be 1 to 64 letters, digits, hyphens and underscores, like the name of any Lambda function."
  }
}

variable "tags" {
  description = "Tags of the function, its log group, its role and its scalable target. The object of `configuration_s3` has no tags, because S3 objects take at most ten. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false
}

# Which tokens are accepted

variable "issuer" {
  description = <<-EOT
    Issuer identifier of the provider. Required, unless `trusted_issuers` is set. 1 to 1000 characters, without white space at either end. Without `jwks_url` it must be an https URL without a user name, query or fragment, because the keys are found by discovery.

    A token is accepted only if its `iss` equals this string, character by character. Copy it from the provider's discovery document, including a trailing slash.
  EOT
  type        = string
  default     = null
}

variable "audience" {
  description = <<-EOT
    Audiences of the API. Required, here or in each entry of `trusted_issuers`, unless `apis` sets an audience for each API. Strings of 1 to 512 characters, without white space at either end.

    A token is accepted only if its `aud` (see `audience_claim`) contains at least one of them. There is no way to accept every audience, because a token for another API must not open this one. Do not list client IDs unless you set `token_type` or `required_claims`: they are the audience of ID tokens, which would then open the API.
  EOT
  type        = list(string)
  default     = []
  nullable    = false
}

variable "trusted_issuers" {
  description = <<-EOT
    Several issuers, instead of `issuer` and `jwks_url`. A map of objects; the log names each issuer by its key. The function chooses the issuer of a token by its exact `iss`, before any network request. Issuers with the same `jwks_url`, `jwk_use`, certificates, lifetimes, fetch timeout and seed keys share one fetch.
    - `issuer`: (Required without `without_issuer`) Like the input `issuer`.
    - `without_issuer`: (Optional) `true`, instead of `issuer`, accepts tokens whose `iss` is missing, null or empty. At most one entry may have it, and no other entry may have its keys. Default false.
    - `audience`, `audience_claim`, `required_claims`, `token_type`, `certificate_bound_tokens`, `dpop_bound_tokens`, `max_token_age_seconds`, `algorithms`, `jwks_cache_ttl_seconds`, `jwks_max_stale_seconds`, `jwks_fetch_timeout_seconds`, `ca_certificates_pem`: (Optional) For this issuer, instead of the input of the same name.
    - At most one of these sources of public keys (for both `jwks_url` and `jwks`, see `jwks_use_until`). Without any of them, and without `shared_secret`, keys are found by OpenID Connect Discovery:
      - `jwks_url`: URL of the key set. A key with a member `issuer`, as in Microsoft's key sets, verifies only tokens of that issuer (`{tenantid}` in it stands for the token's `tid`).
      - `jwks`: The key set itself, a JWK Set as a JSON string. It changes only with the configuration.
      - `public_key_pem`: One PEM public key or certificate. It verifies tokens regardless of their `kid`; the dates of a certificate are ignored.
    - `jwk_use`: (Optional) The `use` of the keys in the key set: `sig`, or `jwt-svid` for a SPIFFE bundle. Other keys are ignored. Default `sig`, which also selects keys without `use`.
    - `shared_secret`: (Optional) A secret for HMAC. Use it only if the issuer cannot sign asymmetrically: whoever can verify can sign. `algorithms` is then required and can contain `HS256`, `HS384` and `HS512`. An issuer that moves from a secret to public keys can also have `jwks_url`, `jwks` or `public_key_pem`. The algorithm of a token then decides: HMAC is verified only with the secret, everything else only with the public keys.
      - `arn`: (Required) Complete ARN of a Secrets Manager secret or of an SSM SecureString parameter. The function reads it, so that the secret is neither in Terraform's state nor in the environment. The role may read this secret and no other.
      - `encoding`: (Required) Encoding of the secret: `utf8`, `base64` or `hex`. Decoded, it must have at least as many bytes as the hash.
      - `json_key`: (Optional) Name of the member that holds the key, if the secret is a JSON object, as the Secrets Manager console creates it. Null: the whole secret is the key.
      - `overlap_seconds`: (Optional) How long tokens signed with the previous version are accepted after a rotation, 0 to 604800 seconds, and at least until the secret is next read (`jwks_cache_ttl_seconds`). Default 3600.
      - `kms_key_arn`: (Optional) ARN of the customer managed KMS key that encrypts the secret. Default: the key that AWS manages.
    - `jwks_use_until`: (Optional) Makes `jwks` the seed keys of an issuer with `jwks_url` or discovery: they verify until the provider first answers, so that a cold start works while the provider is down. They are never used after this time (RFC 3339 in UTC, at most 90 days ahead).
  EOT
  type        = any
  default     = {}
  nullable    = false
}

variable "audience_claim" {
  description = "Claim that contains the audience: a top-level claim or a JSON Pointer of up to four segments. Example: `client_id` for access tokens of Cognito, which have no `aud`. Null: `aud`."
  type        = string
  default     = null
}

variable "required_claims" {
  description = <<-EOT
    Conditions on claims that every token must meet. A token that does not meet them gets a 401, or a 403 with `invalid_token_response = "deny"`. To decide who may call what, use `rules`. A list of objects with `name` and `any`, `all` or `none`, like the `claims` of a rule. Default: none.

    Example: `[{ name = "token_use", any = ["access"] }]` refuses ID tokens of Cognito. A claim whose value cannot be compared meets no condition.
  EOT
  type        = any
  default     = []
  nullable    = false
}

variable "token_type" {
  description = <<-EOT
    The only accepted token type (`typ`, RFC 7515), such as `at+jwt` for access tokens as RFC 9068 defines them. A token without `typ` is then refused.

    Null: `at+jwt`, `JWT` or no `typ`. This excludes logout tokens and other JWTs of the same issuer; ID tokens are excluded only by their audience.
  EOT
  type        = string
  default     = null
}

variable "certificate_bound_tokens" {
  description = <<-EOT
    Accepts access tokens that are bound to the client's certificate (mutual TLS, RFC 8705), if API Gateway has verified that certificate and its SHA-256 thumbprint is `cnf["x5t#S256"]` of the token. `required` refuses tokens that are not bound; `optional` also accepts bearer tokens. Null: a bound token is refused.

    The answer then depends on the request, and API Gateway would reuse it for other requests with the same token. Therefore every attached REST and HTTP API needs `result_cache_ttl_seconds = 0`, and a REST API needs `type = "REQUEST"`. Change the APIs first and deploy every stage: the function changes before the APIs do. WebSocket APIs do not show a certificate, so they accept no bound token. See `docs/mutual-tls.md`.
  EOT
  type        = string
  default     = null
}

variable "max_token_age_seconds" {
  description = "Maximum age of a token, counted from `iat`, in seconds, 1 to 31536000. Use it if the provider's tokens are valid for longer than you want. A token without `iat` is then refused. Null: until `exp`."
  type        = number
  default     = null
}

variable "jwks_url" {
  description = "URL of the provider's key set (JWK Set), an https URL without a user name or fragment. It is the `jwks_uri` in the discovery document, not the address of that document. Null: found by OpenID Connect Discovery under `issuer`, which takes a second request each time keys are fetched."
  type        = string
  default     = null
}

variable "jwks_cache_ttl_seconds" {
  description = <<-EOT
    Time to live of fetched keys, in seconds, 60 to 86400. The provider may shorten it with `Cache-Control: max-age`, to no less than 60 seconds. Each instance then shortens it by up to 10 % at random. Default 600 seconds, which causes little traffic for the provider.

    A key that the provider removes is trusted for up to this long plus `result_cache_ttl_seconds`, and for up to `jwks_max_stale_seconds` more while the provider does not answer with usable keys. A new key that tokens name by `kid` is fetched at the next request, at most once every 8 to 10 seconds for each instance and endpoint: a made-up `kid` can delay a new key by up to 10 seconds.
  EOT
  type        = number
  default     = 600
  nullable    = false
}

variable "jwks_max_stale_seconds" {
  description = <<-EOT
    How long expired keys stay in use while the provider is down or answers without usable keys, in seconds, 0 to 86400, counted from the end of `jwks_cache_ttl_seconds`. With 0, requests get a 500 as soon as the keys expire. Default 3600.

    A longer time covers longer outages, but a removed key is trusted for as long.
  EOT
  type        = number
  default     = 3600
  nullable    = false
}

variable "jwks_fetch_timeout_seconds" {
  description = <<-EOT
    Time limit for a fetch of keys, including discovery, in seconds, 1 to 8, and at least 1 less than `timeout` (3 less with `configuration_s3`, and 1 more for each of `revocation` and `dpop.replay_table_arn`). For a slow provider, raise it together with `timeout`. Null: 3, or the most that `timeout` allows if that is less.
  EOT
  type        = number
  default     = null
}

variable "algorithms" {
  description = <<-EOT
    Accepted signature algorithms (`alg`): any of `RS256`, `RS384`, `RS512`, `PS256`, `PS384`, `PS512`, `ES256`, `ES384`, `ES512`, `EdDSA`, `Ed25519`. A token with another algorithm is refused, regardless of its key. Default: the ones that OpenID providers commonly use. To accept only your provider's algorithm, list it alone.
  EOT
  type        = list(string)
  default     = ["RS256", "PS256", "ES256", "EdDSA"]
  nullable    = false
}

variable "clock_skew_seconds" {
  description = <<-EOT
    Accepted difference between the clocks of the provider and of AWS, in seconds, 0 to 300. A token is accepted for this long after `exp`, and this long before `nbf` and `iat`. Default 30, which is more than synchronized clocks need.
  EOT
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.clock_skew_seconds == floor(max(local.contract.ranges.clock_skew_seconds.min, min(local.contract.ranges.clock_skew_seconds.max, var.clock_skew_seconds)))
    error_message = "clock_skew_seconds is ${nonsensitive(issensitive(var.clock_skew_seconds) ? "(sensitive value)" : jsonencode(var.clock_skew_seconds))}: it must be a whole number of seconds from ${local.contract.ranges.clock_skew_seconds.min} to ${local.contract.ranges.clock_skew_seconds.max}."
  }
}

variable "ca_certificates_pem" {
  description = <<-EOT
    PEM certificates of a private certificate authority. They replace the public ones when keys are fetched, and only then. Without `vpc_config`, the function runs outside any VPC, so the provider must be reachable from there. Null: the public certificate authorities.
  EOT
  type        = string
  default     = null
}

# Where the token is

variable "token_source" {
  description = <<-EOT
    The one place where REST and HTTP APIs read the token. Set exactly one of `header`, `cookie` and `query_parameter`. API Gateway's cache key is derived from it, so a token anywhere else is never read.
    - `header`: (Optional) Name of a header.
    - `scheme`: (Optional, only with `header`) Authentication scheme in front of the token, case-insensitive. Null: `Bearer`. Empty: the header contains only the token.
    - `cookie`: (Optional) Name of a cookie. API Gateway's cache key is then the whole `Cookie` header.
    - `query_parameter`: (Optional) Name of a query parameter. Prefer the others, because URLs end up in logs and browser histories.

    Default: the header `Authorization` with the scheme `Bearer` (RFC 6750).
  EOT
  type        = any
  default     = { header = "Authorization" }
  nullable    = false

  # The first character of JSON tells the type, and is known even if a part of the value is not.
  validation {
    condition = startswith(jsonencode(var.token_source), "{") ? length(setsubtract(keys(var.token_source), local.contract.token_source_attributes)) == 0 ? length([for place in [["header", try(var.token_source.header, null)], ["cookie", try(var.token_source.cookie, null)], ["query_parameter", try(var.token_source.query_parameter, null)]] : place[0] if place[1] != null]) == 1 : false : false
    error_message = nonsensitive(
      !startswith(jsonencode(var.token_source), "{") ? "token_source must be an object, such as { header = \"Authorization\" }." :
      length(setsubtract(keys(var.token_source), local.contract.token_source_attributes)) > 0 ? join("\n", [
        for name in setsubtract(keys(var.token_source), local.contract.token_source_attributes) : "token_source has the unknown attribute \"${name}\": correct or remove it.${join("", [for known in local.contract.token_source_attributes : " Did you mean \"${known}\"?" if can(regex(local.contract.near_misses[known], name))])} A token source has ${join(", ", local.contract.token_source_attributes)}."
      ]) :
      "token_source sets ${join(" and ", coalescelist([for place in [["header", try(var.token_source.header, null)], ["cookie", try(var.token_source.cookie, null)], ["query_parameter", try(var.token_source.query_parameter, null)]] : place[0] if place[1] != null], ["nothing"]))}: set exactly one of header, cookie and query_parameter. API Gateway's cache key is derived from it."
    )
  }

  validation {
    condition     = try(var.token_source.header, null) != null || try(var.token_source.scheme, null) == null
    error_message = "token_source.scheme needs token_source.header: cookies and query parameters contain only the token. Remove scheme, or use header."
  }

  validation {
    condition     = try(var.token_source.header, null) == null ? true : can(regex(local.contract.patterns.header, var.token_source.header))
    error_message = "token_source.header is ${nonsensitive(issensitive(try(var.token_source.header, null)) ? "(sensitive value)" : jsonencode(try(var.token_source.header, null)))}: it must be ${local.contract.sentences.header}."
  }

  validation {
    condition     = try(var.token_source.scheme, null) == null ? true : can(regex(local.contract.patterns.scheme, var.token_source.scheme))
    error_message = "token_source.scheme is ${nonsensitive(issensitive(try(var.token_source.scheme, null)) ? "(sensitive value)" : jsonencode(try(var.token_source.scheme, null)))}: it must be ${local.contract.sentences.scheme}."
  }

  validation {
    condition     = try(var.token_source.cookie, null) == null ? true : can(regex(local.contract.patterns.cookie, var.token_source.cookie))
    error_message = "token_source.cookie is ${nonsensitive(issensitive(try(var.token_source.cookie, null)) ? "(sensitive value)" : jsonencode(try(var.token_source.cookie, null)))}: it must be ${local.contract.sentences.cookie}."
  }

  validation {
    condition     = try(var.token_source.query_parameter, null) == null ? true : can(regex(local.contract.patterns.query_parameter, var.token_source.query_parameter))
    error_message = "token_source.query_parameter is ${nonsensitive(issensitive(try(var.token_source.query_parameter, null)) ? "(sensitive value)" : jsonencode(try(var.token_source.query_parameter, null)))}: it must be ${local.contract.sentences.query_parameter}."
  }
}

variable "websocket_token_source" {
  description = <<-EOT
    The one place where WebSocket APIs read the token. An object like `token_source`, with one more attribute. Browsers cannot set headers such as `Authorization` on a WebSocket handshake: for browsers, use `cookie`, `query_parameter` or `subprotocol`. Null: the same place as `token_source`.
    - `subprotocol`: (Optional) Name of a subprotocol, such as `access_token`. The token is the item after this name in `Sec-WebSocket-Protocol`: `new WebSocket(url, ["access_token", token])`. The integration of `$connect` must return the header `Sec-WebSocket-Protocol` with this name, or browsers close the connection.
  EOT
  type        = any
  default     = null

  # The first character of JSON tells the type, and is known even if a part of the value is not.
  validation {
    condition = var.websocket_token_source == null ? true : startswith(jsonencode(var.websocket_token_source), "{") ? length(setsubtract(keys(var.websocket_token_source), local.contract.websocket_token_source_attributes)) == 0 ? length([for place in [["header", try(var.websocket_token_source.header, null)], ["cookie", try(var.websocket_token_source.cookie, null)], ["query_parameter", try(var.websocket_token_source.query_parameter, null)], ["subprotocol", try(var.websocket_token_source.subprotocol, null)]] : place[0] if place[1] != null]) == 1 : false : false
    error_message = nonsensitive(
      !startswith(jsonencode(var.websocket_token_source), "{") ? "websocket_token_source must be an object, such as { header = \"Authorization\" }." :
      length(setsubtract(keys(var.websocket_token_source), local.contract.websocket_token_source_attributes)) > 0 ? join("\n", [
        for name in setsubtract(keys(var.websocket_token_source), local.contract.websocket_token_source_attributes) : "websocket_token_source has the unknown attribute \"${name}\": correct or remove it.${join("", [for known in local.contract.websocket_token_source_attributes : " Did you mean \"${known}\"?" if can(regex(local.contract.near_misses[known], name))])} A token source has ${join(", ", local.contract.websocket_token_source_attributes)}."
      ]) :
      "websocket_token_source sets ${join(" and ", coalescelist([for place in [["header", try(var.websocket_token_source.header, null)], ["cookie", try(var.websocket_token_source.cookie, null)], ["query_parameter", try(var.websocket_token_source.query_parameter, null)], ["subprotocol", try(var.websocket_token_source.subprotocol, null)]] : place[0] if place[1] != null], ["nothing"]))}: set exactly one of ${join(", ", local.contract.websocket_token_source_places)}, or remove websocket_token_source to use token_source."
    )
  }

  validation {
    condition     = try(var.websocket_token_source.header, null) != null || try(var.websocket_token_source.scheme, null) == null
    error_message = "websocket_token_source.scheme needs websocket_token_source.header: cookies and query parameters contain only the token. Remove scheme, or use header."
  }

  validation {
    condition     = try(var.websocket_token_source.header, null) == null ? true : can(regex(local.contract.patterns.header, var.websocket_token_source.header))
    error_message = "websocket_token_source.header is ${nonsensitive(issensitive(try(var.websocket_token_source.header, null)) ? "(sensitive value)" : jsonencode(try(var.websocket_token_source.header, null)))}: it must be ${local.contract.sentences.header}."
  }

  validation {
    condition     = try(var.websocket_token_source.scheme, null) == null ? true : can(regex(local.contract.patterns.scheme, var.websocket_token_source.scheme))
    error_message = "websocket_token_source.scheme is ${nonsensitive(issensitive(try(var.websocket_token_source.scheme, null)) ? "(sensitive value)" : jsonencode(try(var.websocket_token_source.scheme, null)))}: it must be ${local.contract.sentences.scheme}."
  }

  validation {
    condition     = try(var.websocket_token_source.cookie, null) == null ? true : can(regex(local.contract.patterns.cookie, var.websocket_token_source.cookie))
    error_message = "websocket_token_source.cookie is ${nonsensitive(issensitive(try(var.websocket_token_source.cookie, null)) ? "(sensitive value)" : jsonencode(try(var.websocket_token_source.cookie, null)))}: it must be ${local.contract.sentences.cookie}."
  }

  validation {
    condition     = try(var.websocket_token_source.subprotocol, null) == null ? true : can(regex(local.contract.patterns.subprotocol, var.websocket_token_source.subprotocol))
    error_message = "websocket_token_source.subprotocol is ${nonsensitive(issensitive(try(var.websocket_token_source.subprotocol, null)) ? "(sensitive value)" : jsonencode(try(var.websocket_token_source.subprotocol, null)))}: it must be ${local.contract.sentences.subprotocol}."
  }

  validation {
    condition     = try(var.websocket_token_source.query_parameter, null) == null ? true : can(regex(local.contract.patterns.query_parameter, var.websocket_token_source.query_parameter))
    error_message = "websocket_token_source.query_parameter is ${nonsensitive(issensitive(try(var.websocket_token_source.query_parameter, null)) ? "(sensitive value)" : jsonencode(try(var.websocket_token_source.query_parameter, null)))}: it must be ${local.contract.sentences.query_parameter}."
  }
}

# What a valid token may do

variable "rules" {
  description = <<-EOT
    Which tokens may call which methods and paths. Allow rules add up, deny rules win, and a request that no rule allows gets a 403. Null: a valid token may call everything. An empty list is rejected: it is usually a filter that matched nothing, and it would open every path. The function compiles the rules to one policy for the whole stage, which stays correct while API Gateway caches it. A list of objects:
    - `effect`: (Optional) `allow` or `deny`. Default `allow`.
    - `apis`: (Optional) The APIs to which the rule applies, by their keys in `apis`. Default: all APIs, including those that `apis` does not list. An API to which no rule applies answers every request with a 403.
    - `methods`: (Optional) Any of `DELETE`, `GET`, `HEAD`, `OPTIONS`, `PATCH`, `POST` and `PUT`. `GET` does not imply `HEAD`. Default: all of them.
    - `paths`: (Required) Paths after the stage. Each begins with `/`, or is `$connect` for WebSocket APIs. `/*` also covers `$connect` in a rule without `methods`, and in a deny rule that lists all methods. `*` matches any number of characters, including `/`; `?` matches one character; `**` and `{proxy+}` are rejected: write `*`. In allow rules, the placeholder `{claim}` stands for the token's value of that claim: an integer, or 1 to 128 characters of `A-Z a-z 0-9 . _ ~ -`, but not `.` or `..`. A token with another value, or without the claim, does not match the rule.
    - `scopes`: (Optional) The token must have at least one of these in `scope` or `scp`.
    - `claims`: (Optional) Conditions on claims, which must all be met. Each condition has the `name` of a claim and at least one of `any`, `all` and `none`, each a list of values: strings, booleans or integers, compared as strings. If the claim is a list, its elements are compared. A missing claim has no value, so that it meets only `none`.
      - `name`: (Required) A top-level claim, or, beginning with `/`, a JSON Pointer (RFC 6901) of up to four segments.
      - `any`: (Optional) The claim has at least one of these values.
      - `all`: (Optional) The claim has all of these values.
      - `none`: (Optional) The claim has none of these values.
      - `separator`: (Optional) One character, such as `","`, that separates the values in a claim that is a string. Spaces and tabs around a value are removed. Null: a string is one value.
      - `member_names`: (Optional) `true` if the claim is an object whose member names are the values, such as the roles of Zitadel. Members that are `false` or null do not count. Default false.
    - `any_token`: (Required in a rule without `scopes`, `claims` or placeholders) `true` if the rule is meant for every valid token, so that a forgotten condition is an error and not an open path.

    A value that cannot be compared (an object, a fraction, a number beyond 2^53 - 1, a string that is not in Unicode's NFC or has control characters) is treated as if it could equal anything: the conditions of an allow rule must hold whatever it equals, and every deny rule that reads it holds. In a list, elements that are null, lists or objects are ignored.
  EOT
  type        = any
  default     = null
}

variable "rule_tests" {
  description = <<-EOT
    What the rules must allow a token to do, and what they must deny. Terraform evaluates the tests during the plan, without a Terraform provider. If a test fails, the plan fails and names the rules that are responsible. A list of objects:
    - `claims`: (Required) The claims of a token that the issuer could issue, as an object: `{ scope = "orders:read" }`. Claims that the rules do not read make no difference.
    - `api`: (Optional) The API that the requests are for: a key of `apis`. Null: an API that `apis` does not list, to which only rules without `apis` apply.
    - `allow`: (Optional) Requests that the token may make, such as `GET /orders/1`, or `$connect` for a WebSocket API. Write the path as the client does: values instead of `{claim}`, without stage or query.
    - `deny`: (Optional) Requests that the token may not make. Set `allow`, `deny` or both.
  EOT
  type        = any
  default     = []
  nullable    = false
}

variable "strict_paths" {
  description = <<-EOT
    Whether rules also deny paths that a backend might treat as another path: paths that contain `//`, a segment `.`, a segment that begins with `..`, or an encoded dot, slash or backslash (`%2e`, `%2f`, `%5c`, `%c0…`, `%u…`). It has no effect without `rules`, unless custom logic adds rules. Default true. With false, a client may reach a path that the rules do not allow if the backend normalizes paths; policies are about 1000 bytes shorter.
  EOT
  type        = bool
  default     = true
  nullable    = false
}

variable "invalid_token_response" {
  description = <<-EOT
    Answer to a token that can never become valid: a malformed token; a wrong algorithm, issuer, audience or type; `required_claims` that are not met; or a signature that fails with the key that the token names. Expired tokens get a 401 either way.
    - `unauthorized`: a 401. API Gateway does not cache it, and it counts as an error of the function.
    - `deny`: a 403. API Gateway caches it for the result TTL, so that the same token costs no second invocation. Clients that refresh their token on a 401 do not refresh it on a 403.

    Default `unauthorized`, as RFC 6750 specifies.
  EOT
  type        = string
  default     = "unauthorized"
  nullable    = false

  validation {
    condition     = contains(local.contract.invalid_token_responses, var.invalid_token_response)
    error_message = "invalid_token_response is ${nonsensitive(issensitive(var.invalid_token_response) ? "(sensitive value)" : jsonencode(var.invalid_token_response))}: it must be one of ${join(", ", local.contract.invalid_token_responses)}."
  }
}

# What the backend receives

variable "claims_to_context" {
  description = <<-EOT
    Claims that the backend receives in the authorizer's context, in addition to `sub`, `iss`, `client_id`, `scope` and `exp`. A map from context keys to claims: each a top-level claim or a JSON Pointer of up to four segments. Default: none.

    Strings (without control characters), numbers and booleans are passed on as they are. A list becomes a string: its strings, numbers and booleans joined by spaces, except elements that contain a space. On HTTP APIs it stays a list. Any other value becomes an empty string. Each key is always sent, empty if the claim is missing. Do not map a key that can be empty to a header that the backend trusts.
  EOT
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key in keys(var.claims_to_context) : can(regex(local.contract.patterns.context_key, key)) && !contains(local.contract.reserved_context_keys, key)])
    error_message = nonsensitive("claims_to_context has the invalid keys ${jsonencode([for key in keys(var.claims_to_context) : key if !can(regex(local.contract.patterns.context_key, key)) || contains(local.contract.reserved_context_keys, key)])}: each must be ${local.contract.sentences.context_key}, and none of the reserved keys ${join(", ", local.contract.reserved_context_keys)}.")
  }

  validation {
    condition     = alltrue([for name in values(var.claims_to_context) : name == null ? false : alltrue([for pattern in local.claim_name_patterns : can(regex(pattern, name))])])
    error_message = nonsensitive("claims_to_context has the invalid values ${jsonencode({ for key, name in var.claims_to_context : key => issensitive(var.claims_to_context[key]) ? "(sensitive value)" : name if name == null ? true : !alltrue([for pattern in local.claim_name_patterns : can(regex(pattern, name))]) })}: each must be ${local.claim_name_rule}.")
  }
}

variable "principal_claim" {
  description = <<-EOT
    Claim whose value becomes the `principalId`: a top-level claim or a JSON Pointer of up to four segments. A token without this claim has the principal `unknown`, never the value of another claim. Null: `sub`, else `client_id`, else `azp`.
  EOT
  type        = string
  default     = null

  validation {
    condition     = var.principal_claim == null ? true : alltrue([for pattern in local.claim_name_patterns : can(regex(pattern, var.principal_claim))])
    error_message = "principal_claim is ${nonsensitive(issensitive(var.principal_claim) ? "(sensitive value)" : jsonencode(var.principal_claim))}: it must be ${local.claim_name_rule}."
  }
}

variable "usage_plan_key_claim" {
  description = <<-EOT
    Claim whose value is the API key of the caller's usage plan (`usageIdentifierKey`), for REST APIs whose `api_key_source` is `AUTHORIZER`: a top-level claim or a JSON Pointer of up to four segments. A token without this claim has no key. Null: none.
  EOT
  type        = string
  default     = null

  validation {
    condition     = var.usage_plan_key_claim == null ? true : alltrue([for pattern in local.claim_name_patterns : can(regex(pattern, var.usage_plan_key_claim))])
    error_message = "usage_plan_key_claim is ${nonsensitive(issensitive(var.usage_plan_key_claim) ? "(sensitive value)" : jsonencode(var.usage_plan_key_claim))}: it must be ${local.claim_name_rule}."
  }
}

# Which APIs use it

variable "rest_apis" {
  description = <<-EOT
    REST APIs to attach to. A map of objects; each key becomes a part of the authorizer's name. An unknown attribute is rejected. A new key or `id` replaces the authorizer and its permission; see `docs/state-changes.md` before you rename a key. Default: none.
    - `id`: (Required) ID of the REST API.
    - `type`: (Optional) `TOKEN` or `REQUEST`. `TOKEN` reads only a header, whose value must look like a JWT: API Gateway refuses any other value without invoking the function. `REQUEST` reads a header, a cookie or a query parameter. Default `TOKEN`.
    - `gateway_responses`: (Optional) The API's gateway responses to replace: `UNAUTHORIZED` (401) and `ACCESS_DENIED` (403) get a `WWW-Authenticate` header (RFC 6750) and a JSON body. An API has only one of each: set `[]` if the API has its own, or another authorizer's. Default both.
    - `resource_metadata_url`: (Optional) URL of the API's OAuth 2.0 protected resource metadata (RFC 9728), such as `https://api.example.com/.well-known/oauth-protected-resource`. The `WWW-Authenticate` header of the 401 and the 403 then names it as `resource_metadata`, so that a client finds the authorization server. Serve the document on a route without an authorizer. Null: none.
    - `invalid_token_challenge`, `cors_configuration`, `result_cache_ttl_seconds`: (Optional) For this API, instead of the input of the same name.
    - `execution_arn`: (Optional) Attribute `execution_arn` of the API. Null: derived from the function's ARN, which is right if both are in the same account and region.
    - `create_permission`: (Optional) Whether to allow the API's authorizer to invoke the function. Set it to false if `invoke_from` covers the API. An API in another account or region than the function must be covered by `invoke_from`. Default true.
    - `token_source`: (Optional) Key of `token_sources`: this authorizer reads the token there. To read it in two places for different methods, attach the API under two keys; one of them needs `gateway_responses = []`. Null: the input `token_source`.
  EOT
  type        = any
  default     = {}
  nullable    = false

  # The first character of JSON tells the type, and is known even if a part of the value is not. Each validation is about
  # one attribute, because Terraform delays a validation until it knows all values that the validation reads. If the value
  # is not a map, only the first validation fails.
  validation {
    condition     = startswith(jsonencode(var.rest_apis), "{")
    error_message = "rest_apis must be a map of objects: write rest_apis = { orders = { id = aws_api_gateway_rest_api.orders.id } }, with keys of your choice."
  }

  validation {
    condition     = alltrue(flatten([for map in startswith(jsonencode(var.rest_apis), "{") ? [var.rest_apis] : [] : [for key, api in map : can(regex(local.contract.patterns.api_key, key))]]))
    error_message = nonsensitive("rest_apis has the invalid keys ${jsonencode(flatten([for map in startswith(jsonencode(var.rest_apis), "{") ? [var.rest_apis] : [] : [for key, api in map : key if !can(regex(local.contract.patterns.api_key, key))]]))}: each must be ${local.contract.sentences.api_key}, because it becomes a part of the authorizer's name.")
  }

  validation {
    condition = alltrue(flatten([for map in startswith(jsonencode(var.rest_apis), "{") ? [var.rest_apis] : [] : [for api in map : can(merge(api, {})) && startswith(jsonencode(api), "{") ? contains(keys(api), "id") && length(setsubtract(keys(api), local.contract.rest_api_attributes)) == 0 : false]]))
    error_message = nonsensitive(join("\n", flatten([
      for map in startswith(jsonencode(var.rest_apis), "{") ? [var.rest_apis] : [] : [
        for key, api in map : !can(merge(api, {})) || !startswith(jsonencode(api), "{") ? ["rest_apis.${key} must be an object, such as { id = aws_api_gateway_rest_api.orders.id }."] :
        length(setsubtract(keys(api), local.contract.rest_api_attributes)) > 0 ? [
          for name in setsubtract(keys(api), local.contract.rest_api_attributes) :
          "rest_apis.${key} has the unknown attribute \"${name}\": correct or remove it.${join("", [for known in local.contract.rest_api_attributes : " Did you mean \"${known}\"?" if can(regex(local.contract.near_misses[known], name))])} A REST API has ${join(", ", local.contract.rest_api_attributes)}."
        ] : contains(keys(api), "id") ? [] : ["rest_apis.${key}.id is missing: set it to the ID of the API, such as aws_api_gateway_rest_api.orders.id."]
      ]
    ])))
  }

  validation {
    condition     = alltrue(flatten([for map in startswith(jsonencode(var.rest_apis), "{") ? [var.rest_apis] : [] : [for api in map : can(regex(local.contract.api_values.id.json, jsonencode(try(api.id, "a"))))]]))
    error_message = nonsensitive(join("\n", flatten([for map in startswith(jsonencode(var.rest_apis), "{") ? [var.rest_apis] : [] : [for key, api in map : "rest_apis.${key}.id is ${nonsensitive(issensitive(var.rest_apis[key].id) ? "(sensitive value)" : jsonencode(var.rest_apis[key].id))}: it must be the ID of a REST API: ${local.contract.api_values.id.must}, such as aws_api_gateway_rest_api.NAME.id." if !can(regex(local.contract.api_values.id.json, jsonencode(try(api.id, "a"))))]])))
  }

  validation {
    condition     = alltrue(flatten([for map in startswith(jsonencode(var.rest_apis), "{") ? [var.rest_apis] : [] : [for api in map : can(regex(local.contract.api_values.type.json, jsonencode(try(api.type, null))))]]))
    error_message = nonsensitive(join("\n", flatten([for map in startswith(jsonencode(var.rest_apis), "{") ? [var.rest_apis] : [] : [for key, api in map : "rest_apis.${key}.type is ${nonsensitive(issensitive(var.rest_apis[key].type) ? "(sensitive value)" : jsonencode(var.rest_apis[key].type))}: it must be ${local.contract.api_values.type.must}." if !can(regex(local.contract.api_values.type.json, jsonencode(try(api.type, null))))]])))
  }

  validation {
    condition     = alltrue(flatten([for map in startswith(jsonencode(var.rest_apis), "{") ? [var.rest_apis] : [] : [for api in map : can(regex(local.contract.api_values.gateway_responses.json, jsonencode(try(api.gateway_responses, null))))]]))
    error_message = nonsensitive(join("\n", flatten([for map in startswith(jsonencode(var.rest_apis), "{") ? [var.rest_apis] : [] : [for key, api in map : "rest_apis.${key}.gateway_responses is ${nonsensitive(issensitive(jsonencode(var.rest_apis[key].gateway_responses)) ? "(sensitive value)" : jsonencode(var.rest_apis[key].gateway_responses))}: it must be ${local.contract.api_values.gateway_responses.must}." if !can(regex(local.contract.api_values.gateway_responses.json, jsonencode(try(api.gateway_responses, null))))]])))
  }

  validation {
    condition     = alltrue(flatten([for map in startswith(jsonencode(var.rest_apis), "{") ? [var.rest_apis] : [] : [for api in map : can(regex(local.contract.api_values.invalid_token_challenge.json, jsonencode(try(api.invalid_token_challenge, null))))]]))
    error_message = nonsensitive(join("\n", flatten([for map in startswith(jsonencode(var.rest_apis), "{") ? [var.rest_apis] : [] : [for key, api in map : "rest_apis.${key}.invalid_token_challenge is ${nonsensitive(issensitive(var.rest_apis[key].invalid_token_challenge) ? "(sensitive value)" : jsonencode(var.rest_apis[key].invalid_token_challenge))}: it must be ${local.contract.api_values.invalid_token_challenge.must}." if !can(regex(local.contract.api_values.invalid_token_challenge.json, jsonencode(try(api.invalid_token_challenge, null))))]])))
  }

  validation {
    condition     = alltrue(flatten([for map in startswith(jsonencode(var.rest_apis), "{") ? [var.rest_apis] : [] : [for api in map : can(regex(local.contract.api_values.resource_metadata_url.json, jsonencode(try(api.resource_metadata_url, null))))]]))
    error_message = nonsensitive(join("\n", flatten([for map in startswith(jsonencode(var.rest_apis), "{") ? [var.rest_apis] : [] : [for key, api in map : "rest_apis.${key}.resource_metadata_url is ${nonsensitive(issensitive(var.rest_apis[key].resource_metadata_url) ? "(sensitive value)" : jsonencode(var.rest_apis[key].resource_metadata_url))}: it must be ${local.contract.api_values.resource_metadata_url.must}." if !can(regex(local.contract.api_values.resource_metadata_url.json, jsonencode(try(api.resource_metadata_url, null))))]])))
  }

  validation {
    condition     = alltrue(flatten([for map in startswith(jsonencode(var.rest_apis), "{") ? [var.rest_apis] : [] : [for api in map : can(regex(local.contract.api_values.execution_arn.json, jsonencode(try(api.execution_arn, null))))]]))
    error_message = nonsensitive(join("\n", flatten([for map in startswith(jsonencode(var.rest_apis), "{") ? [var.rest_apis] : [] : [for key, api in map : "rest_apis.${key}.execution_arn is ${nonsensitive(issensitive(var.rest_apis[key].execution_arn) ? "(sensitive value)" : jsonencode(var.rest_apis[key].execution_arn))}: it must be ${local.contract.api_values.execution_arn.must}." if !can(regex(local.contract.api_values.execution_arn.json, jsonencode(try(api.execution_arn, null))))]])))
  }

  validation {
    condition     = alltrue(flatten([for map in startswith(jsonencode(var.rest_apis), "{") ? [var.rest_apis] : [] : [for api in map : can(regex(local.contract.api_values.create_permission.json, jsonencode(try(api.create_permission, null))))]]))
    error_message = nonsensitive(join("\n", flatten([for map in startswith(jsonencode(var.rest_apis), "{") ? [var.rest_apis] : [] : [for key, api in map : "rest_apis.${key}.create_permission is ${nonsensitive(issensitive(var.rest_apis[key].create_permission) ? "(sensitive value)" : jsonencode(var.rest_apis[key].create_permission))}: it must be ${local.contract.api_values.create_permission.must}." if !can(regex(local.contract.api_values.create_permission.json, jsonencode(try(api.create_permission, null))))]])))
  }

  validation {
    condition     = alltrue(flatten([for map in startswith(jsonencode(var.rest_apis), "{") ? [var.rest_apis] : [] : [for api in map : can(regex(local.contract.api_values.token_source.json, jsonencode(try(api.token_source, null))))]]))
    error_message = nonsensitive(join("\n", flatten([for map in startswith(jsonencode(var.rest_apis), "{") ? [var.rest_apis] : [] : [for key, api in map : "rest_apis.${key}.token_source is ${nonsensitive(issensitive(var.rest_apis[key].token_source) ? "(sensitive value)" : jsonencode(var.rest_apis[key].token_source))}: it must be ${local.contract.api_values.token_source.must}." if !can(regex(local.contract.api_values.token_source.json, jsonencode(try(api.token_source, null))))]])))
  }

  validation {
    condition     = alltrue(flatten([for map in startswith(jsonencode(var.rest_apis), "{") ? [var.rest_apis] : [] : [for api in map : try(alltrue([for seconds in [tonumber(try(api.result_cache_ttl_seconds, null))] : seconds == null ? true : seconds == floor(max(local.contract.ranges.result_cache_ttl_seconds.min, min(local.contract.ranges.result_cache_ttl_seconds.max, seconds)))]), false)]]))
    error_message = nonsensitive(join("\n", flatten([for map in startswith(jsonencode(var.rest_apis), "{") ? [var.rest_apis] : [] : [for key, api in map : "rest_apis.${key}.result_cache_ttl_seconds is ${nonsensitive(issensitive(var.rest_apis[key].result_cache_ttl_seconds) ? "(sensitive value)" : jsonencode(var.rest_apis[key].result_cache_ttl_seconds))}: it must be a whole number of seconds from ${local.contract.ranges.result_cache_ttl_seconds.min} (no cache) to ${local.contract.ranges.result_cache_ttl_seconds.max}." if !try(alltrue([for seconds in [tonumber(try(api.result_cache_ttl_seconds, null))] : seconds == null ? true : seconds == floor(max(local.contract.ranges.result_cache_ttl_seconds.min, min(local.contract.ranges.result_cache_ttl_seconds.max, seconds)))]), false)]])))
  }
}

variable "http_apis" {
  description = <<-EOT
    HTTP APIs to attach to. A map of objects; each key becomes a part of the authorizer's name. A new key or `id` replaces the authorizer and its permission; see `docs/state-changes.md` before you rename a key. Default: none.
    - `id`: (Required) ID of the HTTP API.
    - `result_cache_ttl_seconds`: (Optional) For this API, instead of the input of the same name.
    - `execution_arn`, `create_permission`: (Optional) As in `rest_apis`.
    - `token_source`: (Optional) Key of `token_sources`: this authorizer reads the token there. To read it in two places for different routes, attach the API under two keys. Null: the input `token_source`.
  EOT
  type        = any
  default     = {}
  nullable    = false

  # The first character of JSON tells the type, and is known even if a part of the value is not.
  validation {
    condition     = startswith(jsonencode(var.http_apis), "{")
    error_message = "http_apis must be a map of objects: write http_apis = { orders = { id = aws_apigatewayv2_api.orders.id } }, with keys of your choice."
  }

  validation {
    condition     = alltrue(flatten([for map in startswith(jsonencode(var.http_apis), "{") ? [var.http_apis] : [] : [for key, api in map : can(regex(local.contract.patterns.api_key, key))]]))
    error_message = nonsensitive("http_apis has the invalid keys ${jsonencode(flatten([for map in startswith(jsonencode(var.http_apis), "{") ? [var.http_apis] : [] : [for key, api in map : key if !can(regex(local.contract.patterns.api_key, key))]]))}: each must be ${local.contract.sentences.api_key}, because it becomes a part of the authorizer's name.")
  }

  validation {
    condition = alltrue(flatten([for map in startswith(jsonencode(var.http_apis), "{") ? [var.http_apis] : [] : [for api in map : can(merge(api, {})) && startswith(jsonencode(api), "{") ? contains(keys(api), "id") && length(setsubtract(keys(api), local.contract.http_api_attributes)) == 0 : false]]))
    error_message = nonsensitive(join("\n", flatten([
      for map in startswith(jsonencode(var.http_apis), "{") ? [var.http_apis] : [] : [
        for key, api in map : !can(merge(api, {})) || !startswith(jsonencode(api), "{") ? ["http_apis.${key} must be an object, such as { id = aws_apigatewayv2_api.orders.id }."] :
        length(setsubtract(keys(api), local.contract.http_api_attributes)) > 0 ? [
          for name in setsubtract(keys(api), local.contract.http_api_attributes) :
          "http_apis.${key} has the unknown attribute \"${name}\": correct or remove it.${join("", [for known in local.contract.http_api_attributes : " Did you mean \"${known}\"?" if can(regex(local.contract.near_misses[known], name))])} An HTTP API has ${join(", ", local.contract.http_api_attributes)}."
        ] : contains(keys(api), "id") ? [] : ["http_apis.${key}.id is missing: set it to the ID of the API, such as aws_apigatewayv2_api.orders.id."]
      ]
    ])))
  }

  validation {
    condition     = alltrue(flatten([for map in startswith(jsonencode(var.http_apis), "{") ? [var.http_apis] : [] : [for api in map : can(regex(local.contract.api_values.id.json, jsonencode(try(api.id, "a"))))]]))
    error_message = nonsensitive(join("\n", flatten([for map in startswith(jsonencode(var.http_apis), "{") ? [var.http_apis] : [] : [for key, api in map : "http_apis.${key}.id is ${nonsensitive(issensitive(var.http_apis[key].id) ? "(sensitive value)" : jsonencode(var.http_apis[key].id))}: it must be the ID of an HTTP API: ${local.contract.api_values.id.must}, such as aws_apigatewayv2_api.NAME.id." if !can(regex(local.contract.api_values.id.json, jsonencode(try(api.id, "a"))))]])))
  }

  validation {
    condition     = alltrue(flatten([for map in startswith(jsonencode(var.http_apis), "{") ? [var.http_apis] : [] : [for api in map : can(regex(local.contract.api_values.execution_arn.json, jsonencode(try(api.execution_arn, null))))]]))
    error_message = nonsensitive(join("\n", flatten([for map in startswith(jsonencode(var.http_apis), "{") ? [var.http_apis] : [] : [for key, api in map : "http_apis.${key}.execution_arn is ${nonsensitive(issensitive(var.http_apis[key].execution_arn) ? "(sensitive value)" : jsonencode(var.http_apis[key].execution_arn))}: it must be ${local.contract.api_values.execution_arn.must}." if !can(regex(local.contract.api_values.execution_arn.json, jsonencode(try(api.execution_arn, null))))]])))
  }

  validation {
    condition     = alltrue(flatten([for map in startswith(jsonencode(var.http_apis), "{") ? [var.http_apis] : [] : [for api in map : can(regex(local.contract.api_values.create_permission.json, jsonencode(try(api.create_permission, null))))]]))
    error_message = nonsensitive(join("\n", flatten([for map in startswith(jsonencode(var.http_apis), "{") ? [var.http_apis] : [] : [for key, api in map : "http_apis.${key}.create_permission is ${nonsensitive(issensitive(var.http_apis[key].create_permission) ? "(sensitive value)" : jsonencode(var.http_apis[key].create_permission))}: it must be ${local.contract.api_values.create_permission.must}." if !can(regex(local.contract.api_values.create_permission.json, jsonencode(try(api.create_permission, null))))]])))
  }

  validation {
    condition     = alltrue(flatten([for map in startswith(jsonencode(var.http_apis), "{") ? [var.http_apis] : [] : [for api in map : can(regex(local.contract.api_values.token_source.json, jsonencode(try(api.token_source, null))))]]))
    error_message = nonsensitive(join("\n", flatten([for map in startswith(jsonencode(var.http_apis), "{") ? [var.http_apis] : [] : [for key, api in map : "http_apis.${key}.token_source is ${nonsensitive(issensitive(var.http_apis[key].token_source) ? "(sensitive value)" : jsonencode(var.http_apis[key].token_source))}: it must be ${local.contract.api_values.token_source.must}." if !can(regex(local.contract.api_values.token_source.json, jsonencode(try(api.token_source, null))))]])))
  }

  validation {
    condition     = alltrue(flatten([for map in startswith(jsonencode(var.http_apis), "{") ? [var.http_apis] : [] : [for api in map : try(alltrue([for seconds in [tonumber(try(api.result_cache_ttl_seconds, null))] : seconds == null ? true : seconds == floor(max(local.contract.ranges.result_cache_ttl_seconds.min, min(local.contract.ranges.result_cache_ttl_seconds.max, seconds)))]), false)]]))
    error_message = nonsensitive(join("\n", flatten([for map in startswith(jsonencode(var.http_apis), "{") ? [var.http_apis] : [] : [for key, api in map : "http_apis.${key}.result_cache_ttl_seconds is ${nonsensitive(issensitive(var.http_apis[key].result_cache_ttl_seconds) ? "(sensitive value)" : jsonencode(var.http_apis[key].result_cache_ttl_seconds))}: it must be a whole number of seconds from ${local.contract.ranges.result_cache_ttl_seconds.min} (no cache) to ${local.contract.ranges.result_cache_ttl_seconds.max}." if !try(alltrue([for seconds in [tonumber(try(api.result_cache_ttl_seconds, null))] : seconds == null ? true : seconds == floor(max(local.contract.ranges.result_cache_ttl_seconds.min, min(local.contract.ranges.result_cache_ttl_seconds.max, seconds)))]), false)]])))
  }
}

variable "websocket_apis" {
  description = <<-EOT
    WebSocket APIs to attach to. A map of objects; each key becomes a part of the authorizer's name. API Gateway invokes the authorizer once, when a connection opens, and caches nothing; the connection then lives for up to two hours. A new key or `id` replaces the authorizer and its permission; see `docs/state-changes.md` before you rename a key. Default: none.
    - `id`: (Required) ID of the WebSocket API.
    - `execution_arn`, `create_permission`: (Optional) As in `rest_apis`.
    - `token_source`: (Optional) Key of `token_sources`: this authorizer reads the token there. Null: the input `websocket_token_source`.
  EOT
  type        = any
  default     = {}
  nullable    = false

  # The first character of JSON tells the type, and is known even if a part of the value is not.
  validation {
    condition     = startswith(jsonencode(var.websocket_apis), "{")
    error_message = "websocket_apis must be a map of objects: write websocket_apis = { orders = { id = aws_apigatewayv2_api.orders.id } }, with keys of your choice."
  }

  validation {
    condition     = alltrue(flatten([for map in startswith(jsonencode(var.websocket_apis), "{") ? [var.websocket_apis] : [] : [for key, api in map : can(regex(local.contract.patterns.api_key, key))]]))
    error_message = nonsensitive("websocket_apis has the invalid keys ${jsonencode(flatten([for map in startswith(jsonencode(var.websocket_apis), "{") ? [var.websocket_apis] : [] : [for key, api in map : key if !can(regex(local.contract.patterns.api_key, key))]]))}: each must be ${local.contract.sentences.api_key}, because it becomes a part of the authorizer's name.")
  }

  validation {
    condition = alltrue(flatten([for map in startswith(jsonencode(var.websocket_apis), "{") ? [var.websocket_apis] : [] : [for api in map : can(merge(api, {})) && startswith(jsonencode(api), "{") ? contains(keys(api), "id") && length(setsubtract(keys(api), local.contract.websocket_api_attributes)) == 0 : false]]))
    error_message = nonsensitive(join("\n", flatten([
      for map in startswith(jsonencode(var.websocket_apis), "{") ? [var.websocket_apis] : [] : [
        for key, api in map : !can(merge(api, {})) || !startswith(jsonencode(api), "{") ? ["websocket_apis.${key} must be an object, such as { id = aws_apigatewayv2_api.orders.id }."] :
        length(setsubtract(keys(api), local.contract.websocket_api_attributes)) > 0 ? [
          for name in setsubtract(keys(api), local.contract.websocket_api_attributes) :
          "websocket_apis.${key} has the unknown attribute \"${name}\": correct or remove it.${join("", [for known in local.contract.websocket_api_attributes : " Did you mean \"${known}\"?" if can(regex(local.contract.near_misses[known], name))])} A WebSocket API has ${join(", ", local.contract.websocket_api_attributes)}."
        ] : contains(keys(api), "id") ? [] : ["websocket_apis.${key}.id is missing: set it to the ID of the API, such as aws_apigatewayv2_api.orders.id."]
      ]
    ])))
  }

  validation {
    condition     = alltrue(flatten([for map in startswith(jsonencode(var.websocket_apis), "{") ? [var.websocket_apis] : [] : [for api in map : can(regex(local.contract.api_values.id.json, jsonencode(try(api.id, "a"))))]]))
    error_message = nonsensitive(join("\n", flatten([for map in startswith(jsonencode(var.websocket_apis), "{") ? [var.websocket_apis] : [] : [for key, api in map : "websocket_apis.${key}.id is ${nonsensitive(issensitive(var.websocket_apis[key].id) ? "(sensitive value)" : jsonencode(var.websocket_apis[key].id))}: it must be the ID of a WebSocket API: ${local.contract.api_values.id.must}, such as aws_apigatewayv2_api.NAME.id." if !can(regex(local.contract.api_values.id.json, jsonencode(try(api.id, "a"))))]])))
  }

  validation {
    condition     = alltrue(flatten([for map in startswith(jsonencode(var.websocket_apis), "{") ? [var.websocket_apis] : [] : [for api in map : can(regex(local.contract.api_values.execution_arn.json, jsonencode(try(api.execution_arn, null))))]]))
    error_message = nonsensitive(join("\n", flatten([for map in startswith(jsonencode(var.websocket_apis), "{") ? [var.websocket_apis] : [] : [for key, api in map : "websocket_apis.${key}.execution_arn is ${nonsensitive(issensitive(var.websocket_apis[key].execution_arn) ? "(sensitive value)" : jsonencode(var.websocket_apis[key].execution_arn))}: it must be ${local.contract.api_values.execution_arn.must}." if !can(regex(local.contract.api_values.execution_arn.json, jsonencode(try(api.execution_arn, null))))]])))
  }

  validation {
    condition     = alltrue(flatten([for map in startswith(jsonencode(var.websocket_apis), "{") ? [var.websocket_apis] : [] : [for api in map : can(regex(local.contract.api_values.create_permission.json, jsonencode(try(api.create_permission, null))))]]))
    error_message = nonsensitive(join("\n", flatten([for map in startswith(jsonencode(var.websocket_apis), "{") ? [var.websocket_apis] : [] : [for key, api in map : "websocket_apis.${key}.create_permission is ${nonsensitive(issensitive(var.websocket_apis[key].create_permission) ? "(sensitive value)" : jsonencode(var.websocket_apis[key].create_permission))}: it must be ${local.contract.api_values.create_permission.must}." if !can(regex(local.contract.api_values.create_permission.json, jsonencode(try(api.create_permission, null))))]])))
  }

  validation {
    condition     = alltrue(flatten([for map in startswith(jsonencode(var.websocket_apis), "{") ? [var.websocket_apis] : [] : [for api in map : can(regex(local.contract.api_values.token_source.json, jsonencode(try(api.token_source, null))))]]))
    error_message = nonsensitive(join("\n", flatten([for map in startswith(jsonencode(var.websocket_apis), "{") ? [var.websocket_apis] : [] : [for key, api in map : "websocket_apis.${key}.token_source is ${nonsensitive(issensitive(var.websocket_apis[key].token_source) ? "(sensitive value)" : jsonencode(var.websocket_apis[key].token_source))}: it must be ${local.contract.api_values.token_source.must}." if !can(regex(local.contract.api_values.token_source.json, jsonencode(try(api.token_source, null))))]])))
  }
}

variable "openapi_apis" {
  description = <<-EOT
    REST and HTTP APIs whose authorizers the module does not create, because an OpenAPI document defines them (see `openapi_security_schemes`) or because you create them yourself. The module allows all authorizers of such an API to invoke the function. A map from keys of your choice to the attribute `execution_arn` of the APIs. Leave out APIs that `invoke_from` covers. A new key or ARN replaces the permission; see `docs/state-changes.md` before you rename a key. Default: none.
  EOT
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([for arn in values(var.openapi_apis) : arn == null ? false : can(regex(local.contract.patterns.execution_arn, arn))])
    # Without the value, which can be unknown beside another one that is wrong.
    error_message = "openapi_apis has a value that is no execution ARN: each must be ${local.contract.sentences.execution_arn}."
  }
}

variable "result_cache_ttl_seconds" {
  description = <<-EOT
    How long API Gateway reuses a decision for the same token on the same stage, in seconds, 0 to 3600. 0: no cache. WebSocket APIs cache nothing. Default 300: one invocation per token in five minutes.

    The expiry of a token, a removed key and a changed configuration take effect up to this much later.
  EOT
  type        = number
  default     = 300
  nullable    = false

  validation {
    condition     = var.result_cache_ttl_seconds == floor(max(local.contract.ranges.result_cache_ttl_seconds.min, min(local.contract.ranges.result_cache_ttl_seconds.max, var.result_cache_ttl_seconds)))
    error_message = "result_cache_ttl_seconds is ${nonsensitive(issensitive(var.result_cache_ttl_seconds) ? "(sensitive value)" : jsonencode(var.result_cache_ttl_seconds))}: it must be a whole number of seconds from ${local.contract.ranges.result_cache_ttl_seconds.min} (no cache) to ${local.contract.ranges.result_cache_ttl_seconds.max}."
  }
}

variable "invalid_token_challenge" {
  description = <<-EOT
    Whether the `WWW-Authenticate` header of a REST API's 401 contains `error="invalid_token"` (RFC 6750). API Gateway gives the same answer to a request without a token, for which RFC 6750 has no error code. Default false for this reason.
  EOT
  type        = bool
  default     = false
  nullable    = false
}

variable "cors_configuration" {
  description = <<-EOT
    CORS headers on the 401 and the 403 of REST APIs. A browser then lets pages read these responses. HTTP APIs have their own CORS settings. Null: none.
    - `allow_origin`: (Required) The one origin whose pages may read the responses, such as `https://app.example.com`, or `*`. Gateway responses are fixed and cannot choose from a list. Reflecting the request's Origin would allow any site.
    - `allow_credentials`: (Optional) Whether pages may send cookies. Default false.
    - `expose_headers`: (Optional) Headers that pages may read. Default `WWW-Authenticate`.
  EOT
  type        = any
  default     = null

  validation {
    condition = var.cors_configuration == null ? true : startswith(jsonencode(var.cors_configuration), "{") ? length(setsubtract(keys(var.cors_configuration), local.contract.cors_attributes)) == 0 : false
    error_message = nonsensitive(var.cors_configuration == null ? "" : !startswith(jsonencode(var.cors_configuration), "{") ? "cors_configuration must be an object, such as { allow_origin = \"https://app.example.com\" }." : join("\n", [
      for name in setsubtract(keys(var.cors_configuration), local.contract.cors_attributes) : "cors_configuration has the unknown attribute \"${name}\": correct or remove it.${join("", [for known in local.contract.cors_attributes : " Did you mean \"${known}\"?" if can(regex(local.contract.near_misses[known], name))])} A CORS configuration has ${join(", ", local.contract.cors_attributes)}."
    ]))
  }

  validation {
    condition     = var.cors_configuration == null ? true : try(length(setsubtract(keys(var.cors_configuration), local.contract.cors_attributes)) > 0, true) ? true : can(regex(local.contract.api_values.allow_origin.json, jsonencode(try(var.cors_configuration.allow_origin, null))))
    error_message = "cors_configuration.allow_origin is ${nonsensitive(issensitive(try(var.cors_configuration.allow_origin, null)) ? "(sensitive value)" : jsonencode(try(var.cors_configuration.allow_origin, null)))}: it must be ${local.contract.api_values.allow_origin.must}."
  }

  validation {
    condition     = can(regex(local.contract.api_values.allow_credentials.json, jsonencode(try(var.cors_configuration.allow_credentials, null))))
    error_message = "cors_configuration.allow_credentials is ${nonsensitive(issensitive(try(var.cors_configuration.allow_credentials, null)) ? "(sensitive value)" : jsonencode(try(var.cors_configuration.allow_credentials, null)))}: it must be ${local.contract.api_values.allow_credentials.must}."
  }

  validation {
    condition     = can(regex(local.contract.api_values.expose_headers.json, jsonencode(try(var.cors_configuration.expose_headers, null))))
    error_message = "cors_configuration.expose_headers is ${nonsensitive(issensitive(jsonencode(try(var.cors_configuration.expose_headers, null))) ? "(sensitive value)" : jsonencode(try(var.cors_configuration.expose_headers, null)))}: it must be ${local.contract.api_values.expose_headers.must}."
  }

  validation {
    condition     = try(tobool(var.cors_configuration.allow_credentials), false) == true ? try(var.cors_configuration.allow_origin, "") != "*" : true
    error_message = "cors_configuration.allow_credentials cannot be combined with allow_origin = \"*\": browsers then send no credentials. Set one origin."
  }
}

# The function

variable "extension" {
  description = <<-EOT
    Custom logic: your function `authorize`, which is called for every request with an accepted token. It may refuse the request, add to the context and add rules; it cannot override a deny. If it throws, the caller gets a 500. Null: none.
    - `layer_arn`, `module`: (Optional) ARN of a Lambda layer version, and the package in its `nodejs/node_modules` that exports `authorize`, loaded with `require`. Set both, or neither if the zip in `filename` contains the logic.
    - `per_request`: (Optional) Whether it receives the request in addition to the claims. API Gateway would reuse such an answer for later requests with the same token. Therefore every attached REST and HTTP API needs `result_cache_ttl_seconds = 0`, and a REST API needs `type = "REQUEST"`. Change the APIs first and deploy every stage: the function changes before the APIs do, and an API in another stack is only checked when that stack plans. Default false.
    - `context_keys`: (Optional) Context keys that it may fill. Each key is always sent, empty if it does not fill it. Do not map a key that can be empty to a header that the backend trusts. Default none.
    - `timeout_milliseconds`: (Optional) Time limit for its answer, in milliseconds, 10 to 5000, and at least one second less than `timeout`. After this time the caller gets a 500. Synchronous code cannot be interrupted. Default 500, which leaves the rest of `timeout` for keys.
  EOT
  type        = any
  default     = null

  validation {
    condition = var.extension == null ? true : startswith(jsonencode(var.extension), "{") ? length(setsubtract(keys(var.extension), local.contract.extension_input_attributes)) == 0 : false
    error_message = nonsensitive(var.extension == null ? "" : !startswith(jsonencode(var.extension), "{") ? "extension must be an object, such as { layer_arn = aws_lambda_layer_version.NAME.arn, module = \"authz\" }." : join("\n", [
      for name in setsubtract(keys(var.extension), local.contract.extension_input_attributes) : "extension has the unknown attribute \"${name}\": correct or remove it.${join("", [for known in local.contract.extension_input_attributes : " Did you mean \"${known}\"?" if can(regex(local.contract.near_misses[known], name))])} An extension has ${join(", ", local.contract.extension_input_attributes)}."
    ]))
  }

  validation {
    condition     = try(length(setsubtract(keys(var.extension), local.contract.extension_input_attributes)) > 0, true) ? true : (try(var.extension.layer_arn, null) == null) == (try(var.extension.module, null) == null)
    error_message = "extension.layer_arn and extension.module belong together: the layer, and the package in it that exports authorize. Set both, or neither if the zip in filename contains the logic."
  }

  validation {
    condition     = try(var.extension.layer_arn, null) == null ? true : can(regex(local.contract.patterns.layer_arn, var.extension.layer_arn))
    error_message = "extension.layer_arn is ${nonsensitive(issensitive(jsonencode(try(var.extension.layer_arn, null))) ? "(sensitive value)" : jsonencode(try(var.extension.layer_arn, null)))}: it must be ${local.contract.sentences.layer_arn}."
  }

  validation {
    condition     = try(var.extension.module, null) == null ? true : can(regex(local.contract.patterns.package_name, var.extension.module)) && try(length(tostring(var.extension.module)) <= local.contract.sizes.package_name_characters, false)
    error_message = "extension.module is ${nonsensitive(issensitive(jsonencode(try(var.extension.module, null))) ? "(sensitive value)" : jsonencode(try(var.extension.module, null)))}: it must be ${local.contract.sentences.package_name}."
  }

  validation {
    condition     = try(var.extension.per_request, null) == null ? true : can(tobool(var.extension.per_request))
    error_message = "extension.per_request is ${nonsensitive(issensitive(jsonencode(try(var.extension.per_request, null))) ? "(sensitive value)" : jsonencode(try(var.extension.per_request, null)))}: it must be true or false."
  }

  validation {
    condition = try(var.extension.context_keys, null) == null ? true : try(alltrue([
      for key in tolist(toset(var.extension.context_keys)) : can(regex(local.contract.patterns.context_key, key)) && !contains(local.contract.reserved_context_keys, key)
    ]), false)
    error_message = nonsensitive("extension.context_keys ${issensitive(jsonencode(try(var.extension.context_keys, null))) ? "is (sensitive value)" : try("has the invalid keys ${jsonencode([
      for key in tolist(toset(var.extension.context_keys)) : key if !try(can(regex(local.contract.patterns.context_key, key)) && !contains(local.contract.reserved_context_keys, key), false)
    ])}", "is ${jsonencode(var.extension.context_keys)}", "is null")}: it must be a list of keys, each ${local.contract.sentences.context_key}, and none of the reserved keys ${join(", ", local.contract.reserved_context_keys)}.")
  }

  validation {
    condition = try(var.extension.timeout_milliseconds, null) == null ? true : try(
      tonumber(var.extension.timeout_milliseconds) == floor(max(local.contract.ranges.timeout_milliseconds.min, min(local.contract.ranges.timeout_milliseconds.max, var.extension.timeout_milliseconds))), false
    )
    error_message = "extension.timeout_milliseconds is ${nonsensitive(issensitive(jsonencode(try(var.extension.timeout_milliseconds, null))) ? "(sensitive value)" : jsonencode(try(var.extension.timeout_milliseconds, null)))}: it must be a whole number of milliseconds from ${local.contract.ranges.timeout_milliseconds.min} to ${local.contract.ranges.timeout_milliseconds.max}."
  }
}

variable "filename" {
  description = <<-EOT
    Path of your own zip to deploy, whose `index.js` or `index.mjs` exports `handler`, made with `createAuthorizer` of this repository's npm package (see `examples/custom-logic`). Use it only if a Lambda layer cannot hold your logic. Null: the zip of this module.
  EOT
  type        = string
  default     = null

  validation {
    condition     = var.filename == null ? true : try(fileexists(var.filename), false)
    error_message = "filename is ${nonsensitive(issensitive(var.filename) ? "(sensitive value)" : jsonencode(var.filename))}: it must be the path of a zip that exists when Terraform plans, such as \"$${path.module}/authorizer.zip\". Build the zip first."
  }

  # The first bytes of a zip, in base64. The validation above reports a missing file.
  validation {
    condition     = try(startswith(filebase64(var.filename), "UEsDB"), true)
    error_message = "filename is ${nonsensitive(issensitive(var.filename) ? "(sensitive value)" : jsonencode(var.filename))}, which is not a zip: give the archive that contains index.js or index.mjs, not the code itself."
  }
}

variable "configuration_s3" {
  description = <<-EOT
    Where to keep a configuration that does not fit into a function's environment (4 KB, compressed), such as one with 50 issuers. Null: in the environment.
    - `bucket`: (Required) Name of your bucket. The configuration becomes an object in it, named by its SHA-256. The function compares the object with the hash in its environment, so that writing to the bucket is not enough to change the configuration. If the function cannot read the object, callers get a 500.
  EOT
  type        = any
  default     = null

  validation {
    condition = var.configuration_s3 == null ? true : startswith(jsonencode(var.configuration_s3), "{") ? length(setsubtract(keys(var.configuration_s3), local.contract.configuration_s3_attributes)) == 0 : false
    error_message = nonsensitive(var.configuration_s3 == null ? "" : !startswith(jsonencode(var.configuration_s3), "{") ? "configuration_s3 must be an object, such as { bucket = aws_s3_bucket.NAME.id }." : join("\n", [
      for name in setsubtract(keys(var.configuration_s3), local.contract.configuration_s3_attributes) : "configuration_s3 has the unknown attribute \"${name}\": correct or remove it.${join("", [for known in local.contract.configuration_s3_attributes : " Did you mean \"${known}\"?" if can(regex(local.contract.near_misses[known], name))])} configuration_s3 has ${join(", ", local.contract.configuration_s3_attributes)}."
    ]))
  }

  validation {
    condition     = var.configuration_s3 == null ? true : try(length(setsubtract(keys(var.configuration_s3), local.contract.configuration_s3_attributes)) > 0, true) ? true : try(can(regex(local.contract.patterns.bucket, var.configuration_s3.bucket)), false)
    error_message = "configuration_s3.bucket is ${nonsensitive(issensitive(try(var.configuration_s3.bucket, null)) ? "(sensitive value)" : jsonencode(try(var.configuration_s3.bucket, null)))}: it must be ${local.contract.sentences.bucket}, such as aws_s3_bucket.NAME.id."
  }
}

variable "memory_size" {
  description = "Memory of the function in MB, 128 to 10240. Lambda assigns CPU in proportion: more memory makes cold starts and new tokens faster. Default 256 MB, which has twice the CPU of 128 MB."
  type        = number
  default     = 256
  nullable    = false

  validation {
    condition     = var.memory_size == floor(max(local.contract.ranges.memory_size.min, min(local.contract.ranges.memory_size.max, var.memory_size)))
    error_message = "memory_size is ${nonsensitive(issensitive(var.memory_size) ? "(sensitive value)" : jsonencode(var.memory_size))}: it must be a whole number of MB from ${local.contract.ranges.memory_size.min} to ${local.contract.ranges.memory_size.max}."
  }
}

variable "timeout" {
  description = <<-EOT
    Time limit for a decision, in seconds, 2 to 9. The minimum is 2 seconds higher with `configuration_s3`, and 1 second higher for each of `revocation` and `dpop.replay_table_arn`. After this time the caller gets a 500. API Gateway stops waiting for an HTTP API's authorizer after 10 seconds. A fetch of keys is stopped earlier, see `jwks_fetch_timeout_seconds`. Default 5.
  EOT
  type        = number
  default     = 5
  nullable    = false

  validation {
    condition     = var.timeout == floor(max(local.contract.ranges.timeout.min, min(local.contract.ranges.timeout.max, var.timeout)))
    error_message = "timeout is ${nonsensitive(issensitive(var.timeout) ? "(sensitive value)" : jsonencode(var.timeout))}: it must be a whole number of seconds from ${local.contract.ranges.timeout.min} to ${local.contract.ranges.timeout.max}, because API Gateway stops waiting after 10 seconds."
  }
}

variable "architecture" {
  description = "Instruction set of the function, `arm64` or `x86_64`. The bundle is the same. Default `arm64`, which costs 20 % less per GB-second."
  type        = string
  default     = "arm64"
  nullable    = false

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "architecture is ${nonsensitive(issensitive(var.architecture) ? "(sensitive value)" : jsonencode(var.architecture))}: it must be \"arm64\" or \"x86_64\"."
  }
}

variable "runtime" {
  description = "Node.js runtime of the function, `nodejs22.x` or later. Default `nodejs22.x`, the newest that provider version 5.100 supports. When AWS no longer updates functions with a deprecated runtime, an apply that changes the function fails: raise it before."
  type        = string
  default     = "nodejs22.x"
  nullable    = false

  validation {
    condition     = can(regex("^nodejs(2[2-9]|[3-9][0-9])\\.x$", var.runtime))
    error_message = "runtime is ${nonsensitive(issensitive(var.runtime) ? "(sensitive value)" : jsonencode(var.runtime))}: it must be nodejs22.x or a later Node.js runtime of Lambda."
  }
}

variable "tracing_mode" {
  description = "X-Ray tracing. `PassThrough` traces a request only if its caller does. `Active` lets Lambda sample requests itself and allows the role to send traces; fetches of keys are then subsegments. Default `PassThrough`."
  type        = string
  default     = "PassThrough"
  nullable    = false

  validation {
    condition     = contains(["PassThrough", "Active"], var.tracing_mode)
    error_message = "tracing_mode is ${nonsensitive(issensitive(var.tracing_mode) ? "(sensitive value)" : jsonencode(var.tracing_mode))}: it must be \"PassThrough\" or \"Active\"."
  }
}

# Who may invoke it

variable "invoke_from" {
  description = <<-EOT
    Accounts whose API Gateway authorizers may invoke the function. A map of objects with keys of your choice. Use it for a function that many stacks attach to: it needs one permission statement per account and region instead of one per API, and the attachments set `create_permission = false`. A function's policy holds about 56 statements; at most 40 are allowed here. A new key, account or region replaces the permission; see `docs/state-changes.md` before you rename a key. Default: none, each attachment creates its own statement.
    - `account_id`: (Required) The account of the APIs, 12 digits.
    - `region`: (Optional) The region of the APIs. Null: the function's region.
  EOT
  type        = any
  default     = {}
  nullable    = false

  validation {
    condition     = startswith(jsonencode(var.invoke_from), "{")
    error_message = "invoke_from must be a map of objects: write invoke_from = { shipping = { account_id = \"123456789012\" } }, with keys of your choice."
  }

  validation {
    condition = alltrue(flatten([for map in startswith(jsonencode(var.invoke_from), "{") ? [var.invoke_from] : [] : [for source in map : startswith(jsonencode(source), "{") ? contains(keys(source), "account_id") && length(setsubtract(keys(source), local.contract.invoke_from_attributes)) == 0 : false]]))
    error_message = nonsensitive(join("\n", flatten([
      for map in startswith(jsonencode(var.invoke_from), "{") ? [var.invoke_from] : [] : [
        for key, source in map : !startswith(jsonencode(source), "{") ? ["invoke_from.${key} must be an object, such as { account_id = \"123456789012\" }."] :
        length(setsubtract(keys(source), local.contract.invoke_from_attributes)) > 0 ? [
          for name in setsubtract(keys(source), local.contract.invoke_from_attributes) :
          "invoke_from.${key} has the unknown attribute \"${name}\": correct or remove it.${join("", [for known in local.contract.invoke_from_attributes : " Did you mean \"${known}\"?" if can(regex(local.contract.near_misses[known], name))])} An entry has ${join(", ", local.contract.invoke_from_attributes)}."
        ] : contains(keys(source), "account_id") ? [] : ["invoke_from.${key}.account_id is missing: set it to the account of the APIs, such as \"123456789012\"."]
      ]
    ])))
  }

  validation {
    condition     = alltrue(flatten([for map in startswith(jsonencode(var.invoke_from), "{") ? [var.invoke_from] : [] : [for source in map : can(regex("^[0-9]{12}$", try(source.account_id, "123456789012")))]]))
    error_message = nonsensitive(join("\n", flatten([for map in startswith(jsonencode(var.invoke_from), "{") ? [var.invoke_from] : [] : [for key, source in map : "invoke_from.${key}.account_id is ${nonsensitive(issensitive(var.invoke_from[key].account_id) ? "(sensitive value)" : jsonencode(var.invoke_from[key].account_id))}: it must be 12 digits in quotes, such as \"123456789012\"." if !(can(regex("^[0-9]{12}$", try(source.account_id, "123456789012"))))]])))
  }

  validation {
    condition     = alltrue(flatten([for map in startswith(jsonencode(var.invoke_from), "{") ? [var.invoke_from] : [] : [for source in map : try(source.region, null) == null ? true : can(regex("^[a-z]{2,}(-[a-z0-9]+)+$", source.region))]]))
    error_message = nonsensitive(join("\n", flatten([for map in startswith(jsonencode(var.invoke_from), "{") ? [var.invoke_from] : [] : [for key, source in map : "invoke_from.${key}.region is ${nonsensitive(issensitive(var.invoke_from[key].region) ? "(sensitive value)" : jsonencode(var.invoke_from[key].region))}: it must be a region code such as \"eu-central-1\", because Lambda accepts no wildcard here. Remove region to use the function's region." if !(try(source.region, null) == null ? true : can(regex("^[a-z]{2,}(-[a-z0-9]+)+$", source.region)))]])))
  }
}

# Role

variable "create_role" {
  description = <<-EOT
    Whether to create the function's role. The role can write to the function's log group and read the secrets (and decrypt them with their KMS key) and the configuration objects of this function, with `revocation` read its table, and with `dpop.replay_table_arn` write to that one. With `tracing_mode = "Active"` it can also send traces, with `environment_kms_key_arn` decrypt with that key, and with `vpc_config` Lambda can manage network interfaces with it. False: `role_arn` names an existing role. This is a separate input because the ARN may be unknown until apply. Default true.
  EOT
  type        = bool
  default     = true
  nullable    = false
}

variable "role_arn" {
  description = <<-EOT
    ARN of an existing role for the function, with `create_role = false`. Null: the role that the module creates. The role needs:
    - `logs:CreateLogStream` and `logs:PutLogEvents` on the log group;
    - with `tracing_mode = "Active"`, `xray:PutTraceSegments` and `xray:PutTelemetryRecords`;
    - with `shared_secret`, `secretsmanager:GetSecretValue` or `ssm:GetParameter`, and `kms:Decrypt` for a customer managed key;
    - with `configuration_s3`, `s3:GetObject`;
    - with `revocation`, `dynamodb:BatchGetItem` on the table;
    - with `dpop.replay_table_arn`, `dynamodb:PutItem` on that table;
    - with `vpc_config`, what the policy `AWSLambdaVPCAccessExecutionRole` of AWS allows for `ec2`;
    - with `environment_kms_key_arn`, `kms:Decrypt`.
  EOT
  type        = string
  default     = null

  validation {
    condition     = var.role_arn == null ? true : can(regex(local.contract.patterns.role_arn, var.role_arn))
    error_message = "role_arn is ${nonsensitive(issensitive(var.role_arn) ? "(sensitive value)" : jsonencode(var.role_arn))}: it must be ${local.contract.sentences.role_arn}."
  }
}

variable "permissions_boundary" {
  description = "ARN of the policy that limits the permissions of the role that the module creates. Null: none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary == null ? true : can(regex("^arn:[^:]+:iam::([0-9]{12}|aws):policy/.+$", var.permissions_boundary))
    error_message = "permissions_boundary is ${nonsensitive(issensitive(var.permissions_boundary) ? "(sensitive value)" : jsonencode(var.permissions_boundary))}: it must be the ARN of an IAM policy, such as \"arn:aws:iam::123456789012:policy/boundary\"."
  }
}

# Logs

variable "log_retention_in_days" {
  description = "How many days the log is kept: a value that CloudWatch Logs accepts, or `0` to keep it forever. Default 30."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = contains([0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_in_days)
    error_message = "log_retention_in_days is ${nonsensitive(issensitive(var.log_retention_in_days) ? "(sensitive value)" : jsonencode(var.log_retention_in_days))}: it must be one of 0 (forever), 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 and 3653."
  }
}

variable "log_kms_key_id" {
  description = "ARN of the KMS key that encrypts the log group that the module creates. Its policy must allow CloudWatch Logs. Null: the key that CloudWatch Logs manages."
  type        = string
  default     = null

  validation {
    condition     = var.log_kms_key_id == null ? true : can(regex(local.contract.patterns.kms_key_arn, var.log_kms_key_id))
    error_message = "log_kms_key_id is ${nonsensitive(issensitive(var.log_kms_key_id) ? "(sensitive value)" : jsonencode(var.log_kms_key_id))}: it must be ${local.contract.sentences.kms_key_arn}."
  }
}

variable "log_group_skip_destroy" {
  description = <<-EOT
    Whether the log group stays when the module is destroyed or `name` changes, so that the record of refusals outlives the function. A later apply with the same `name` must then import it. Default false: it is deleted.
  EOT
  type        = bool
  default     = false
  nullable    = false
}
