variable "function" {
  description = "The authorizer to attach: the output `attachment` of the root module, from this stack or from another."
  type = object({
    function_name = string
    function_arn  = string
    qualifier     = string
    invoke_arn    = string
    websocket_token_source = object({
      header          = optional(string)
      cookie          = optional(string)
      query_parameter = optional(string)
      subprotocol     = optional(string)
    })
  })
  nullable = false
}

variable "api" {
  description = <<-EOT
    The API to attach to.
    - `id`: (Required) ID of a WebSocket API.
    - `execution_arn`: (Optional) Attribute `execution_arn` of the API. Null: derived from the function's ARN, which is right if both are in the same account and region.
    - `name`: (Optional) Name of the authorizer, unique in the API. Null: the function's name.
    - `create_permission`: (Optional) Whether to allow the API's authorizer to invoke the function. Set it to false if the function's `invoke_from` covers the API. An API in another account or region than the function must be covered by `invoke_from`. Default true.
  EOT
  type = object({
    id                = string
    execution_arn     = optional(string)
    name              = optional(string)
    create_permission = optional(bool, true)
  })
  nullable = false

  validation {
    condition     = can(regex(local.contract.patterns.api_id, var.api.id))
    error_message = "api.id (websocket_apis.KEY.id in the root module) is ${jsonencode(var.api.id)}: it must be the ID of a WebSocket API, letters and digits, such as aws_apigatewayv2_api.NAME.id, not an ARN or a name."
  }

  validation {
    condition     = var.api.execution_arn == null ? true : can(regex(local.contract.patterns.execution_arn, var.api.execution_arn))
    error_message = "api.execution_arn (websocket_apis.KEY.execution_arn in the root module) is ${jsonencode(var.api.execution_arn)}: it must be ${local.contract.sentences.execution_arn}. Remove it if the function and the API are in the same account and region."
  }

  validation {
    condition     = var.api.name == null ? true : can(regex(local.contract.patterns.authorizer_name, var.api.name))
    error_message = "api.name is ${jsonencode(var.api.name)}: it must be ${local.contract.sentences.authorizer_name}."
  }
}
