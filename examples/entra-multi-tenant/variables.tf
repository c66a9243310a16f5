variable "tenants" {
  description = "Directory (tenant) IDs of the customers, by names of your choice. The log and the metrics show these names."
  type        = map(string)
  default = {
    contoso  = "0e6a1f9c-1111-4222-8333-444455556666"
    fabrikam = "5b2c7d1e-7777-4888-9999-aaaabbbbcccc"
  }

  validation {
    condition     = length(var.tenants) > 0 && alltrue([for id in values(var.tenants) : can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", id))])
    error_message = "tenants must be directory IDs in lower case, as in a token's tid, such as { contoso = \"0e6a1f9c-1111-4222-8333-444455556666\" }."
  }
}

variable "application_id" {
  description = "Application (client) ID of the API's registration, which is the audience of its tokens. The registration needs `requestedAccessTokenVersion = 2`."
  type        = string
  default     = "6e74172b-be56-4843-9ff4-e66a39bb12e3"
}

variable "backend_url" {
  description = "URL of the backend that receives accepted requests."
  type        = string
  default     = "https://backend.example.com/orders"
}
