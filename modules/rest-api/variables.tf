variable "function" {
  description = "The authorizer to attach: the output `attachment` of the root module, from this stack or from another."
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
    per_request = bool
  })
  nullable = false

  validation {
    condition     = var.function.per_request != null
    error_message = "function.per_request is null: pass the output attachment of the root module unchanged."
  }
}

variable "api" {
  description = <<-EOT
    The API to attach to.
    - `id`: (Required) ID of a REST API.
    - `type`: (Optional) `TOKEN` or `REQUEST`. `TOKEN` reads only a header, whose value must look like a JWT: API Gateway refuses any other value without invoking the function. `REQUEST` reads a header, a cookie or a query parameter. Default `TOKEN`.
    - `gateway_responses`: (Optional) The API's gateway responses to replace: `UNAUTHORIZED` (401) and `ACCESS_DENIED` (403) get a `WWW-Authenticate` header (RFC 6750) and a JSON body. An API has only one of each: set `[]` if the API has its own, or another authorizer's. Default both.
    - `invalid_token_challenge`: (Optional) Whether the `WWW-Authenticate` header of the 401 contains `error="invalid_token"` (RFC 6750). API Gateway gives the same answer to a request without a token, for which RFC 6750 has no error code. Default false.
    - `cors_configuration`: (Optional) CORS headers on the 401 and the 403. A browser then lets pages read these responses. Null: none.
      - `allow_origin`: (Required) The one origin whose pages may read the responses, such as `https://app.example.com`, or `*`. Gateway responses are fixed and cannot choose from a list. Reflecting the request's Origin would allow any site.
      - `allow_credentials`: (Optional) Whether pages may send cookies. Default false.
      - `expose_headers`: (Optional) Headers that pages may read. Default `WWW-Authenticate`.
    - `result_cache_ttl_seconds`: (Optional) How long API Gateway reuses a decision for the same token on the same stage, in seconds, 0 (no cache) to 3600. The expiry of a token, a removed key and a changed configuration take effect up to this much later. Default 300.
    - `execution_arn`: (Optional) Attribute `execution_arn` of the API. Null: derived from the function's ARN, which is right if both are in the same account and region.
    - `name`: (Optional) Name of the authorizer, unique in the API. Null: the function's name.
    - `create_permission`: (Optional) Whether to allow the API's authorizer to invoke the function. Set it to false if the function's `invoke_from` covers the API. An API in another account or region than the function must be covered by `invoke_from`. Default true.
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
    condition     = can(regex(local.contract.patterns.api_id, var.api.id))
    error_message = "api.id (rest_apis.KEY.id in the root module) is ${jsonencode(var.api.id)}: it must be the ID of a REST API, letters and digits, such as aws_api_gateway_rest_api.NAME.id, not an ARN or a name."
  }

  validation {
    condition     = var.api.execution_arn == null ? true : can(regex(local.contract.patterns.execution_arn, var.api.execution_arn))
    error_message = "api.execution_arn (rest_apis.KEY.execution_arn in the root module) is ${jsonencode(var.api.execution_arn)}: it must be ${local.contract.sentences.execution_arn}. Remove it if the function and the API are in the same account and region."
  }

  validation {
    condition     = var.api.name == null ? true : can(regex(local.contract.patterns.authorizer_name, var.api.name))
    error_message = "api.name is ${jsonencode(var.api.name)}: it must be ${local.contract.sentences.authorizer_name}."
  }

  validation {
    condition     = var.api.result_cache_ttl_seconds == null ? false : var.api.result_cache_ttl_seconds == floor(max(local.ttl.min, min(local.ttl.max, var.api.result_cache_ttl_seconds)))
    error_message = "api.result_cache_ttl_seconds (rest_apis.KEY.result_cache_ttl_seconds in the root module) is ${jsonencode(var.api.result_cache_ttl_seconds)}: it must be a whole number of seconds from ${local.ttl.min} (no cache) to ${local.ttl.max}."
  }

  validation {
    condition     = var.api.type == null ? false : contains(["TOKEN", "REQUEST"], var.api.type)
    error_message = "api.type (rest_apis.KEY.type in the root module) is ${jsonencode(var.api.type)}: it must be \"TOKEN\" or \"REQUEST\"."
  }

  validation {
    condition     = alltrue([for response in coalesce(var.api.gateway_responses, []) : contains(["UNAUTHORIZED", "ACCESS_DENIED"], response)])
    error_message = "api.gateway_responses (rest_apis.KEY.gateway_responses in the root module) is ${jsonencode(var.api.gateway_responses)}: it may contain UNAUTHORIZED and ACCESS_DENIED. Set [] to leave both unchanged."
  }

  validation {
    condition     = var.api.cors_configuration == null ? true : can(regex("^(\\*|https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?|https?://\\[[0-9A-Fa-f:.]+\\](:[0-9]{1,5})?)$", var.api.cors_configuration.allow_origin))
    error_message = "api.cors_configuration.allow_origin (cors_configuration or rest_apis.KEY.cors_configuration in the root module) is ${try(jsonencode(var.api.cors_configuration.allow_origin), "null")}: it must be one origin without a path, such as \"https://app.example.com\", or \"*\"."
  }

  validation {
    condition     = var.api.cors_configuration == null ? true : !(var.api.cors_configuration.allow_credentials && var.api.cors_configuration.allow_origin == "*")
    error_message = "api.cors_configuration.allow_credentials (cors_configuration or rest_apis.KEY.cors_configuration in the root module) cannot be combined with allow_origin = \"*\": browsers then send no credentials. Set one origin."
  }

  validation {
    condition     = var.api.cors_configuration == null ? true : alltrue([for name in coalesce(var.api.cors_configuration.expose_headers, []) : can(regex("^[A-Za-z0-9-]{1,64}$", name))])
    error_message = "api.cors_configuration.expose_headers (cors_configuration or rest_apis.KEY.cors_configuration in the root module) is ${try(jsonencode(var.api.cors_configuration.expose_headers), "null")}: each must be a header name of 1 to 64 letters, digits and hyphens."
  }
}
