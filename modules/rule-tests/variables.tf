variable "name" {
  description = "Prefix of each message, to tell several calls of the module apart: the `name` of the authorizer. If it is unknown until apply, Terraform says only that a test failed. Null: no prefix."
  type        = string
  default     = null
}

variable "rules" {
  description = <<-EOT
    The rules to test, written as for the root module. Empty or null: a valid token may call everything.

    Only the root module checks their form. Here Terraform ignores unknown attributes: a rule with `scope` instead of `scopes` is tested without that condition.
  EOT
  type = list(object({
    effect  = optional(string, "allow")
    apis    = optional(list(string))
    methods = optional(list(string))
    paths   = list(string)
    scopes  = optional(list(string))
    claims = optional(list(object({
      name = string
      any  = optional(list(string))
      all  = optional(list(string))
      none = optional(list(string))

      separator    = optional(string)
      member_names = optional(bool, false)
    })), [])
  }))
  default  = []
  nullable = false
}

variable "api_keys" {
  description = "Keys of the root module's input `apis`. The `api` of a test must be one of them, or a key that a rule names. Default: none."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "strict_paths" {
  description = "The `strict_paths` of the root module. Default true, as there."
  type        = bool
  default     = true
  nullable    = false
}

variable "rule_tests" {
  description = <<-EOT
    What the rules must allow a token to do, and what they must deny. Terraform evaluates the tests during the plan, without a provider. If a test fails, the plan fails and names the rules that are responsible. A list of objects:
    - `claims`: (Required) The claims of a token that the issuer could issue, as an object: `{ scope = "orders:read" }`. Claims that the rules do not read make no difference.
    - `api`: (Optional) The API that the requests are for: a key of the root module's input `apis`. Null: an API that `apis` does not list, to which only rules without `apis` apply.
    - `allow`: (Optional) Requests that the token may make, such as `GET /orders/1`, or `$connect` for a WebSocket API. Write the path as the client does: values instead of `{claim}`, without stage or query.
    - `deny`: (Optional) Requests that the token may not make. Set `allow`, `deny` or both.
  EOT
  type        = any
  default     = []
  nullable    = false
}
