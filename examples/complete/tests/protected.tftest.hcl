# The example as it is: every method and route is behind the authorizer.

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
  mock_resource "aws_api_gateway_rest_api" {
    defaults = { execution_arn = "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3" }
  }
  mock_resource "aws_apigatewayv2_api" {
    defaults = { execution_arn = "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3" }
  }
}

run "everything_is_protected" {
  assert {
    condition     = alltrue([for key, method in aws_api_gateway_method.identity : method.authorization == "CUSTOM" && method.authorizer_id == module.authorizer.rest_authorizer_ids[key]])
    error_message = "Each method must be behind the authorizer of its API."
  }

  assert {
    condition     = aws_apigatewayv2_route.identity.authorization_type == "CUSTOM" && aws_apigatewayv2_route.identity.authorizer_id == module.authorizer.http_authorizer_ids["web"]
    error_message = "The route must be behind the authorizer."
  }

  assert {
    condition     = aws_apigatewayv2_route.connect.authorization_type == "CUSTOM" && aws_apigatewayv2_route.connect.authorizer_id == module.authorizer.websocket_authorizer_ids["live"]
    error_message = "The connection must be behind the authorizer."
  }
}
