# Saved queries of CloudWatch Logs Insights. They cost nothing until someone runs them.

locals {
  queries = {
    "refusals by reason"         = "filter function_name = \"${var.name}\" and outcome in [\"unauthorized\", \"forbidden\", \"internal\"] | stats sum(count) as refusals by outcome, reason, trusted_issuer | sort refusals desc"
    "refusals over time"         = "filter function_name = \"${var.name}\" and outcome in [\"unauthorized\", \"forbidden\", \"internal\"] | stats sum(count) as refusals by bin(5m), outcome"
    "refusals by API and method" = "filter function_name = \"${var.name}\" and message = \"request refused\" | stats sum(count) as refusals by api_id, stage, method, reason | sort refusals desc"
    "hints"                      = "filter function_name = \"${var.name}\" and ispresent(hint) | stats count() as refusals by reason, hint, trusted_issuer | sort refusals desc"
    "could not decide"           = "fields @timestamp, reason, detail, trusted_issuer, stage_arn, request_id | filter function_name = \"${var.name}\" and outcome = \"internal\" | sort @timestamp desc"
    "keys"                       = "fields @timestamp, level, message, reason, trusted_issuer, @message | filter function_name = \"${var.name}\" and message in [\"fetch of keys failed\", \"keys skipped\", \"secret may be wrong\"] | sort @timestamp desc"
    "one request"                = "fields @timestamp, @message | filter request_id = \"REQUEST_ID\" or lambda_request_id = \"REQUEST_ID\""
    "slow decisions"             = "filter @type = \"REPORT\" or type = \"platform.report\" | fields coalesce(@duration, record.metrics.durationMs) as milliseconds, coalesce(@initDuration, record.metrics.initDurationMs) as init | stats count() as invocations, pct(milliseconds, 50) as p50, pct(milliseconds, 99) as p99, max(milliseconds) as longest, count(init) as cold_starts by bin(5m)"
  }
}

resource "aws_cloudwatch_query_definition" "this" {
  for_each = nonsensitive(var.create && var.query_definitions) ? local.queries : {}

  name            = "${var.name}/${each.key}"
  log_group_names = [local.used_log_group]
  query_string    = join("\n| ", split(" | ", each.value))
}
