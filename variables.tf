# Name and tags

variable "name" {
  description = "Name of the function, of its log group, and the realm of its challenges; role and authorizers begin with it. 1 to 64 letters, digits, `-` and `_`. The same name can be used again in another region."
  type        = string
  nullable    = false
}

variable "tags" {
  description = "Tags of the function, its log group and its role."
  type        = map(string)
  default     = {}
  nullable    = false
}

# Which tokens are accepted

variable "issuer" {
  description = "Required. Issuer identifier of the OpenID provider. A token is accepted only if its `iss` is exactly this text, so copy it from the provider's discovery document, including a trailing slash. An https URL without query and fragment."
  type        = string
  default     = null
}

variable "audience" {
  description = "Required. Audiences of the API. A token is accepted only if its `aud` holds at least one of them; there is no way to accept any audience, for a token made for another API must not open this one. Don't list client ids: they are the audience of ID tokens, which would then open the API."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "jwks_url" {
  description = "URL of the provider's key set (JWK Set). Null: found by OpenID Connect Discovery under `issuer`, which costs a second request whenever keys are fetched. An https URL without fragment."
  type        = string
  default     = null
}

variable "jwks_cache_ttl_seconds" {
  description = "For how long fetched keys are used before they are fetched again, in seconds, 60 to 86400. A key that the provider removes is trusted for up to this long and `result_cache_ttl_seconds`, and for an hour more while the provider doesn't answer with usable keys. A new key that tokens name by `kid` is picked up at once, whatever this is. Default 600: ten minutes for a removed key, and hardly any traffic for the provider."
  type        = number
  default     = 600
  nullable    = false
}

variable "algorithms" {
  description = "Signature algorithms (`alg`) that are accepted: any of `RS256`, `RS384`, `RS512`, `PS256`, `PS384`, `PS512`, `ES256`, `ES384`, `ES512`, `EdDSA`, `Ed25519`. A token of another algorithm gets a 401, whatever its key. Default: those that OpenID providers sign with; name just your provider's to accept no other."
  type        = list(string)
  default     = ["RS256", "PS256", "ES256", "EdDSA"]
  nullable    = false
}

variable "clock_skew_seconds" {
  description = "How far the provider's clock may be from AWS's, in seconds, 0 to 300. A token is accepted for this long after `exp`, and this long before `nbf` and `iat`. Default 30: more than synchronised clocks need, less than a person notices."
  type        = number
  default     = 30
  nullable    = false
}

variable "ca_certificates_pem" {
  description = "PEM certificates of a private certificate authority. Null: the public ones. When set, they replace the public ones for fetches of keys, and for nothing else. The function runs outside of any VPC, and has to reach the provider from there."
  type        = string
  default     = null
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
}

# Which APIs use it

variable "rest_apis" {
  description = <<-EOT
    REST APIs to attach to, by a name of your choice, which is part of the authorizer's name.
    - `id`: (Required) Id of the REST API.
    - `type`: (Optional) `TOKEN` or `REQUEST`. `TOKEN` reads a header only; the gateway itself then refuses what doesn't look like a JWT, without an invocation. `REQUEST` reads a header, a cookie or a query parameter. Default `TOKEN`.
    - `gateway_responses`: (Optional) Which of the API's responses to replace: `UNAUTHORIZED` (401) and `ACCESS_DENIED` (403) get a `WWW-Authenticate` header (RFC 6750) and a JSON body. An API has one of each: `[]` when it has its own, or another authorizer's. Default both.
    - `result_cache_ttl_seconds`: (Optional) For this API instead of the input of the same name.
    - `execution_arn`: (Optional) Attribute `execution_arn` of the API. Null: built from the function's ARN, which is right when both are in one account and region.
    - `create_permission`: (Optional) Whether to write the statement by which the API's authorizer may invoke the function. False when `invoke_from` covers the API, as it has to when the API is in another account or region than the function. Default true.
  EOT
  type = map(object({
    id                       = string
    type                     = optional(string, "TOKEN")
    gateway_responses        = optional(set(string), ["UNAUTHORIZED", "ACCESS_DENIED"])
    result_cache_ttl_seconds = optional(number)
    execution_arn            = optional(string)
    create_permission        = optional(bool, true)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for key in keys(var.rest_apis) : can(regex("^[A-Za-z0-9_-]{1,63}$", key))])
    error_message = "rest_apis must have keys of 1 to 63 letters, digits, hyphens and underscores: they become part of authorizer names."
  }
}

variable "http_apis" {
  description = <<-EOT
    HTTP APIs to attach to, by a name of your choice, which is part of the authorizer's name.
    - `id`: (Required) Id of the HTTP API.
    - `result_cache_ttl_seconds`: (Optional) For this API instead of the input of the same name.
    - `execution_arn`: (Optional) Attribute `execution_arn` of the API. Null: built from the function's ARN, which is right when both are in one account and region.
    - `create_permission`: (Optional) Whether to write the statement by which the API's authorizer may invoke the function. False when `invoke_from` covers the API, as it has to when the API is in another account or region than the function. Default true.
  EOT
  type = map(object({
    id                       = string
    result_cache_ttl_seconds = optional(number)
    execution_arn            = optional(string)
    create_permission        = optional(bool, true)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for key in keys(var.http_apis) : can(regex("^[A-Za-z0-9_-]{1,63}$", key))])
    error_message = "http_apis must have keys of 1 to 63 letters, digits, hyphens and underscores: they become part of authorizer names."
  }
}

variable "websocket_apis" {
  description = <<-EOT
    WebSocket APIs to attach to, by a name of your choice, which is part of the authorizer's name. API Gateway asks the authorizer once, when a connection opens, and caches nothing; the connection then lives for up to two hours.
    - `id`: (Required) Id of the WebSocket API.
    - `execution_arn`: (Optional) Attribute `execution_arn` of the API. Null: built from the function's ARN, which is right when both are in one account and region.
    - `create_permission`: (Optional) Whether to write the statement by which the API's authorizer may invoke the function. False when `invoke_from` covers the API, as it has to when the API is in another account or region than the function. Default true.
  EOT
  type = map(object({
    id                = string
    execution_arn     = optional(string)
    create_permission = optional(bool, true)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for key in keys(var.websocket_apis) : can(regex("^[A-Za-z0-9_-]{1,63}$", key))])
    error_message = "websocket_apis must have keys of 1 to 63 letters, digits, hyphens and underscores: they become part of authorizer names."
  }
}

variable "result_cache_ttl_seconds" {
  description = "For how long API Gateway reuses a decision for the same token on the same stage, in seconds, 0 (not at all) to 3600. `exp`, a removed key and a changed configuration take effect up to this much later. WebSocket APIs cache nothing. Default 300: the most that a revoked caller may outlive the change, for one invocation per token in five minutes."
  type        = number
  default     = 300
  nullable    = false

  validation {
    condition     = var.result_cache_ttl_seconds >= 0 && var.result_cache_ttl_seconds <= 3600 && floor(var.result_cache_ttl_seconds) == var.result_cache_ttl_seconds
    error_message = "result_cache_ttl_seconds must be a whole number of seconds from 0 (no cache) to 3600."
  }
}

# The function

variable "memory_size" {
  description = "Memory of the function in MB, 128 to 10240. CPU comes in proportion: more makes the first request of a token, and a cold start, faster. Default 256: twice the CPU of the least, for a function that is mostly CPU."
  type        = number
  default     = 256
  nullable    = false
}

variable "timeout" {
  description = "After how many seconds a decision is given up and the caller gets a 500, 2 to 9: API Gateway itself gives up an authorizer of an HTTP API after 10. Fetching keys has to fit in, and is given up one second earlier, after 3 seconds at most. Default 5."
  type        = number
  default     = 5
  nullable    = false
}

variable "architecture" {
  description = "Instruction set of the function, `arm64` or `x86_64`. The bundle is the same. Default `arm64`: a fifth cheaper by AWS's price list."
  type        = string
  default     = "arm64"
  nullable    = false
}

variable "runtime" {
  description = "Node.js runtime of the function, `nodejs22.x` or later. Default `nodejs22.x`: the newest that every supported provider version knows."
  type        = string
  default     = "nodejs22.x"
  nullable    = false
}

variable "tracing_mode" {
  description = "X-Ray tracing: `PassThrough` follows the decision of the caller, `Active` lets Lambda sample requests itself and gives the role the permission to send traces. Default `PassThrough`."
  type        = string
  default     = "PassThrough"
  nullable    = false
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
}

# Role

variable "create_role" {
  description = "Whether to create the function's role, which may write to its own log group and do nothing else. False: `role_arn` names one. A boolean, so that the ARN may be unknown until apply."
  type        = bool
  default     = true
  nullable    = false
}

variable "role_arn" {
  description = "ARN of an existing role for the function, with `create_role = false`. It needs `logs:CreateLogStream` and `logs:PutLogEvents` on the log group, and with `tracing_mode = \"Active\"` the permission to send traces. Null: the role that is created."
  type        = string
  default     = null
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
