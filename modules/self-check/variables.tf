variable "function" {
  description = "The authorizer to check: the output `attachment` of the root module, from this stack or from another."
  type = object({
    function_name    = string
    function_version = string
    qualifier        = string
  })
  nullable = false

  validation {
    condition     = var.function.function_version != null
    error_message = "function.function_version is null: pass the output attachment of the root module unchanged."
  }
}

variable "require_keys" {
  description = "Whether the apply fails if a key source of an issuer has no usable keys. False: it fails only if the function does not answer. Default true. A provider that is down then stops an apply, although seed keys or stale keys count as usable."
  type        = bool
  default     = true
  nullable    = false
}

variable "triggers" {
  description = "Strings of your choice. A changed one makes the next apply check again. A new version of the function always does, and each change of its configuration makes a new version. Default: none. With `{ always = plantimestamp() }` every apply checks, and every plan shows a change."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = !contains(keys(var.triggers), "function_version")
    error_message = "triggers contains function_version: rename it, because the module sets this one itself."
  }
}
