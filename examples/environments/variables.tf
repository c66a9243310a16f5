variable "environment" {
  description = "Name of the environment. It becomes a part of the resources' names."
  type        = string
}

variable "issuer" {
  description = "Issuer identifier of the environment's OpenID provider."
  type        = string
}

variable "audience" {
  description = "Audiences of the environment's API: a token must contain one of them in `aud`. No two environments should share one, or a token for one of them opens the other."
  type        = list(string)
}

variable "backend_url" {
  description = "URL of the backend that receives accepted requests."
  type        = string
}

variable "jwks_cache_ttl_seconds" {
  description = "Time to live of fetched keys, in seconds."
  type        = number
  default     = 600
}

variable "result_cache_ttl_seconds" {
  description = "How long API Gateway reuses a decision, in seconds."
  type        = number
  default     = 300
}

variable "log_retention_in_days" {
  description = "How long the function's log is kept, in days."
  type        = number
}

variable "log_allowed" {
  description = "Whether allowed requests have a line in the log, too."
  type        = bool
  default     = false
}

variable "alarm_topic_arns" {
  description = "SNS topics of the people on call. Null: no alarms."
  type        = list(string)
  default     = null
}
