# Metrics that CloudWatch Logs counts in the function's log, for the alarms and the dashboard. A line of a refusal says
# how many decisions it stands for.

locals {
  has_log_metrics       = nonsensitive(var.create && (var.alarms != null || var.dashboard))
  log_metrics_namespace = "JwtAuthorizer/${var.name}"

  log_metrics = merge({
    NotDecided       = { field = "outcome", equals = "internal", value = "$.count" }
    Unauthorized     = { field = "outcome", equals = "unauthorized", value = "$.count" }
    Forbidden        = { field = "outcome", equals = "forbidden", value = "$.count" }
    KeyFetchFailures = { field = "message", equals = "fetch of keys failed", value = "1" }
    }, { for name, metric in {
      RevocationReadFailures = { field = "message", equals = "revocations not read", value = "1" }
  } : name => metric if local.has_revocation })
}

resource "aws_cloudwatch_log_metric_filter" "this" {
  for_each = local.has_log_metrics ? local.log_metrics : {}

  name           = "${var.name}-${each.key}"
  log_group_name = local.used_log_group
  # Several functions can share a log group.
  pattern = "{ ($.${each.value.field} = \"${each.value.equals}\") && ($.function_name = \"${var.name}\") }"

  metric_transformation {
    namespace     = local.log_metrics_namespace
    name          = each.key
    value         = each.value.value
    default_value = 0
  }
}
