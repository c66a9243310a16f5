# Tokens that are bound to a key of the client (DPoP)

variable "dpop_bound_tokens" {
  description = <<-EOT
    Accepts access tokens that are bound to a key of the client (DPoP, RFC 9449), if the request has a new proof of that key, whose SHA-256 thumbprint is `cnf.jkt` of the token. `required` refuses tokens that are not bound; `optional` also accepts bearer tokens. Null: a token that is bound to a key is refused. It needs `dpop`. See `docs/dpop.md`.
  EOT
  type        = string
  default     = null
}

variable "dpop" {
  description = <<-EOT
    How proofs are checked (DPoP, RFC 9449). Required with `dpop_bound_tokens`, here or in `trusted_issuers`. An object:
    - `base_urls`: (Required) The URLs under which clients call the attached APIs, up to the path that API Gateway sees: a custom domain with its base path, such as `https://api.example.com/v1`, or the default endpoint with its stage, such as `https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/prod`. 1 to 20 https URLs without query and fragment. A proof must name one of them, followed by the path of the request. The function cannot take the host from the request, because clients choose it. Do not use `invoke_url` of a stage, which depends on the authorizer. An entry of `apis` can have `base_urls` of its own.
    - `signing_algorithms`: (Optional) Algorithms that a proof may be signed with. Default: RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA and Ed25519.
    - `max_age_seconds`: (Optional) How many seconds after its `iat` a proof is accepted at most, 5 to 600. The clocks of clients may be late by less than that, and early by `clock_skew_seconds`. Default 60.
    - `replay_table_arn`: (Optional) ARN of a DynamoDB table with the partition key `id` (a string) and no sort key, in which all instances record used proofs. The function's role may then write items to it. Set `expires_at` as its TTL attribute. Null: each instance of the function remembers only the proofs that it has seen, so that a proof can be used once at each instance.

    With `dpop`, the token must be in a header (`token_source`), which then also accepts the scheme `DPoP`. The answer depends on the request, and API Gateway would reuse it for other requests with the same token. Therefore every attached REST and HTTP API needs `result_cache_ttl_seconds = 0`, and a REST API needs `type = "REQUEST"`. Change the APIs first and deploy every stage: the function changes before the APIs do. WebSocket APIs accept no token that is bound to a key. Null: no proof is checked.
  EOT
  type        = any
  default     = null
}
