# Name and tags

variable "name" {
  description = "Name of the function, of its log group, and the realm of its challenges; role and authorizers begin with it. 1 to 64 letters, digits, `-` and `_`. The same name can be used again in another region."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,64}$", var.name))
    error_message = "name must be 1 to 64 letters, digits, hyphens and underscores, as a Lambda function's name is."
  }
}

variable "tags" {
  description = "Tags of the function, its log group and its role."
  type        = map(string)
  default     = {}
  nullable    = false
}

# Which tokens are accepted

variable "issuer" {
  description = "Issuer identifier of the OpenID provider; either this or `trusted_issuers` is required. A token is accepted only if its `iss` is exactly this text, so copy it from the provider's discovery document, including a trailing slash. An https URL without query and fragment."
  type        = string
  default     = null

  validation {
    condition     = var.issuer == null ? true : can(regex(local.contract.patterns.issuer, var.issuer))
    error_message = "issuer must be an https URL without user, query and fragment, exactly as the provider's tokens have it in iss, such as \"https://login.example.com/\"."
  }

  validation {
    condition     = var.issuer == null ? true : !strcontains(var.issuer, "/.well-known/")
    error_message = "issuer must be the issuer identifier, not the address of a document: leave out /.well-known/ and what follows, and compare with issuer in that document."
  }
}

variable "audience" {
  description = "Required, here or for each of `trusted_issuers`. Audiences of the API. A token is accepted only if its `aud` (see `audience_claim`) holds at least one of them; there is no way to accept any audience, for a token made for another API must not open this one. Don't list client ids: they are the audience of ID tokens, which would then open the API."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for value in var.audience : can(regex(local.contract.patterns.audience, value))])
    error_message = "audience must hold texts of 1 to 512 characters without control characters; remove the one that is empty, null, longer, or has a line break."
  }

  validation {
    condition     = length(distinct(var.audience)) == length(var.audience)
    error_message = "audience must not name one twice; remove the repetition."
  }
}

variable "trusted_issuers" {
  description = <<-EOT
    Several issuers in the place of `issuer` and `jwks_url`, by a name of your choice, under which the log speaks of each. Which one a token is of is decided by its exact `iss`, before any network. Issuers with the same `jwks_url` share its keys. A map of objects:
    - `issuer`: (Required) As the input of the same name.
    - `audience`, `audience_claim`, `required_claims`, `token_type`, `max_token_age_seconds`, `algorithms`, `jwks_cache_ttl_seconds`, `jwks_max_stale_seconds`, `ca_certificates_pem`: (Optional) For this issuer instead of the input of the same name.
    - Where its keys are, one of; without any, they are found by OpenID Connect Discovery:
      - `jwks_url`: URL of its key set.
      - `jwks`: Its key set itself (JWK Set as JSON text). It changes with the configuration only.
      - `public_key_pem`: One PEM public key or certificate, whose dates aren't looked at. It verifies tokens whatever their `kid`.
      - `shared_secret`: A secret that the issuer signs with (HMAC). `algorithms` must be given, `HS256`, `HS384` or `HS512`.
        - `arn`: (Required) ARN of a secret of Secrets Manager, or of a SecureString of SSM. It is read by the function, so that it is neither in Terraform's state nor in the environment; the role may read this one and no other.
        - `encoding`: (Required) How its bytes are written: `utf8`, `base64` or `hex`. Decoded, there must be at least as many as the hash has.
        - `overlap_seconds`: (Optional) For how long after a change tokens of the version before are still accepted, 0 to 604800; but until the secret is read again in any case, which `jwks_cache_ttl_seconds` bounds. Default 3600.
        - `kms_key_arn`: (Optional) ARN of the customer managed key that encrypts it. Default: the key that AWS manages.
    - `jwks_use_until`: (Optional) With `jwks`, beside `jwks_url` or discovery: the keys are those to begin with, which verify until the provider has first answered, so that a cold start during its outage costs nothing; and never after this time (RFC 3339 in UTC, at most 90 days ahead).
  EOT
  type        = any
  default     = {}
  nullable    = false
}

variable "audience_claim" {
  description = "Where tokens have their audience: a top-level claim or a JSON Pointer of up to four segments, such as `client_id` for access tokens of Cognito, which have no `aud`. Null: `aud`."
  type        = string
  default     = null

  validation {
    condition     = var.audience_claim == null ? true : alltrue([for pattern in local.claim_name_patterns : can(regex(pattern, var.audience_claim))])
    error_message = "audience_claim must be the name of a top-level claim, or a JSON Pointer of one to four segments."
  }
}

variable "required_claims" {
  description = "Conditions on claims that every token has to meet to be accepted at all, or gets a 401; who may call what is for `rules`. A list of objects of `name`, and `any`, `all` or `none`, as in the `claims` of a rule: `[{ name = \"token_use\", any = [\"access\"] }]` refuses ID tokens of Cognito. A claim that can't be compared meets none. Default: none."
  type        = any
  default     = []
  nullable    = false
}

variable "token_type" {
  description = "The one type (`typ`, RFC 7515) that tokens must have, such as `at+jwt` of access tokens by RFC 9068; a token without `typ` is then refused. Null: `at+jwt`, `JWT` or none, which keeps logout tokens and the like out, and ID tokens only by their audience."
  type        = string
  default     = null

  validation {
    condition     = var.token_type == null ? true : can(regex(local.contract.patterns.token_type, var.token_type))
    error_message = "token_type must be a media type such as \"at+jwt\"."
  }
}

variable "max_token_age_seconds" {
  description = "For how long after `iat` a token is accepted at most, in seconds, 1 to 31536000, for providers whose tokens live longer than they should; one without `iat` is then refused. Null: until `exp`."
  type        = number
  default     = null

  validation {
    condition     = var.max_token_age_seconds == null ? true : var.max_token_age_seconds >= local.contract.ranges.max_token_age_seconds.min && var.max_token_age_seconds <= local.contract.ranges.max_token_age_seconds.max && floor(var.max_token_age_seconds) == var.max_token_age_seconds
    error_message = "max_token_age_seconds must be a whole number of seconds from 1 to 31536000."
  }
}

variable "jwks_url" {
  description = "URL of the provider's key set (JWK Set). Null: found by OpenID Connect Discovery under `issuer`, which costs a second request whenever keys are fetched. An https URL without fragment."
  type        = string
  default     = null

  validation {
    condition     = var.jwks_url == null ? true : can(regex(local.contract.patterns.jwks_url, var.jwks_url))
    error_message = "jwks_url must be an https URL without user and fragment, such as \"https://login.example.com/.well-known/jwks.json\", or null for discovery."
  }
}

variable "jwks_cache_ttl_seconds" {
  description = "For how long fetched keys are used before they are fetched again, in seconds, 60 to 86400. A key that the provider removes is trusted for up to this long and `result_cache_ttl_seconds`, and for `jwks_max_stale_seconds` more while the provider doesn't answer with usable keys. The provider may shorten it (`Cache-Control: max-age`), to a minute at the least. A new key that tokens name by `kid` is picked up at once, whatever this is. Default 600: ten minutes for a removed key, and hardly any traffic for the provider."
  type        = number
  default     = 600
  nullable    = false

  validation {
    condition     = var.jwks_cache_ttl_seconds >= local.contract.ranges.jwks_cache_ttl_seconds.min && var.jwks_cache_ttl_seconds <= local.contract.ranges.jwks_cache_ttl_seconds.max && floor(var.jwks_cache_ttl_seconds) == var.jwks_cache_ttl_seconds
    error_message = "jwks_cache_ttl_seconds must be a whole number of seconds from 60 to 86400."
  }
}

variable "jwks_max_stale_seconds" {
  description = "For how long after `jwks_cache_ttl_seconds` the keys that are held still verify while the provider can't be reached or answers without usable keys, in seconds, 0 to 86400. Longer survives longer outages; a removed key verifies for as long. With 0 requests get a 500 as soon as keys are past their time. Default 3600: an hour."
  type        = number
  default     = 3600
  nullable    = false

  validation {
    condition     = var.jwks_max_stale_seconds >= local.contract.ranges.jwks_max_stale_seconds.min && var.jwks_max_stale_seconds <= local.contract.ranges.jwks_max_stale_seconds.max && floor(var.jwks_max_stale_seconds) == var.jwks_max_stale_seconds
    error_message = "jwks_max_stale_seconds must be a whole number of seconds from 0 to 86400."
  }
}

variable "algorithms" {
  description = "Signature algorithms (`alg`) that are accepted: any of `RS256`, `RS384`, `RS512`, `PS256`, `PS384`, `PS512`, `ES256`, `ES384`, `ES512`, `EdDSA`, `Ed25519`. A token of another algorithm gets a 401, whatever its key. Default: those that OpenID providers sign with; name just your provider's to accept no other."
  type        = list(string)
  default     = ["RS256", "PS256", "ES256", "EdDSA"]
  nullable    = false

  validation {
    condition     = length(var.algorithms) > 0
    error_message = "algorithms must name at least one, such as [\"RS256\"]; leave it out for the default."
  }

  validation {
    condition = alltrue([
      for algorithm in var.algorithms : contains(local.contract.asymmetric_algorithms, algorithm)
    ])
    error_message = "algorithms must hold asymmetric algorithms only: RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, Ed25519 (exact case). HS256 and the like would turn a public key into a shared secret; none is no signature."
  }

  validation {
    condition     = length(distinct(var.algorithms)) == length(var.algorithms)
    error_message = "algorithms must not name one twice; remove the repetition."
  }
}

variable "clock_skew_seconds" {
  description = "How far the provider's clock may be from AWS's, in seconds, 0 to 300. A token is accepted for this long after `exp`, and this long before `nbf` and `iat`. Default 30: more than synchronised clocks need, less than a person notices."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.clock_skew_seconds >= local.contract.ranges.clock_skew_seconds.min && var.clock_skew_seconds <= local.contract.ranges.clock_skew_seconds.max && floor(var.clock_skew_seconds) == var.clock_skew_seconds
    error_message = "clock_skew_seconds must be a whole number of seconds from 0 to 300."
  }
}

variable "ca_certificates_pem" {
  description = "PEM certificates of a private certificate authority. Null: the public ones. When set, they replace the public ones for fetches of keys, and for nothing else. The function runs outside of any VPC, and has to reach the provider from there."
  type        = string
  default     = null

  validation {
    condition     = var.ca_certificates_pem == null ? true : can(regex("^\\s*-----BEGIN CERTIFICATE-----[\\s\\S]+-----END CERTIFICATE-----\\s*$", var.ca_certificates_pem))
    error_message = "ca_certificates_pem must be one or more PEM certificates, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----, such as file(\"ca.pem\")."
  }

  validation {
    condition     = var.ca_certificates_pem == null ? true : !strcontains(var.ca_certificates_pem, "PRIVATE KEY")
    error_message = "ca_certificates_pem must hold certificates only: it ends up in the function's environment and in Terraform's state. Remove the private key."
  }
}

# Where the token is

variable "token_source" {
  description = <<-EOT
    The one place where REST and HTTP APIs read the token. API Gateway's cache key is derived from it, so a token anywhere else is never read. Exactly one of:
    - `header`: (Optional) Name of a header.
      - `scheme`: (Optional) Authentication scheme in front of the token, in any case. Null: `Bearer`. Empty: the header is the token and nothing else.
    - `cookie`: (Optional) Name of a cookie. The gateway's cache key is then the whole `Cookie` header.
    - `query_parameter`: (Optional) Name of a query parameter. URLs end up in logs and histories: prefer the others.

    Default: the header `Authorization` with the scheme `Bearer` (RFC 6750).
  EOT
  type = object({
    header          = optional(string)
    scheme          = optional(string)
    cookie          = optional(string)
    query_parameter = optional(string)
  })
  default  = { header = "Authorization" }
  nullable = false

  validation {
    condition     = length([for place in [var.token_source.header, var.token_source.cookie, var.token_source.query_parameter] : place if place != null]) == 1
    error_message = "token_source must name exactly one place: set one of header, cookie and query_parameter. With two, a cached decision could be reached by a value that anyone can send."
  }

  validation {
    condition     = var.token_source.header == null ? var.token_source.scheme == null : true
    error_message = "token_source.scheme belongs to a header only; remove it, or use header."
  }

  validation {
    condition = alltrue([
      var.token_source.header == null ? true : can(regex("^[A-Za-z0-9_-]{1,64}$", var.token_source.header)),
      var.token_source.scheme == null ? true : can(regex("^([A-Za-z][A-Za-z0-9-]{0,31})?$", var.token_source.scheme)),
      var.token_source.cookie == null ? true : can(regex("^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$", var.token_source.cookie)),
      var.token_source.query_parameter == null ? true : can(regex("^[A-Za-z0-9._~-]{1,64}$", var.token_source.query_parameter)),
    ])
    error_message = "token_source must use names of 1 to 64 characters: header of letters, digits, - and _; scheme of letters, digits and -; cookie as RFC 6265 allows; query_parameter of letters, digits, -, ., _ and ~."
  }
}

variable "websocket_token_source" {
  description = "The one place where WebSocket APIs read the token, of the same shape as `token_source`. Null: the same place. Browsers can't set headers on a WebSocket handshake, so for them use a `cookie` or a `query_parameter`."
  type = object({
    header          = optional(string)
    scheme          = optional(string)
    cookie          = optional(string)
    query_parameter = optional(string)
  })
  default = null

  validation {
    condition = var.websocket_token_source == null ? true : length([
      for place in [var.websocket_token_source.header, var.websocket_token_source.cookie, var.websocket_token_source.query_parameter] : place if place != null
    ]) == 1
    error_message = "websocket_token_source must name exactly one place: set one of header, cookie and query_parameter, or leave it out to use token_source."
  }

  validation {
    condition     = var.websocket_token_source == null ? true : var.websocket_token_source.header == null ? var.websocket_token_source.scheme == null : true
    error_message = "websocket_token_source.scheme belongs to a header only; remove it, or use header."
  }

  validation {
    condition = var.websocket_token_source == null ? true : alltrue([
      var.websocket_token_source.header == null ? true : can(regex("^[A-Za-z0-9_-]{1,64}$", var.websocket_token_source.header)),
      var.websocket_token_source.scheme == null ? true : can(regex("^([A-Za-z][A-Za-z0-9-]{0,31})?$", var.websocket_token_source.scheme)),
      var.websocket_token_source.cookie == null ? true : can(regex("^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$", var.websocket_token_source.cookie)),
      var.websocket_token_source.query_parameter == null ? true : can(regex("^[A-Za-z0-9._~-]{1,64}$", var.websocket_token_source.query_parameter)),
    ])
    error_message = "websocket_token_source must use names of 1 to 64 characters: header of letters, digits, - and _; scheme of letters, digits and -; cookie as RFC 6265 allows; query_parameter of letters, digits, -, ., _ and ~."
  }
}

# What a valid token may do

variable "rules" {
  description = <<-EOT
    Which tokens may call which methods and paths. Allow rules add up, deny rules win, and a request that no rule allows gets a 403. Null: a valid token may call everything. An empty list is rejected: it is usually a filter that matched nothing, and it would open every path. Terraform and the function compile the rules to one policy for the whole stage, which stays right while API Gateway caches it. A list of objects:
    - `effect`: (Optional) `allow` or `deny`. Default `allow`.
    - `methods`: (Optional) Any of `DELETE`, `GET`, `HEAD`, `OPTIONS`, `PATCH`, `POST` and `PUT`. `GET` does not imply `HEAD`. Default: all of them.
    - `paths`: (Required) Paths after the stage, each beginning with `/`, or `$connect` for WebSocket APIs, which `/*` without `methods` covers too. `*` matches any number of characters, including `/`; `?` matches one character; `**` is rejected. In allow rules, `{claim}` stands for the token's value of that claim: an integer, or 1 to 128 characters of `A-Z a-z 0-9 . _ ~ -`. A token with another value, or without the claim, does not match the rule.
    - `scopes`: (Optional) The token has at least one of these in `scope` or `scp`.
    - `claims`: (Optional) Conditions on claims. All of them must hold.
      - `name`: (Required) A top-level claim, or, beginning with `/`, a JSON Pointer (RFC 6901) of up to four segments.
      - `any`, `all`, `none`: (At least one) The claim, or the elements of its list, include at least one, each, or none of these values: strings, booleans or integers, compared as strings. A missing claim has no value.
    - `any_token`: (Required without `scopes`, `claims` and `{claim}`) `true` if the rule is meant for every valid token, so that a forgotten condition is an error and not an open path.

    A claim that cannot be compared (an object, a fraction, a string that is not in Unicode's NFC) satisfies no allow rule that reads it, and every deny rule. In a list, elements that are null, lists or objects are ignored.
  EOT
  type        = any
  default     = null
}

variable "rule_tests" {
  description = <<-EOT
    What the rules must allow a token to do, and what they must deny. Terraform evaluates the tests during the plan, without a provider. If a test does not hold, the plan fails and names the rules that are responsible. A list of objects:
    - `claims`: (Required) The claims of a token that the issuer could issue, as an object: `{ scope = "orders:read" }`. Claims that the rules do not read make no difference.
    - `allow`: (Optional) Requests that the token may make, such as `GET /orders/1`, or `$connect` for a WebSocket API. Write the path as the client does: values instead of `{claim}`, without stage and query.
    - `deny`: (Optional) Requests that the token may not make. Set `allow`, `deny` or both.
  EOT
  type        = any
  default     = []
  nullable    = false
}

variable "strict_paths" {
  description = <<-EOT
    Whether rules also deny paths that a backend might treat as another path: paths that contain `//`, a segment `.`, `..` or `..;`, or an encoded dot, slash or backslash (`%2e`, `%2f`, `%5c`). Without `rules` it has no effect. Default true. With false, a client may reach a path that the rules do not allow if the backend normalizes paths; policies are about 1000 bytes shorter.
  EOT
  type        = bool
  default     = true
  nullable    = false
}

variable "invalid_token_response" {
  description = "What the caller sees of a token that won't become valid (malformed, wrong algorithm, issuer, audience or type, or a signature that fails under the key that it names). `unauthorized`: a 401, which API Gateway doesn't cache and which counts as an error of the function. `deny`: a 403, which it caches for the result TTL, so that a bad token that is sent again costs no invocation; clients that refresh their token on a 401 don't on a 403. Expired tokens get a 401 either way. Default `unauthorized`: what RFC 6750 says."
  type        = string
  default     = "unauthorized"
  nullable    = false

  validation {
    condition     = contains(["unauthorized", "deny"], var.invalid_token_response)
    error_message = "invalid_token_response must be \"unauthorized\" or \"deny\"."
  }
}

# What the backend learns

variable "claims_to_context" {
  description = "Claims that the backend gets in the authorizer's context beside `sub`, `iss`, `client_id`, `scope` and `exp`: context keys, each with the name of a top-level claim or a JSON Pointer of up to four segments. Texts (without control characters), numbers and booleans come as they are; of a list its texts, numbers and booleans, joined by spaces without those that hold one (a list on HTTP APIs); anything else, and a missing claim, is the empty text. Each key is always there. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key in keys(var.claims_to_context) : can(regex(local.contract.patterns.context_key, key))])
    error_message = "claims_to_context must have keys of 1 to 64 letters, digits and underscores that don't begin with a digit."
  }

  validation {
    condition     = length(setintersection(keys(var.claims_to_context), local.contract.reserved_context_keys)) == 0
    error_message = "claims_to_context must not use a key that is filled already: rename sub, iss, client_id, scope, exp, principalId, usageIdentifierKey, claims, requestId, status, error, latency, integrationLatency, integrationStatus or __proto__."
  }

  validation {
    condition = alltrue([
      for name in values(var.claims_to_context) : name == null ? false : alltrue([for pattern in local.claim_name_patterns : can(regex(pattern, name))])
    ])
    error_message = "claims_to_context must name a top-level claim or a JSON Pointer of one to four segments for each key, such as { roles = \"/realm_access/roles\" }."
  }
}

variable "principal_claim" {
  description = "Claim whose value is the `principalId`: a top-level claim or a JSON Pointer of up to four segments. A token without it has the principal `unknown`, never another claim's value. Null: `sub`, else `client_id`, else `azp`."
  type        = string
  default     = null

  validation {
    condition     = var.principal_claim == null ? true : alltrue([for pattern in local.claim_name_patterns : can(regex(pattern, var.principal_claim))])
    error_message = "principal_claim must be the name of a top-level claim, or a JSON Pointer of one to four segments such as \"/act/sub\"."
  }
}

variable "usage_plan_key_claim" {
  description = "Claim whose value is the API key of the caller's usage plan (`usageIdentifierKey`), for REST APIs whose `api_key_source` is `AUTHORIZER`: a top-level claim or a JSON Pointer of up to four segments. A token without it has no key. Null: none."
  type        = string
  default     = null

  validation {
    condition     = var.usage_plan_key_claim == null ? true : alltrue([for pattern in local.claim_name_patterns : can(regex(pattern, var.usage_plan_key_claim))])
    error_message = "usage_plan_key_claim must be the name of a top-level claim, or a JSON Pointer of one to four segments such as \"/act/sub\"."
  }
}

# The function

variable "extension" {
  description = <<-EOT
    Custom logic: a function `authorize` of yours that is asked about every request with an accepted token, and may refuse, tell the backend more, and add rules; it never lifts a deny. What it throws is a 500 for the caller. Null: none. An object of:
    - `layer_arn`, `module`: (Optional) ARN of the version of a Lambda layer, and the package in its `nodejs/node_modules` that exports `authorize`, loaded by `require`. Both, or neither with a `filename` whose zip brings the logic along.
    - `per_request`: (Optional) Whether it is told the request, beside the claims. API Gateway keeps an answer for later requests with the same token, so that every attached REST and HTTP API then needs `result_cache_ttl_seconds = 0`, and a REST API `type = "REQUEST"`. Set these first, and deploy every stage: the function changes before the APIs do, and an API of another stack is checked when that plans. Default false.
    - `context_keys`: (Optional) Keys of the context that it may fill, which are always sent, empty if it doesn't. Default none.
    - `timeout_milliseconds`: (Optional) After how long its answer is given up and the caller gets a 500, 10 to 5000, and a second less than `timeout`. It can't interrupt what never awaits. Default 500, which leaves the rest of `timeout` for keys.
  EOT
  type        = any
  default     = null

  # Not can(), which waits for the last attribute to be known: the names are known before.
  validation {
    condition     = var.extension == null ? true : length(setsubtract(keys(var.extension), ["layer_arn", "module", "per_request", "context_keys", "timeout_milliseconds"])) == 0
    error_message = "extension has the unknown attribute \"${var.extension == null ? "" : join("\", \"", setsubtract(keys(var.extension), ["layer_arn", "module", "per_request", "context_keys", "timeout_milliseconds"]))}\": correct or remove it. An extension has layer_arn, module, per_request, context_keys, timeout_milliseconds."
  }

  validation {
    condition     = (try(var.extension.layer_arn, null) == null) == (try(var.extension.module, null) == null)
    error_message = "extension.layer_arn and extension.module belong together: the layer, and the package in it that exports authorize. Give both, or neither beside a filename whose zip brings the logic along."
  }

  validation {
    condition     = try(var.extension.layer_arn, null) == null ? true : can(regex("^arn:[a-z0-9-]+:lambda:[a-z0-9-]+:[0-9]{12}:layer:[A-Za-z0-9_-]{1,140}:[0-9]+$", var.extension.layer_arn))
    error_message = "extension.layer_arn must be the ARN of a version of a layer: aws_lambda_layer_version.NAME.arn."
  }

  validation {
    condition     = try(var.extension.module, null) == null ? true : can(regex("^(@[a-z0-9-][a-z0-9._-]*/)?[a-z0-9-][a-z0-9._-]*$", var.extension.module)) && try(length(tostring(var.extension.module)) <= 214, false)
    error_message = "extension.module must be the name of a package, such as \"authz\" or \"@acme/authz\", that is in nodejs/node_modules of the layer."
  }

  validation {
    condition     = try(var.extension.per_request, null) == null ? true : can(tobool(var.extension.per_request))
    error_message = "extension.per_request must be true or false."
  }

  validation {
    condition = try(var.extension.context_keys, null) == null ? true : try(alltrue([
      for key in tolist(toset(var.extension.context_keys)) : can(regex(local.contract.patterns.context_key, key)) && !contains(local.contract.reserved_context_keys, key)
    ]), false)
    error_message = "extension.context_keys must be keys of 1 to 64 letters, digits and underscores that don't begin with a digit, and none that is filled already: sub, iss, client_id, scope, exp, principalId, usageIdentifierKey, claims, requestId, status, error, latency, integrationLatency, integrationStatus, __proto__."
  }

  validation {
    condition     = try(var.extension.timeout_milliseconds, null) == null ? true : try(tonumber(var.extension.timeout_milliseconds) >= 10 && tonumber(var.extension.timeout_milliseconds) <= 5000 && floor(var.extension.timeout_milliseconds) == tonumber(var.extension.timeout_milliseconds), false)
    error_message = "extension.timeout_milliseconds must be a whole number of milliseconds from 10 to 5000."
  }
}

variable "filename" {
  description = "Path of a zip of your own to deploy, whose `index.js` or `index.mjs` exports `handler`, made by the package's `createAuthorizer` (see `examples/custom-logic`). Null: the zip in the module, which is what you want unless a Lambda layer can't hold your logic."
  type        = string
  default     = null

  validation {
    condition     = var.filename == null ? true : try(fileexists(var.filename), false)
    error_message = "filename must be the path of a zip that exists when Terraform plans, such as \"$${path.module}/authorizer.zip\": build it first."
  }

  # What a zip begins with, in base64. A file that isn't there has its message above.
  validation {
    condition     = try(startswith(filebase64(var.filename), "UEsDB"), true)
    error_message = "filename must be the path of a zip, and the file isn't one: give the archive that holds index.js or index.mjs, not the code itself."
  }
}

variable "configuration_s3" {
  description = <<-EOT
    Where to keep a configuration that doesn't fit into a function's environment (4 KB, compressed), such as one of 50 issuers. Null: in the environment.
    - `bucket`: (Required) Name of a bucket of yours. The configuration becomes an object of it, named by its SHA-256, which the environment holds and the function compares at its start: writing to the bucket isn't enough to change it. A function that can't read it answers with a 500.
  EOT
  type = object({
    bucket = string
  })
  default = null

  validation {
    condition     = var.configuration_s3 == null ? true : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.configuration_s3.bucket))
    error_message = "configuration_s3.bucket must be the name of a bucket: aws_s3_bucket.NAME.id."
  }
}

variable "memory_size" {
  description = "Memory of the function in MB, 128 to 10240. CPU comes in proportion: more makes the first request of a token, and a cold start, faster. Default 256: twice the CPU of the least, for a function that is mostly CPU."
  type        = number
  default     = 256
  nullable    = false

  validation {
    condition     = var.memory_size >= 128 && var.memory_size <= 10240 && floor(var.memory_size) == var.memory_size
    error_message = "memory_size must be a whole number of MB from 128 to 10240."
  }
}

variable "timeout" {
  description = "After how many seconds a decision is given up and the caller gets a 500, 2 to 9: API Gateway itself gives up an authorizer of an HTTP API after 10. Fetching keys has to fit in, and is given up one second earlier (three with `configuration_s3`, which needs 4), after 3 seconds at most. Default 5."
  type        = number
  default     = 5
  nullable    = false

  validation {
    condition     = var.timeout >= 2 && var.timeout <= 9 && floor(var.timeout) == var.timeout
    error_message = "timeout must be a whole number of seconds from 2 to 9, under the 10 after which API Gateway gives up an authorizer."
  }
}

variable "architecture" {
  description = "Instruction set of the function, `arm64` or `x86_64`. The bundle is the same. Default `arm64`: a fifth cheaper by AWS's price list."
  type        = string
  default     = "arm64"
  nullable    = false

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "architecture must be \"arm64\" or \"x86_64\"."
  }
}

variable "runtime" {
  description = "Node.js runtime of the function, `nodejs22.x` or later. Default `nodejs22.x`: the newest that every supported provider version knows."
  type        = string
  default     = "nodejs22.x"
  nullable    = false

  validation {
    condition     = can(regex("^nodejs(2[2-9]|[3-9][0-9])\\.x$", var.runtime))
    error_message = "runtime must be nodejs22.x or a later Node.js runtime of Lambda."
  }
}

variable "tracing_mode" {
  description = "X-Ray tracing: `PassThrough` follows the decision of the caller, `Active` lets Lambda sample requests itself and gives the role the permission to send traces. Default `PassThrough`."
  type        = string
  default     = "PassThrough"
  nullable    = false

  validation {
    condition     = contains(["PassThrough", "Active"], var.tracing_mode)
    error_message = "tracing_mode must be \"PassThrough\" or \"Active\"."
  }
}

# Who may invoke it

variable "invoke_from" {
  description = <<-EOT
    Accounts whose API Gateway authorizers may invoke the function, by a name of your choice. For a function that many stacks attach to: one statement per account and region instead of one per API, whose attachments then set `create_permission = false`. A function's policy holds about 56 statements; at most 40 are allowed here. Default: none, each attachment writes its own.
    - `account_id`: (Required) The account of the APIs, 12 digits.
    - `region`: (Optional) The region of the APIs. Null: the function's.
  EOT
  type = map(object({
    account_id = string
    region     = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for source in values(var.invoke_from) : can(regex("^[0-9]{12}$", source.account_id))])
    error_message = "invoke_from must give each account_id as 12 digits in quotes, such as \"123456789012\"."
  }

  validation {
    condition     = alltrue([for source in values(var.invoke_from) : source.region == null ? true : can(regex("^[a-z]{2,}(-[a-z0-9]+)+$", source.region))])
    error_message = "invoke_from must give each region by its code, such as \"eu-central-1\", or leave it out for the function's; Lambda accepts no wildcard there."
  }

  validation {
    condition     = length(var.invoke_from) <= 40
    error_message = "invoke_from must not have more than 40 entries: a function's resource policy holds 20 KB, about 56 statements. Deploy a second function for the rest."
  }
}

# Role

variable "create_role" {
  description = "Whether to create the function's role, which may write to its own log group and do nothing else. False: `role_arn` names one. A boolean, so that the ARN may be unknown until apply."
  type        = bool
  default     = true
  nullable    = false
}

variable "role_arn" {
  description = "ARN of an existing role for the function, with `create_role = false`. It needs `logs:CreateLogStream` and `logs:PutLogEvents` on the log group, with `tracing_mode = \"Active\"` the permission to send traces, and to read what `shared_secret` and `configuration_s3` name (`secretsmanager:GetSecretValue`, `ssm:GetParameter`, `kms:Decrypt`, `s3:GetObject`). Null: the role that is created."
  type        = string
  default     = null

  validation {
    condition     = var.role_arn == null ? true : can(regex("^arn:[^:]+:iam::[0-9]{12}:role/.+$", var.role_arn))
    error_message = "role_arn must be the ARN of an IAM role, such as \"arn:aws:iam::123456789012:role/authorizer\"."
  }
}

variable "permissions_boundary" {
  description = "ARN of the policy that bounds the created role's permissions. Null: none."
  type        = string
  default     = null
}

# Logs

variable "log_retention_in_days" {
  description = "For how many days the log of refusals is kept; `0` is forever. One of the values that CloudWatch Logs knows. Default 30."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = contains([0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_in_days)
    error_message = "log_retention_in_days must be one of 0 (forever), 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 and 3653."
  }
}

variable "log_kms_key_id" {
  description = "ARN of the KMS key that encrypts the log group; its policy has to allow CloudWatch Logs. Null: encrypted with a key of AWS."
  type        = string
  default     = null
}

variable "log_group_skip_destroy" {
  description = "Whether the log group stays when the module is destroyed, so that the record of refusals outlives the function. A later apply under the same `name` then has to import it. Default false: nothing is left behind."
  type        = bool
  default     = false
  nullable    = false
}
