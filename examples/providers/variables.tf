# Inputs of the module, passed through. Null: the module's default.

variable "issuer" {
  description = "Issuer identifier of the provider: the value of `iss` in its tokens."
  type        = string
  default     = null
}

variable "jwks_url" {
  description = "URL of the provider's key set. Null: found by OpenID Connect Discovery."
  type        = string
  default     = null
}

variable "audience" {
  description = "Audiences of this API: a token must contain one of them in the audience claim."
  type        = list(string)
  default     = null
}

variable "audience_claim" {
  description = "Claim that contains the audience. Null: `aud`."
  type        = string
  default     = null
}

variable "required_claims" {
  description = "Conditions on claims that every token must meet. Null: none."
  type        = any
  default     = null
}

variable "token_type" {
  description = "The only accepted token type (`typ`). Null: `at+jwt`, `JWT` or none."
  type        = string
  default     = null
}

variable "max_token_age_seconds" {
  description = "Maximum age of a token, counted from `iat`, in seconds. Null: until `exp`."
  type        = number
  default     = null
}

variable "algorithms" {
  description = "Accepted signature algorithms. Null: RS256, PS256, ES256 and EdDSA."
  type        = list(string)
  default     = null
}

variable "trusted_issuers" {
  description = "Several issuers, or one with keys of its own, instead of `issuer` and `jwks_url`. Null: none."
  type        = any
  default     = null
}

variable "token_source" {
  description = "Where the token is read. Null: the header `Authorization` with the scheme `Bearer`."
  type        = any
  default     = null
}

variable "backend_url" {
  description = "URL of the backend that receives accepted requests."
  type        = string
  default     = "https://backend.example.com/orders"
}
