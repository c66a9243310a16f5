# The route that the other module creates is behind the authorizer.

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

run "route_is_protected" {
  assert {
    condition     = module.api.routes["GET /orders"].authorization_type == "CUSTOM" && module.api.routes["GET /orders"].authorizer_id == module.authorizer.http_authorizer_ids["orders"]
    error_message = "The route must be behind the authorizer."
  }
}
