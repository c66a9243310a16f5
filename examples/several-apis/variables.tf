variable "issuer" {
  description = "Issuer identifier of your OpenID provider."
  type        = string
  default     = "https://login.example.com/"
}

variable "apis" {
  description = "The APIs, with the audiences that open each, and its backend. The rules are for the keys `orders` and `billing`."
  type        = map(object({ audience = list(string), backend_url = string }))
  default = {
    orders  = { audience = ["https://orders.example.com"], backend_url = "https://orders.internal.example.com" }
    billing = { audience = ["https://billing.example.com"], backend_url = "https://billing.internal.example.com" }
  }
}

variable "ca_certificates_pem" {
  description = "PEM certificates of the provider's private certificate authority. Null: the public certificate authorities."
  type        = string
  default     = null
}
