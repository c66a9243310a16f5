variable "function" {
  description = "The authorizer to attach: the output `attachment` of the root module, from this stack or from another."
  type = object({
    function_name = string
    function_arn  = string
    qualifier     = string
    invoke_arn    = string
    token_source = object({
      header          = optional(string)
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
    - `id`: (Required) ID of an HTTP API.
    - `result_cache_ttl_seconds`: (Optional) How long API Gateway reuses a decision for the same token on the same stage, in seconds, 0 (no cache) to 3600. The expiry of a token, a removed key and a changed configuration take effect up to this much later. Default 300.
    - `execution_arn`: (Optional) Attribute `execution_arn` of the API. Null: derived from the function's ARN, which is right if both are in the same account and region.
    - `name`: (Optional) Name of the authorizer, unique in the API. Null: the function's name.
    - `create_permission`: (Optional) Whether to allow the API's authorizer to invoke the function. Set it to false if the function's `invoke_from` covers the API. An API in another account or region than the function must be covered by `invoke_from`. Default true.
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
    condition     = can(regex(local.contract.patterns.api_id, var.api.id))
    error_message = "api.id (http_apis.KEY.id in the root module) is ${jsonencode(var.api.id)}: it must be the ID of an HTTP API, letters and digits, such as aws_apigatewayv2_api.NAME.id, not an ARN or a name."
  }

  validation {
    condition     = var.api.execution_arn == null ? true : can(regex(local.contract.patterns.execution_arn, var.api.execution_arn))
    error_message = "api.execution_arn (http_apis.KEY.execution_arn in the root module) is ${jsonencode(var.api.execution_arn)}: it must be ${local.contract.sentences.execution_arn}. Remove it if the function and the API are in the same account and region."
  }

  validation {
    condition     = var.api.name == null ? true : can(regex(local.contract.patterns.authorizer_name, var.api.name))
    error_message = "api.name is ${jsonencode(var.api.name)}: it must be ${local.contract.sentences.authorizer_name}."
  }

  validation {
    condition     = var.api.result_cache_ttl_seconds == null ? false : var.api.result_cache_ttl_seconds == floor(max(local.ttl.min, min(local.ttl.max, var.api.result_cache_ttl_seconds)))
    error_message = "api.result_cache_ttl_seconds (http_apis.KEY.result_cache_ttl_seconds in the root module) is ${jsonencode(var.api.result_cache_ttl_seconds)}: it must be a whole number of seconds from ${local.ttl.min} (no cache) to ${local.ttl.max}."
  }
}
