variable "function" {
  description = "The authorizer: the output `attachment` of the root module, from this stack or from another."
  type = object({
    invoke_arn = string
    token_source = object({
      header          = optional(string)
      scheme          = optional(string)
      cookie          = optional(string)
      query_parameter = optional(string)
    })
    token_sources = optional(map(object({
      token_source = object({
        header          = optional(string)
        scheme          = optional(string)
        cookie          = optional(string)
        query_parameter = optional(string)
        subprotocol     = optional(string)
      })
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

variable "token_source" {
  description = "Key of the function's `token_sources`: the schemes are for authorizers that read the token there. Null: the function's `token_source`."
  type        = string
  default     = null

  validation {
    condition     = var.token_source == null ? true : contains(keys(var.function.token_sources), var.token_source)
    error_message = "token_source is ${nonsensitive(issensitive(var.token_source) ? "(sensitive value)" : jsonencode(var.token_source))}: it must be a key of the function's token_sources, which ${nonsensitive(length(var.function.token_sources)) == 0 ? "has none" : "has ${nonsensitive(join(", ", keys(var.function.token_sources)))}"}. Correct or remove token_source, or add the key to token_sources."
  }

  validation {
    condition     = var.token_source == null ? true : try(var.function.token_sources[var.token_source].token_source.subprotocol, null) == null
    error_message = "token_source is ${nonsensitive(issensitive(var.token_source) ? "(sensitive value)" : jsonencode(var.token_source))}, which is a subprotocol: only WebSocket APIs have one. Choose another key of token_sources."
  }
}

variable "result_cache_ttl_seconds" {
  description = <<-EOT
    How long API Gateway reuses a decision for the same token on the same stage, in seconds, 0 (no cache) to 3600. The expiry of a token, a removed key and a changed configuration take effect up to this much later. With `extension.per_request`, `certificate_bound_tokens` or `dpop` it is always 0. Default 300.
  EOT
  type        = number
  default     = 300
  nullable    = false

  validation {
    condition     = var.result_cache_ttl_seconds == floor(max(local.ttl.min, min(local.ttl.max, var.result_cache_ttl_seconds)))
    error_message = "result_cache_ttl_seconds is ${nonsensitive(issensitive(var.result_cache_ttl_seconds) ? "(sensitive value)" : jsonencode(var.result_cache_ttl_seconds))}: it must be a whole number of seconds from ${local.ttl.min} (no cache) to ${local.ttl.max}."
  }
}
