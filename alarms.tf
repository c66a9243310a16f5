# Alarms for the people on call. Lambda's metric Errors is in none of them, because each token that gets a 401 counts in it.

locals {
  alarm_settings = {
    sns_topic_arns   = try(coalescelist(var.alarms.sns_topic_arns), [])
    refusal_percent  = try(coalesce(tonumber(var.alarms.refusal_percent)), 50)
    refusal_minimum  = try(coalesce(tonumber(var.alarms.refusal_minimum)), 100)
    duration_percent = try(coalesce(tonumber(var.alarms.duration_percent)), 80)
    # Without a number of its own, the alarm fires at 80 % of the limit.
    concurrent_executions = try(coalesce(tonumber(var.alarms.concurrent_executions)), ceil(0.8 * var.reserved_concurrent_executions), null)
    runbook_url           = try(coalesce(var.alarms.runbook_url), "${local.contract.documentation_url}/operations.md")
  }
  duration_limit = var.timeout * 10 * local.alarm_settings.duration_percent

  # Each metric that an alarm or the dashboard shows.
  log_metric = { for name in keys(local.log_metrics) : name => {
    namespace = local.log_metrics_namespace, metric_name = name, stat = "Sum", dimensions = {}
  } }
  lambda_metric = { for name, stat in { Invocations = "Sum", Throttles = "Sum", ConcurrentExecutions = "Maximum", Duration = "p99" } : name => {
    namespace = "AWS/Lambda", metric_name = name, stat = stat, dimensions = { FunctionName = var.name }
  } }

  # Anchors are those of docs/operations.md.
  alarms = {
    not-decided = {
      says       = "The authorizer ${var.name} could not decide: callers got a 500."
      anchor     = "callers-get-a-500"
      metrics    = { m = local.log_metric.NotDecided }
      expression = null
      threshold  = 1
      period     = 60
      periods    = 1
      breaching  = 1
    }
    keys-not-fetched = {
      says       = "The authorizer ${var.name} can't fetch keys. It uses the ones that it has until jwks_max_stale_seconds is over; instances without keys answer 500."
      anchor     = "keys-cant-be-fetched"
      metrics    = { m = local.log_metric.KeyFetchFailures }
      expression = null
      threshold  = 1
      period     = 300
      periods    = 3
      breaching  = 2
    }
    revocations-not-read = {
      says       = "The authorizer ${var.name} can't read the table of revocations. With revocation.fail = \"open\", revoked tokens work; otherwise callers get a 500."
      anchor     = "revocations-cant-be-read"
      metrics    = { m = lookup(local.log_metric, "RevocationReadFailures", null) }
      expression = null
      threshold  = 1
      period     = 300
      periods    = 3
      breaching  = 2
    }
    refusals = {
      says       = "The authorizer ${var.name} refused ${local.alarm_settings.refusal_percent} % or more of the requests that reached it."
      anchor     = "many-requests-are-refused"
      metrics    = { unauthorized = local.log_metric.Unauthorized, forbidden = local.log_metric.Forbidden, invocations = local.lambda_metric.Invocations }
      expression = "IF(invocations >= ${local.alarm_settings.refusal_minimum}, 100 * (FILL(unauthorized, 0) + FILL(forbidden, 0)) / invocations, 0)"
      threshold  = local.alarm_settings.refusal_percent
      period     = 300
      periods    = 3
      breaching  = 3
    }
    duration = {
      says       = "One in a hundred decisions of the authorizer ${var.name} takes ${local.duration_limit} ms or more, and its timeout is ${var.timeout * 1000} ms."
      anchor     = "decisions-are-slow"
      metrics    = { m = local.lambda_metric.Duration }
      expression = null
      threshold  = local.duration_limit
      period     = 300
      periods    = 3
      breaching  = 3
    }
    throttles = {
      says       = "Lambda throttled the authorizer ${var.name}: callers got a 500."
      anchor     = "the-function-is-throttled"
      metrics    = { m = local.lambda_metric.Throttles }
      expression = null
      threshold  = 1
      period     = 60
      periods    = 1
      breaching  = 1
    }
    concurrency = {
      says       = "The authorizer ${var.name} runs in ${coalesce(local.alarm_settings.concurrent_executions, 0)} instances or more, which is near its limit."
      anchor     = "the-function-is-throttled"
      metrics    = { m = local.lambda_metric.ConcurrentExecutions }
      expression = null
      threshold  = local.alarm_settings.concurrent_executions
      period     = 60
      periods    = 5
      breaching  = 3
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = toset(nonsensitive(!var.create || var.alarms == null) ? [] : [
    for name in keys(local.alarms) : name if(name != "concurrency" || nonsensitive(coalesce(local.alarm_settings.concurrent_executions, 0) > 0)) && (name != "revocations-not-read" || local.has_revocation)
  ])

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "${local.alarms[each.key].says} What to do: ${local.alarm_settings.runbook_url}#${local.alarms[each.key].anchor}"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = local.alarms[each.key].threshold
  evaluation_periods  = local.alarms[each.key].periods
  datapoints_to_alarm = local.alarms[each.key].breaching
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_settings.sns_topic_arns
  ok_actions          = local.alarm_settings.sns_topic_arns
  tags                = var.tags

  dynamic "metric_query" {
    for_each = local.alarms[each.key].metrics

    content {
      id          = metric_query.key
      return_data = local.alarms[each.key].expression == null

      metric {
        namespace   = metric_query.value.namespace
        metric_name = metric_query.value.metric_name
        dimensions  = metric_query.value.dimensions
        stat        = metric_query.value.stat
        period      = local.alarms[each.key].period
      }
    }
  }

  dynamic "metric_query" {
    for_each = local.alarms[each.key].expression == null ? [] : [local.alarms[each.key].expression]

    content {
      id          = "percent"
      label       = "Refused requests in percent"
      expression  = metric_query.value
      return_data = true
    }
  }
}
