# One dashboard for the people on call. The rows follow the runbook: what callers see, then why, then what it costs.

locals {
  dashboard_widgets = [
    {
      title = "Decisions that reach the function", width = 8
      metrics = [
        ["AWS/Lambda", "Invocations", "FunctionName", var.name, { label = "all", stat = "Sum" }],
        [local.log_metrics_namespace, "Unauthorized", { label = "401", stat = "Sum" }],
        [local.log_metrics_namespace, "Forbidden", { label = "403", stat = "Sum" }],
        [local.log_metrics_namespace, "NotDecided", { label = "500", stat = "Sum" }],
      ]
    },
    {
      title = "Refused requests in percent", width = 8
      metrics = [
        [{ expression = "IF(invocations > 0, 100 * (FILL(unauthorized, 0) + FILL(forbidden, 0)) / invocations, 0)", label = "401 and 403" }],
        ["AWS/Lambda", "Invocations", "FunctionName", var.name, { id = "invocations", stat = "Sum", visible = false }],
        [local.log_metrics_namespace, "Unauthorized", { id = "unauthorized", stat = "Sum", visible = false }],
        [local.log_metrics_namespace, "Forbidden", { id = "forbidden", stat = "Sum", visible = false }],
      ]
    },
    {
      title = "No decision: callers get a 500", width = 8
      metrics = [
        [local.log_metrics_namespace, "NotDecided", { label = "could not decide", stat = "Sum" }],
        [local.log_metrics_namespace, "KeyFetchFailures", { label = "failed fetches of keys", stat = "Sum" }],
        ["AWS/Lambda", "Throttles", "FunctionName", var.name, { label = "throttled", stat = "Sum" }],
      ]
    },
    {
      title = "Duration of a decision in ms", width = 12
      metrics = [
        ["AWS/Lambda", "Duration", "FunctionName", var.name, { label = "p50", stat = "p50" }],
        ["AWS/Lambda", "Duration", "FunctionName", var.name, { label = "p99", stat = "p99" }],
        ["AWS/Lambda", "Duration", "FunctionName", var.name, { label = "longest", stat = "Maximum" }],
      ]
    },
    {
      title = "Instances that run at the same time", width = 12
      metrics = [
        ["AWS/Lambda", "ConcurrentExecutions", "FunctionName", var.name, { label = "instances", stat = "Maximum" }],
      ]
    },
    { title = "Refusals by reason", width = 12, query = local.queries["refusals by reason"] },
    { title = "Keys", width = 12, query = local.queries["keys"] },
  ]

  # Three widgets in the first row, two in each further one.
  dashboard_positions = [for index in range(length(local.dashboard_widgets)) : index < 3 ? [8 * index, 0] : [12 * ((index - 3) % 2), 6 * (1 + floor((index - 3) / 2))]]

  dashboard_body = jsonencode({
    widgets = [for index, widget in local.dashboard_widgets : {
      type   = can(widget.query) ? "log" : "metric"
      x      = local.dashboard_positions[index][0]
      y      = local.dashboard_positions[index][1]
      width  = widget.width
      height = 6
      properties = {
        for name, value in {
          title   = widget.title
          region  = local.function_arn_parts.region
          view    = can(widget.query) ? "table" : "timeSeries"
          period  = can(widget.query) ? null : 60
          metrics = try(widget.metrics, null)
          query   = can(widget.query) ? "SOURCE '${coalesce(local.used_log_group, "none")}' | ${widget.query}" : null
        } : name => value if value != null
      }
    }]
  })
}

resource "aws_cloudwatch_dashboard" "this" {
  count = nonsensitive(var.create && var.dashboard) ? 1 : 0

  dashboard_name = var.name
  dashboard_body = local.dashboard_body
}
