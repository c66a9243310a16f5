variable "name" {
  description = "What each message begins with, to tell several calls of the module apart: the `name` of the authorizer. While it is unknown, Terraform says of a test only that it failed. Null: nothing."
  type        = string
  default     = null
}

variable "rules" {
  description = "The rules that are tested, as `modules/function` takes them, which is also where their form is checked. Null: a valid token may call everything."
  type        = any
  default     = null
}

variable "strict_paths" {
  description = "As in `modules/function`. Default true, as there."
  type        = bool
  default     = true
  nullable    = false
}

variable "rule_tests" {
  description = <<-EOT
    What the rules must, and must not, let tokens do. Each is checked while Terraform plans, by the text of the rules and without any provider; one that doesn't hold fails the plan, with the rules that are to blame. A list of objects:
    - `claims`: (Required) The claims of a token that the issuer might make, as JSON: `jsonencode({ scope = "orders:read" })`. Those that the rules don't read make no difference.
    - `allow`: (Optional) Requests that the token may make, such as `GET /orders/1`; `$connect` for a WebSocket API. The path as the client writes it, with values and no `{claim}`, without stage and query.
    - `deny`: (Optional) Requests that it may not make. One of both at least.
  EOT
  type        = any
  default     = []
  nullable    = false
}
