# Additional places of the token

variable "token_sources" {
  description = <<-EOT
    Additional places of the token, for APIs whose clients send it in different places, such as browsers in a cookie and other clients in a header. A map of at most 8 objects with keys of your choice: 1 to 63 lower-case letters, digits, `-` and `_`, beginning with a letter. Each object is like `token_source`, or like `websocket_token_source` with `subprotocol`. Default: none.

    `token_source = "KEY"` in an entry of `rest_apis`, `http_apis` or `websocket_apis` makes an authorizer that reads only this place. One API can have several entries, with the same `id`. Each key has an alias of its own, `live-KEY`: by the alias that an authorizer invokes, the function knows where its requests have their token. An authorizer that invokes anything else, such as the function's ARN or an alias of your own, then gets no decision, and callers get a 500.

    To read the token of one route in two places is not possible, because API Gateway's cache key would not contain both. A removed key removes its alias: first change the APIs that use it. Another key in `token_source` of an API replaces the API's permission; see `docs/state-changes.md`.
  EOT
  type        = any
  default     = {}
  nullable    = false

  # The first character of JSON tells the type, and is known even if a part of the value is not. The objects are checked
  # in input-faults.tf and token-sources.tf.
  validation {
    condition     = startswith(jsonencode(var.token_sources), "{")
    error_message = "token_sources must be a map of objects: write token_sources = { cookie = { cookie = \"session\" } }, with keys of your choice."
  }

  validation {
    condition     = alltrue([for key in try(keys(var.token_sources), []) : can(regex(local.contract.patterns.token_source_key, key))])
    error_message = nonsensitive("token_sources has the invalid keys ${jsonencode([for key in try(keys(var.token_sources), []) : key if !can(regex(local.contract.patterns.token_source_key, key))])}: each must be ${local.contract.sentences.token_source_key}, because it becomes a part of an alias's name.")
  }

  validation {
    condition     = length(try(keys(var.token_sources), [])) <= local.contract.sizes.token_sources
    error_message = nonsensitive("token_sources has ${length(try(keys(var.token_sources), []))} entries: it must have at most ${local.contract.sizes.token_sources}. Use a function for each group of APIs.")
  }
}
