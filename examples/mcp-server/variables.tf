variable "issuer" {
  description = "Issuer identifier of the authorization server."
  type        = string
  default     = "https://login.example.com/"
}

variable "backend_url" {
  description = "URL of the MCP server that receives accepted requests."
  type        = string
  default     = "https://backend.example.com/mcp"
}
