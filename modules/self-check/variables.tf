variable "function" {
  description = "The authorizer to check: the output `attachment` of the root module, from this stack or from another."
  type = object({
    function_name = string
    qualifier     = string
  })
  nullable = false

  validation {
    condition     = var.function.function_name != null && var.function.qualifier != null
    error_message = "function.function_name or function.qualifier is null: pass the output attachment of the root module unchanged."
  }
}

variable "function_version" {
  description = "Version of the function: the output `function_version` of the root module. A new version, which each change of the function's configuration makes, is checked by the same apply. Without it, the function would be checked only once."
  type        = string
  nullable    = false
}

variable "require_keys" {
  description = "Whether the apply fails if a key source of an issuer has no usable keys, or the table of `revocation` can't be read. False: it fails only if the function does not answer. Seed keys and stale keys count as usable. Default true: an apply then also fails while a provider is down."
  type        = bool
  default     = true
  nullable    = false
}

variable "triggers" {
  description = "Strings of your choice. A changed one makes the next apply check again, in addition to a new version of the function. Default: none. With `{ always = plantimestamp() }` every apply checks, and every plan shows a change."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = !contains(keys(var.triggers), "function_version")
    error_message = "triggers contains function_version: rename it, because the module sets this one itself."
  }
}
