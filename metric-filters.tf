# Metrics that CloudWatch Logs counts in the function's log, for the alarms and the dashboard. They need nothing of the
# function: a line of a refusal says how many decisions it stands for.

locals {
  has_log_metrics       = nonsensitive(var.create && (var.alarms != null || var.dashboard))
  log_metrics_namespace = "JwtAuthorizer/${var.name}"

  log_metrics = {
    NotDecided       = { pattern = "{ ($.outcome = \"internal\") && ($.function_name = \"${var.name}\") }", value = "$.count" }
    Unauthorized     = { pattern = "{ ($.outcome = \"unauthorized\") && ($.function_name = \"${var.name}\") }", value = "$.count" }
    Forbidden        = { pattern = "{ ($.outcome = \"forbidden\") && ($.function_name = \"${var.name}\") }", value = "$.count" }
    KeyFetchFailures = { pattern = "{ ($.message = \"fetch of keys failed\") && ($.function_name = \"${var.name}\") }", value = "1" }
  }
}

resource "aws_cloudwatch_log_metric_filter" "this" {
  for_each = local.has_log_metrics ? local.log_metrics : {}

  name           = "${var.name}-${each.key}"
  log_group_name = local.used_log_group
  pattern        = each.value.pattern

  metric_transformation {
    namespace     = local.log_metrics_namespace
    name          = each.key
    value         = each.value.value
    default_value = 0
  }
}
