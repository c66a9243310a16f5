# The example as it is: every method and route is behind the authorizer, and every API has an audience of its own.

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

run "routes_are_protected" {
  assert {
    condition = alltrue([
      for key, route in aws_apigatewayv2_route.any : route.authorization_type == "CUSTOM" && route.authorizer_id == module.authorizer.http_authorizer_ids[key]
    ])
    error_message = "Every route must be behind the authorizer of its API."
  }

  assert {
    condition = jsonencode(jsondecode(module.authorizer.configuration).apis) == jsonencode({
      for key, api in var.apis : key => { id = aws_apigatewayv2_api.this[key].id, audience = api.audience }
    })
    error_message = "The function must know every API with its audience."
  }
}
