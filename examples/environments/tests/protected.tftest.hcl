# The example as it is: every route is behind the authorizer, in every environment.

mock_provider "aws" {
  mock_resource "aws_lambda_function" {
    defaults = { arn = "arn:aws:lambda:eu-central-1:123456789012:function:example", version = "1" }
  }
  mock_resource "aws_lambda_alias" {
    defaults = { invoke_arn = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/x/invocations" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/example" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/example" }
  }
}

variables {
  environment           = "test"
  issuer                = "https://login.example.com/"
  audience              = ["https://api.example.com"]
  backend_url           = "https://backend.example.com/orders"
  log_retention_in_days = 7
}

run "route_is_protected" {
  assert {
    condition     = aws_apigatewayv2_route.list_orders.authorization_type == "CUSTOM" && aws_apigatewayv2_route.list_orders.authorizer_id == module.authorizer.http_authorizer_ids["orders"]
    error_message = "The route must be behind the authorizer."
  }

  assert {
    condition     = length(module.authorizer.alarm_arns) == 0
    error_message = "There must be no alarm without a topic."
  }
}

run "alarms_notify_the_topics" {
  variables {
    alarm_topic_arns = ["arn:aws:sns:eu-central-1:123456789012:on-call"]
  }

  assert {
    condition     = length(module.authorizer.alarm_arns) == 5
    error_message = "There must be an alarm for each way to fail."
  }
}
