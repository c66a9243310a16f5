variable "name" {
  description = "Name of the API and of the functions."
  type        = string
  default     = "revocation-example"
}

variable "issuer" {
  description = "Issuer identifier of the identity provider."
  type        = string
  default     = "https://login.example.com/"
}

variable "audience" {
  description = "Audiences of the API."
  type        = list(string)
  default     = ["https://orders.example.com"]
}

variable "jwks_url" {
  description = "URL of the provider's key set, jwks_uri in its discovery document."
  type        = string
  default     = "https://login.example.com/.well-known/jwks.json"
}

variable "ca_certificates_pem" {
  description = "Certificates of a private certificate authority of the provider. Null: the public ones."
  type        = string
  default     = null
}

variable "client_ids" {
  description = "Client IDs of the applications at which users sign in, and which have the back-channel logout URL."
  type        = list(string)
  default     = ["orders-web"]
}

variable "token_lifetime_seconds" {
  description = "Lifetime of the provider's longest-lived access token, in seconds. Items are kept for longer than that."
  type        = number
  default     = 86400
}

variable "cache_ttl_seconds" {
  description = "How long an instance of the authorizer uses what it has read from the table, in seconds."
  type        = number
  default     = 30
}

variable "result_cache_ttl_seconds" {
  description = "How long API Gateway caches a decision, in seconds."
  type        = number
  default     = 60
}

variable "deletion_protection_enabled" {
  description = "Whether the table is protected. Apply with false before you destroy the stack."
  type        = bool
  default     = true
}

variable "backend_url" {
  description = "URL that receives accepted requests."
  type        = string
  default     = "https://backend.example.com/orders"
}
