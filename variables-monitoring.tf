# Monitoring

variable "log_allowed" {
  description = <<-EOT
    Logs allowed requests in addition to refused ones, one line each (see `docs/log.md`). Null: no line for an allowed request, and no value of a claim in the log. `{}` logs every allowed request without claims. API Gateway's cache answers without the function, so a token has at most one line per result TTL and instance. CloudWatch Logs charges for each line, about 0.5 KB without claims.
    - `sample_percent`: (Optional) How many of 100 allowed requests are logged, chosen at random: a number greater than 0 and at most 100, such as 0.1. Default 100, so that the log is complete.
    - `claims`: (Optional) Up to 20 claims whose values are logged: each a top-level claim or a JSON Pointer of up to four segments. Strings are cut to 256 characters and lists to 10 items, and an object becomes its JSON. Whoever can read the log can read these values: name no claim with personal data that the log may not hold. Default none.
  EOT
  type        = any
  default     = null

  validation {
    condition = var.log_allowed == null ? true : startswith(jsonencode(var.log_allowed), "{") ? length(setsubtract(keys(var.log_allowed), local.contract.log_allowed_attributes)) == 0 : false
    error_message = nonsensitive(var.log_allowed == null ? "" : !startswith(jsonencode(var.log_allowed), "{") ? "log_allowed must be an object, such as { sample_percent = 10, claims = [\"sub\"] }." : join("\n", [
      for name in setsubtract(keys(var.log_allowed), local.contract.log_allowed_attributes) : "log_allowed has the unknown attribute \"${name}\": correct or remove it.${join("", [for known in local.contract.log_allowed_attributes : " Did you mean \"${known}\"?" if can(regex(local.contract.near_misses[known], name))])} log_allowed has ${join(", ", local.contract.log_allowed_attributes)}."
    ]))
  }

  validation {
    condition     = try(var.log_allowed.sample_percent, null) == null ? true : try(tonumber(var.log_allowed.sample_percent) > 0 && tonumber(var.log_allowed.sample_percent) <= 100, false)
    error_message = "log_allowed.sample_percent is ${nonsensitive(issensitive(jsonencode(try(var.log_allowed.sample_percent, null))) ? "(sensitive value)" : jsonencode(try(var.log_allowed.sample_percent, null)))}: it must be ${local.contract.sentences.sample_percent}."
  }

  validation {
    condition = try(var.log_allowed.claims, null) == null ? true : try(
      startswith(jsonencode(var.log_allowed.claims), "[") &&
      length(var.log_allowed.claims) <= local.contract.sizes.logged_claims &&
      length(toset(var.log_allowed.claims)) == length(var.log_allowed.claims) &&
      alltrue(flatten([for name in var.log_allowed.claims : [for pattern in local.claim_name_patterns : can(regex(pattern, name))]])), false
    )
    error_message = "log_allowed.claims is ${nonsensitive(issensitive(jsonencode(try(var.log_allowed.claims, null))) ? "(sensitive value)" : jsonencode(try(var.log_allowed.claims, null)))}: it must be ${local.contract.sentences.logged_claims}."
  }
}

variable "metrics_namespace" {
  description = <<-EOT
    CloudWatch namespace for metrics about decisions and fetches of keys. CloudWatch takes them from the log, so the function makes no call and needs no permission. Null: no metrics. 1 to 255 letters, digits, spaces and `. - _ / # :`, not beginning with `AWS/`. Several functions can share a namespace: every metric has the function's name as a dimension. With it, each allowed request has a log line, too, of about 1 KB. CloudWatch charges for the lines and for each metric (see `docs/log.md`).
  EOT
  type        = string
  default     = null

  validation {
    condition     = var.metrics_namespace == null ? true : can(regex(local.contract.patterns.metrics_namespace, var.metrics_namespace)) && !can(regex(local.contract.patterns.reserved_metrics_namespace, var.metrics_namespace))
    error_message = "metrics_namespace is ${nonsensitive(issensitive(var.metrics_namespace) ? "(sensitive value)" : jsonencode(var.metrics_namespace))}: it must be ${local.contract.sentences.metrics_namespace}."
  }
}

variable "alarms" {
  description = <<-EOT
    CloudWatch alarms for the people on call. Null: none. An empty object creates them without an action. They never use Lambda's metric `Errors`, in which each token that gets a 401 counts.
    - `sns_topic_arns`: (Optional) ARNs of the SNS topics that are notified, also when an alarm is over. Default: none.
    - `refusal_percent`: (Optional) Alarm if at least this part of the requests that reach the function gets a 401 or 403 for 15 minutes, 1 to 100 percent. Answers from API Gateway's cache do not reach the function, so the part is larger here than at the API. Default 50.
    - `refusal_minimum`: (Optional) Number of requests in 5 minutes below which that alarm stays silent. Default 100.
    - `duration_percent`: (Optional) Alarm if one in a hundred decisions takes at least this part of `timeout` for 15 minutes, 1 to 100 percent. Default 80.
    - `concurrent_executions`: (Optional) Alarm if at least this number of instances runs at the same time. Default: 80 % of `reserved_concurrent_executions`; without it, there is no such alarm.
    - `runbook_url`: (Optional) Address of your own runbook, to which the alarms' descriptions add an anchor such as `#callers-get-a-500`. Default: docs/operations.md of this module.

    The other alarms are: a decision that was not possible (500), keys that can't be fetched, and throttled invocations. The alarms count lines of the log with metric filters. Cost in us-east-1 (list prices, November 2026): 8 metrics in alarms of 0.10 USD (7 without an alarm for the number of instances), and 4 custom metrics of 0.30 USD, a month. With `dashboard`, the custom metrics are the same.
  EOT
  type        = any
  default     = null
}

variable "dashboard" {
  description = "Whether to create a CloudWatch dashboard with the name of the function. It shows what callers get, why, how long decisions take, and how many instances run. CloudWatch has three dashboards free of charge, and each further one costs 3 USD a month. Its custom metrics are those of `alarms`, and cost the same without them. Each look at its two tables runs queries, which CloudWatch charges by the data that they read. Default false."
  type        = bool
  default     = false
  nullable    = false
}

variable "query_definitions" {
  description = "Whether to save queries for the function's log in CloudWatch Logs Insights, in a folder with the name of the function: refusals by reason, by API and method, and over time, hints, keys, one request, slow decisions. They cost nothing until someone runs them. Default false."
  type        = bool
  default     = false
  nullable    = false
}
