# Alarms, dashboard, saved queries and access-log formats.

mock_provider "aws" {
  mock_resource "aws_lambda_function" {
    defaults = { arn = "arn:aws:lambda:eu-central-1:123456789012:function:orders", version = "2" }
  }
  mock_resource "aws_lambda_alias" {
    defaults = { invoke_arn = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/x/invocations" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/orders-1" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/orders" }
  }
}

variables {
  name     = "orders"
  issuer   = "https://login.example.com/"
  audience = ["https://orders.example.com"]
}

run "without_the_inputs_nothing_is_monitored" {
  command = plan

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.this) + length(aws_cloudwatch_log_metric_filter.this) + length(aws_cloudwatch_dashboard.this) + length(aws_cloudwatch_query_definition.this) == 0 && output.alarm_arns == {}
    error_message = "Monitoring costs money, so it must be off by default."
  }
}

run "a_dashboard_has_its_metrics_without_alarms" {
  variables {
    dashboard         = true
    query_definitions = true
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.this) == 0 && length(aws_cloudwatch_log_metric_filter.this) == 4
    error_message = "The dashboard needs the metric filters, but no alarm."
  }

  assert {
    condition = alltrue(flatten([
      for widget in jsondecode(aws_cloudwatch_dashboard.this[0].dashboard_body).widgets : [
        for metric in try(widget.properties.metrics, []) : can(metric[0].expression) ? true : (
          metric[0] == "AWS/Lambda" ? metric[2] == "FunctionName" && metric[3] == "orders" :
          metric[0] == "JwtAuthorizer/orders" && contains(keys(aws_cloudwatch_log_metric_filter.this), metric[1])
        )
      ]
    ]))
    error_message = "Each metric of the dashboard must be one of Lambda's for the function, one of the metric filters, or an expression."
  }

  assert {
    condition = alltrue([
      for widget in jsondecode(aws_cloudwatch_dashboard.this[0].dashboard_body).widgets :
      widget.x + widget.width <= 24 && widget.properties.region == "eu-central-1" && contains(["metric", "log"], widget.type)
    ])
    error_message = "CloudWatch's grid has 24 columns, and each widget needs its region."
  }

  assert {
    condition = length(jsondecode(aws_cloudwatch_dashboard.this[0].dashboard_body).widgets) == length(distinct([
      for widget in jsondecode(aws_cloudwatch_dashboard.this[0].dashboard_body).widgets : "${widget.x} ${widget.y}"
    ]))
    error_message = "No widget may hide another one."
  }

  assert {
    condition     = alltrue([for query in aws_cloudwatch_query_definition.this : query.log_group_names == tolist([aws_cloudwatch_log_group.this[0].name])])
    error_message = "The saved queries must read the function's log."
  }
}

run "access_logs_are_json_of_context_variables_and_nothing_of_the_caller" {
  command = plan

  assert {
    condition = alltrue(flatten([
      for format in [output.access_log_format_rest, output.access_log_format_http, output.access_log_format_websocket] : [
        for name, variable in jsondecode(format) :
        can(regex("^\\$context\\.[A-Za-z.]+$", variable)) && !can(regex("principalId|identity|\\.path$|claims", variable))
      ]
    ]))
    error_message = "API Gateway does not escape values, so that nothing of the client or the token may be in the line."
  }

  assert {
    condition = alltrue([
      for format in [output.access_log_format_rest, output.access_log_format_http, output.access_log_format_websocket] :
      jsondecode(format).request_id == "$context.requestId" && !strcontains(format, "\n")
    ])
    error_message = "Each line must have the ID by which a refusal is found, and be one line."
  }
}

run "nothing_is_created_with_create_false" {
  command = plan

  variables {
    create            = false
    alarms            = {}
    dashboard         = true
    query_definitions = true
    canary            = { stable_version = "1", weight = 0.5 }
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.this) + length(aws_cloudwatch_log_metric_filter.this) + length(aws_cloudwatch_dashboard.this) + length(aws_cloudwatch_query_definition.this) + length(data.aws_lambda_function.stable) == 0
    error_message = "create = false must create nothing."
  }
}
