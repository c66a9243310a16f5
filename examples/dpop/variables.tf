variable "issuer" {
  description = "Issuer identifier of the provider that binds tokens to keys."
  type        = string
  default     = "https://login.example.com/"
}

variable "audience" {
  description = "Audiences of this API: a token must contain one of them in `aud`."
  type        = list(string)
  default     = ["https://api.example.com"]
}

variable "ca_certificates_pem" {
  description = "Certificates that the provider's own TLS certificate is checked with. Null: the public certificate authorities."
  type        = string
  default     = null
}

variable "backend_url" {
  description = "URL of the backend that receives accepted requests."
  type        = string
  default     = "https://backend.example.com/orders"
}
