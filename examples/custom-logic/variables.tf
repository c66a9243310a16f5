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
  default     = "jwt-authorizer-custom-logic"
}

variable "ca_certificates_pem" {
  description = "PEM certificates of the provider's private certificate authority; null for the public ones."
  type        = string
  default     = null
}
