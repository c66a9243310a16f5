variable "issuer" {
  description = "Issuer identifier of the provider that binds tokens to certificates."
  type        = string
  default     = "https://login.example.com/"
}

variable "audience" {
  description = "Audiences of this API: a token must contain one of them in `aud`."
  type        = list(string)
  default     = ["https://devices.example.com"]
}

variable "ca_certificates_pem" {
  description = "Certificates that the provider's own TLS certificate is checked with. Null: the public certificate authorities."
  type        = string
  default     = null
}

variable "device_ca_pem" {
  description = "Certificates of the authority that issues the devices' certificates, in PEM."
  type        = string
}

variable "domain_name" {
  description = "Domain name of the API. Point it at the output `domain_target`."
  type        = string
  default     = "devices.example.com"
}

variable "certificate_arn" {
  description = "ARN of the domain's certificate in AWS Certificate Manager, in the region of the API."
  type        = string
}

variable "backend_url" {
  description = "URL of the backend that receives accepted requests."
  type        = string
  default     = "https://backend.example.com/telemetry"
}
