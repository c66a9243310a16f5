variable "parameter_name" {
  description = "Name of the SSM parameter that the stack of the function wrote."
  type        = string
  default     = "/shared-function-example/attachment"
}

variable "backend_url" {
  description = "URL of the backend that receives accepted requests."
  type        = string
  default     = "https://backend.example.com/orders"
}
