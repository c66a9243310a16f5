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
