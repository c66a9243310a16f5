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

variable "backend_url" {
  description = "URL of the backend that receives accepted requests."
  type        = string
  default     = "https://backend.example.com/orders"
}

variable "function_account_role_arn" {
  description = "Role that Terraform assumes in the account of the function."
  type        = string
  default     = "arn:aws:iam::111111111111:role/terraform"
}

variable "api_account_role_arn" {
  description = "Role that Terraform assumes in the account of the API."
  type        = string
  default     = "arn:aws:iam::222222222222:role/terraform"
}
