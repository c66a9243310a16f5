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
    token_sources = optional(map(object({
      token_source = object({
        header          = optional(string)
        cookie          = optional(string)
        query_parameter = optional(string)
        subprotocol     = optional(string)
      })
      qualifier  = string
      invoke_arn = string
    })), {})
    per_request                = bool
    authorizer_credentials_arn = optional(string)
  })
  nullable = false

  validation {
    condition     = var.function.per_request != null
    error_message = "function.per_request is null: pass the output attachment of the root module unchanged."
  }
}

variable "place" {
  description = "Name of the API in messages. The root module passes the place in its own input, such as `http_apis.orders`. Default `api`."
  type        = string
  default     = "api"
  nullable    = false
}

variable "api" {
  description = <<-EOT
    The API to attach to.
    - `id`: (Required) ID of an HTTP API.
    - `result_cache_ttl_seconds`: (Optional) How long API Gateway reuses a decision for the same token on the same stage, in seconds, 0 (no cache) to 3600. The expiry of a token, a removed key and a changed configuration take effect up to this much later. Default 300.
    - `execution_arn`: (Optional) Attribute `execution_arn` of the API. Null: derived from the function's ARN, which is right if both are in the same account and region.
    - `name`: (Optional) Name of the authorizer, unique in the API. Null: the function's name.
    - `create_permission`: (Optional) Whether to allow the API's authorizer to invoke the function. Set it to false if the function's `invoke_from` covers the API. An API in another account or region than the function must be covered by `invoke_from`. Default true.
    - `token_source`: (Optional) Key of the function's `token_sources`: this authorizer reads the token there. Null: the function's `token_source`.
  EOT
  type        = any
  nullable    = false

  # The first character of JSON tells the type, and is known even if a part of the value is not.
  validation {
    condition = startswith(jsonencode(var.api), "{") ? contains(keys(var.api), "id") && length(setsubtract(keys(var.api), local.api_attributes)) == 0 : false
    error_message = nonsensitive(
      !startswith(jsonencode(var.api), "{") ? "${var.place} must be an object, such as { id = aws_apigatewayv2_api.NAME.id }." :
      length(setsubtract(keys(var.api), local.api_attributes)) == 0 ? "${var.place}.id is missing: set it to the ID of the API, such as aws_apigatewayv2_api.NAME.id." : join("\n", [
        for name in setsubtract(keys(var.api), local.api_attributes) :
        "${var.place} has the unknown attribute \"${name}\": correct or remove it.${join("", [for known in local.api_attributes : " Did you mean \"${known}\"?" if can(regex(jsondecode(file("${path.module}/../near-misses.json"))[known], name))])} An HTTP API has ${join(", ", local.api_attributes)}."
      ])
    )
  }

  validation {
    condition     = can(regex(local.contract.api_values.id.json, jsonencode(try(var.api.id, "a"))))
    error_message = "${var.place}.id is ${nonsensitive(issensitive(try(var.api.id, null)) ? "(sensitive value)" : jsonencode(try(var.api.id, null)))}: it must be the ID of an HTTP API: ${local.contract.api_values.id.must}, such as aws_apigatewayv2_api.NAME.id."
  }

  validation {
    condition     = can(regex(local.contract.api_values.execution_arn.json, jsonencode(try(var.api.execution_arn, null))))
    error_message = "${var.place}.execution_arn is ${nonsensitive(issensitive(try(var.api.execution_arn, null)) ? "(sensitive value)" : jsonencode(try(var.api.execution_arn, null)))}: it must be ${local.contract.api_values.execution_arn.must}."
  }

  validation {
    condition     = can(regex(local.contract.api_values.name.json, jsonencode(try(var.api.name, null))))
    error_message = "${var.place}.name is ${nonsensitive(issensitive(try(var.api.name, null)) ? "(sensitive value)" : jsonencode(try(var.api.name, null)))}: it must be ${local.contract.api_values.name.must}."
  }

  validation {
    condition     = can(regex(local.contract.api_values.create_permission.json, jsonencode(try(var.api.create_permission, null))))
    error_message = "${var.place}.create_permission is ${nonsensitive(issensitive(try(var.api.create_permission, null)) ? "(sensitive value)" : jsonencode(try(var.api.create_permission, null)))}: it must be ${local.contract.api_values.create_permission.must}."
  }

  validation {
    condition     = can(regex(local.contract.api_values.token_source.json, jsonencode(try(var.api.token_source, null))))
    error_message = "${var.place}.token_source is ${nonsensitive(issensitive(try(var.api.token_source, null)) ? "(sensitive value)" : jsonencode(try(var.api.token_source, null)))}: it must be ${local.contract.api_values.token_source.must}."
  }

  validation {
    condition     = try(alltrue([for seconds in [tonumber(try(var.api.result_cache_ttl_seconds, null))] : seconds == null ? true : seconds == floor(max(local.ttl.min, min(local.ttl.max, seconds)))]), false)
    error_message = "${var.place}.result_cache_ttl_seconds is ${nonsensitive(issensitive(try(var.api.result_cache_ttl_seconds, null)) ? "(sensitive value)" : jsonencode(try(var.api.result_cache_ttl_seconds, null)))}: it must be a whole number of seconds from ${local.ttl.min} (no cache) to ${local.ttl.max}."
  }
}
