# Monitoring

variable "alarms" {
  description = <<-EOT
    CloudWatch alarms for the people on call. Null: none. An empty object creates all of them without an action. They never use Lambda's metric `Errors`, in which each token that gets a 401 counts.
    - `sns_topic_arns`: (Optional) ARNs of the SNS topics that are notified, also when an alarm is over. Default: none.
    - `refusal_percent`: (Optional) Alarm if at least this part of the requests that reach the function gets a 401 or 403 for 15 minutes, 1 to 100 percent. Answers from API Gateway's cache do not reach the function, so the part is larger here than at the API. Default 50.
    - `refusal_minimum`: (Optional) Number of requests in 5 minutes below which that alarm stays silent. Default 100.
    - `duration_percent`: (Optional) Alarm if one in a hundred decisions takes at least this part of `timeout` for 15 minutes, 1 to 100 percent. Default 80.
    - `concurrent_executions`: (Optional) Alarm if as many instances run at the same time. Default: 80 % of `reserved_concurrent_executions`; without it, there is no such alarm.
    - `runbook_url`: (Optional) Address of your own runbook, to which the alarms' descriptions add an anchor such as `#callers-get-a-500`. Default: docs/operations.md of this module.

    The other alarms are: a decision that was not possible (500), keys that can't be fetched, and throttled invocations. The alarms count lines of the log with metric filters. Cost in us-east-1 (list prices, November 2026): 6 alarms of 0.10 USD and 4 custom metrics of 0.30 USD a month.
  EOT
  type        = any
  default     = null
}

variable "dashboard" {
  description = "Whether to create a CloudWatch dashboard with the name of the function. It shows what callers get, why, how long decisions take, and how many instances run. CloudWatch has three dashboards free of charge, and each further one costs 3 USD a month. Its metrics are those of `alarms` (4 custom metrics of 0.30 USD a month). Default false."
  type        = bool
  default     = false
  nullable    = false
}

variable "query_definitions" {
  description = "Whether to save queries for the function's log in CloudWatch Logs Insights, in a folder with the name of the function: refusals by reason, by route and over time, hints, keys, one request, slow decisions. They cost nothing until someone runs them. Default false."
  type        = bool
  default     = false
  nullable    = false
}
