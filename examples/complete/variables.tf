variable "issuer" {
  description = "Issuer identifier of your OpenID provider."
  type        = string
  default     = "https://login.example.com/"
}

variable "audience" {
  description = "Audiences that tokens for this API have."
  type        = list(string)
  default     = ["https://api.example.com"]
}

variable "name" {
  description = "Name of everything that is created."
  type        = string
  default     = "jwt-authorizer-complete"
}

variable "jwks_url" {
  description = "URL of the provider's key set; null for discovery."
  type        = string
  default     = null
}

variable "ca_certificates_pem" {
  description = "PEM certificates of the provider's private certificate authority; null for the public ones."
  type        = string
  default     = null
}

variable "jwks_cache_ttl_seconds" {
  description = "For how long keys are used before they are fetched again."
  type        = number
  default     = 600
}

variable "result_cache_ttl_seconds" {
  description = "For how long API Gateway reuses a decision."
  type        = number
  default     = 300
}
