# Every route is behind the authorizer. Another test plans the example with the settings of each provider.

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
  issuer   = "https://login.example.com/"
  audience = ["https://api.example.com"]
}

run "route_is_protected" {
  assert {
    condition     = aws_apigatewayv2_route.list_orders.authorization_type == "CUSTOM" && aws_apigatewayv2_route.list_orders.authorizer_id == module.authorizer.http_authorizer_ids["orders"]
    error_message = "The route must be behind the authorizer."
  }
}
