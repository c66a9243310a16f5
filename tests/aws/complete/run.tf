# Laid over a copy of examples/complete.

variable "jwks" {
  description = "Public keys of the run, a JWK Set as JSON."
  type        = string
}

variable "remote_issuers" {
  description = "Issuers whose keys are fetched. Attributes as in `trusted_issuers`, without `audience`."
  type        = any
  default     = {}
}

provider "aws" {
  default_tags {
    tags = { jwt-authorizer-test = var.name }
  }
}
