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
    - `id`: (Required) Id of an HTTP API.
    - `result_cache_ttl_seconds`: (Optional) For how long API Gateway reuses a decision for the same token on the same stage, in seconds, 0 (not at all) to 3600. `exp`, a removed key and a changed configuration take effect up to this much later. Default 300.
    - `execution_arn`: (Optional) Attribute `execution_arn` of the API. Null: built from the function's ARN, which is right when both are in one account and region.
    - `name`: (Optional) Name of the authorizer, unique in the API. Null: the function's name.
    - `create_permission`: (Optional) Whether to write the statement by which the API's authorizer may invoke the function. False when the function's `invoke_from` covers the API, as it has to when the API is in another account or region than the function. Default true.
  EOT
  type = object({
    id                       = string
    result_cache_ttl_seconds = optional(number, 300)
    execution_arn            = optional(string)
    name                     = optional(string)
    create_permission        = optional(bool, true)
  })
  nullable = false

  validation {
    condition     = can(regex("^[A-Za-z0-9]+$", var.api.id))
    error_message = "api.id (http_apis.KEY.id in the root module) must be the id of an HTTP API, letters and digits: aws_apigatewayv2_api.NAME.id. It is missing, or something else such as an ARN or a name."
  }

  validation {
    condition     = var.api.execution_arn == null ? true : can(regex("^arn:[^:]+:execute-api:[^:]+:[0-9]{12}:[A-Za-z0-9]+$", var.api.execution_arn))
    error_message = "api.execution_arn (http_apis.KEY.execution_arn in the root module) must be the attribute execution_arn of aws_apigatewayv2_api, such as \"arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5\"; leave it out when function and API share account and region."
  }

  validation {
    condition     = var.api.name == null ? true : can(regex("^[A-Za-z0-9_-]{1,128}$", var.api.name))
    error_message = "api.name must be 1 to 128 letters, digits, hyphens and underscores."
  }

  validation {
    condition     = var.api.result_cache_ttl_seconds == null ? false : var.api.result_cache_ttl_seconds >= 0 && var.api.result_cache_ttl_seconds <= 3600 && floor(var.api.result_cache_ttl_seconds) == var.api.result_cache_ttl_seconds
    error_message = "api.result_cache_ttl_seconds (http_apis.KEY.result_cache_ttl_seconds in the root module) must be a whole number of seconds from 0 (no cache) to 3600."
  }
}
