variable "issuer" {
  description = "Issuer identifier of your OpenID provider."
  type        = string
  default     = "https://login.example.com/"
}

variable "audience" {
  description = "Audiences of this API: a token must contain one of them in `aud`."
  type        = list(string)
  default     = ["https://api.example.com"]
}

variable "name" {
  description = "Name of the authorizer, and prefix of the names of other resources."
  type        = string
  default     = "jwt-authorizer-multi-tenant"
}

variable "ca_certificates_pem" {
  description = "PEM certificates of the provider's private certificate authority. Null: the public certificate authorities."
  type        = string
  default     = null
}
