variable "issuer" {
  description = "Issuer identifier of your OpenID provider."
  type        = string
  default     = "https://login.example.com/"
}

variable "audience" {
  description = "Audiences of all attached APIs: a token must contain one of them in `aud`."
  type        = list(string)
  default     = ["https://api.example.com"]
}

variable "name" {
  description = "Name of the function."
  type        = string
  default     = "shared-function-example"
}

variable "parameter_name" {
  description = "Name of the SSM parameter that the API stacks read."
  type        = string
  default     = "/shared-function-example/attachment"
}
