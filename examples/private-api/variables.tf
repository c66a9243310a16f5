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

variable "vpc_cidr_block" {
  description = "Addresses of the VPC, from which callers reach the API."
  type        = string
  default     = "10.20.0.0/16"
}

variable "availability_zones" {
  description = "Availability zones of the subnets. Their region is the region of the API."
  type        = list(string)
  default     = ["eu-central-1a", "eu-central-1b"]
}
