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
    per_request                = bool
    authorizer_credentials_arn = optional(string)
  })
  nullable = false

  validation {
    condition     = var.function.per_request != null
    error_message = "function.per_request is null: pass the output attachment of the root module unchanged."
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
