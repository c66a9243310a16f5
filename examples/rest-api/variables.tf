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

variable "backend_url" {
  description = "Where requests that pass are sent."
  type        = string
  default     = "https://backend.example.com/orders"
}
