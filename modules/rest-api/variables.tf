variable "function" {
  description = "The authorizer to attach: the output `attachment` of `modules/function`, or of the root module, from this stack or from another."
  type = object({
    function_name = string
    function_arn  = string
    qualifier     = string
    invoke_arn    = string
    token_source = object({
      header          = optional(string)
      scheme          = optional(string)
      cookie          = optional(string)
      query_parameter = optional(string)
    })
    websocket_token_source = object({
      header          = optional(string)
      scheme          = optional(string)
      cookie          = optional(string)
      query_parameter = optional(string)
    })
    per_request = bool
  })
  nullable = false

  validation {
    condition     = var.function.per_request != null
    error_message = "function.per_request is null: give the output attachment of modules/function, or of the root module, as it is."
  }
}

variable "api" {
  description = <<-EOT
    The API to attach to.
    - `id`: (Required) Id of a REST API.
    - `type`: (Optional) `TOKEN` or `REQUEST`. `TOKEN` reads a header only; the gateway itself then refuses what doesn't look like a JWT, without an invocation. `REQUEST` reads a header, a cookie or a query parameter. Default `TOKEN`.
    - `gateway_responses`: (Optional) Which of the API's responses to replace: `UNAUTHORIZED` (401) and `ACCESS_DENIED` (403) get a `WWW-Authenticate` header (RFC 6750) and a JSON body. An API has one of each: `[]` when it has its own, or another authorizer's. Default both.
    - `invalid_token_challenge`: (Optional) Whether the 401's challenge says `error="invalid_token"` (RFC 6750). API Gateway gives the same answer to a request without any token, to which RFC 6750 gives no error code. Default false.
    - `cors_configuration`: (Optional) CORS headers on the 401 and the 403, so that a browser shows them to a page. Null: none.
      - `allow_origin`: (Required) The one origin whose pages may read them, such as `https://app.example.com`, or `*`. Gateway responses are fixed: there is no list to choose from, and the request's own origin would be anybody's.
      - `allow_credentials`: (Optional) Whether pages may send cookies. Default false.
      - `expose_headers`: (Optional) Headers that pages may read. Default `WWW-Authenticate`.
    - `result_cache_ttl_seconds`: (Optional) For how long API Gateway reuses a decision for the same token on the same stage, in seconds, 0 (not at all) to 3600. `exp`, a removed key and a changed configuration take effect up to this much later. Default 300.
    - `execution_arn`: (Optional) Attribute `execution_arn` of the API. Null: built from the function's ARN, which is right when both are in one account and region.
    - `name`: (Optional) Name of the authorizer, unique in the API. Null: the function's name.
    - `create_permission`: (Optional) Whether to write the statement by which the API's authorizer may invoke the function. False when the function's `invoke_from` covers the API, as it has to when the API is in another account or region than the function. Default true.
  EOT
  type = object({
    id                      = string
    type                    = optional(string, "TOKEN")
    gateway_responses       = optional(set(string), ["UNAUTHORIZED", "ACCESS_DENIED"])
    invalid_token_challenge = optional(bool, false)
    cors_configuration = optional(object({
      allow_origin      = string
      allow_credentials = optional(bool, false)
      expose_headers    = optional(list(string), ["WWW-Authenticate"])
    }))
    result_cache_ttl_seconds = optional(number, 300)
    execution_arn            = optional(string)
    name                     = optional(string)
    create_permission        = optional(bool, true)
  })
  nullable = false

  validation {
    condition     = can(regex("^[A-Za-z0-9]+$", var.api.id))
    error_message = "api.id (rest_apis.KEY.id in the root module) must be the id of a REST API, letters and digits: aws_api_gateway_rest_api.NAME.id. It is missing, or something else such as an ARN or a name."
  }

  validation {
    condition     = var.api.execution_arn == null ? true : can(regex("^arn:[^:]+:execute-api:[^:]+:[0-9]{12}:[A-Za-z0-9]+$", var.api.execution_arn))
    error_message = "api.execution_arn (rest_apis.KEY.execution_arn in the root module) must be the attribute execution_arn of aws_api_gateway_rest_api, such as \"arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5\"; leave it out when function and API share account and region."
  }

  validation {
    condition     = var.api.name == null ? true : can(regex("^[A-Za-z0-9_-]{1,128}$", var.api.name))
    error_message = "api.name must be 1 to 128 letters, digits, hyphens and underscores."
  }

  validation {
    condition     = var.api.result_cache_ttl_seconds == null ? false : var.api.result_cache_ttl_seconds >= 0 && var.api.result_cache_ttl_seconds <= 3600 && floor(var.api.result_cache_ttl_seconds) == var.api.result_cache_ttl_seconds
    error_message = "api.result_cache_ttl_seconds (rest_apis.KEY.result_cache_ttl_seconds in the root module) must be a whole number of seconds from 0 (no cache) to 3600."
  }

  validation {
    condition     = var.api.type == null ? false : contains(["TOKEN", "REQUEST"], var.api.type)
    error_message = "api.type (rest_apis.KEY.type in the root module) must be \"TOKEN\" or \"REQUEST\"."
  }

  validation {
    condition     = alltrue([for response in coalesce(var.api.gateway_responses, []) : contains(["UNAUTHORIZED", "ACCESS_DENIED"], response)])
    error_message = "api.gateway_responses (rest_apis.KEY.gateway_responses in the root module) may hold UNAUTHORIZED and ACCESS_DENIED; [] leaves both as they are."
  }

  validation {
    condition     = var.api.cors_configuration == null ? true : can(regex("^(\\*|https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?|https?://\\[[0-9A-Fa-f:.]+\\](:[0-9]{1,5})?)$", var.api.cors_configuration.allow_origin))
    error_message = "api.cors_configuration.allow_origin (cors_configuration or rest_apis.KEY.cors_configuration in the root module) must be one origin without a path, such as \"https://app.example.com\", or \"*\"."
  }

  validation {
    condition     = var.api.cors_configuration == null ? true : !(var.api.cors_configuration.allow_credentials && var.api.cors_configuration.allow_origin == "*")
    error_message = "api.cors_configuration.allow_credentials (cors_configuration or rest_apis.KEY.cors_configuration in the root module) needs one origin in allow_origin: browsers take no credentials for \"*\"."
  }

  validation {
    condition     = var.api.cors_configuration == null ? true : alltrue([for name in coalesce(var.api.cors_configuration.expose_headers, []) : can(regex("^[A-Za-z0-9-]{1,64}$", name))])
    error_message = "api.cors_configuration.expose_headers (cors_configuration or rest_apis.KEY.cors_configuration in the root module) must hold names of headers, of letters, digits and hyphens."
  }
}
