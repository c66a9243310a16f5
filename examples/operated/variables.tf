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

variable "memory_size" {
  description = "Memory of the function in MB. Change it together with `stable_version` to try another value on a part of the requests."
  type        = number
  default     = 256
}

variable "stable_version" {
  description = "Version that decides all but one in twenty requests while you try a change: the output `function_version` before the change. Null: no canary."
  type        = string
  default     = null
}

variable "alias_version" {
  description = "Version to go back to. Null: the newest."
  type        = string
  default     = null
}
