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
}

variables {
  device_ca_pem   = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
  certificate_arn = "arn:aws:acm:eu-central-1:123456789012:certificate/0e6a1f9c-1111-4222-8333-444455556666"
}

run "route_is_protected_and_only_the_domain_serves_it" {
  assert {
    condition     = aws_apigatewayv2_route.telemetry.authorization_type == "CUSTOM" && aws_apigatewayv2_route.telemetry.authorizer_id == module.authorizer.http_authorizer_ids["telemetry"]
    error_message = "The route must be behind the authorizer."
  }

  assert {
    condition     = aws_apigatewayv2_api.telemetry.disable_execute_api_endpoint
    error_message = "The endpoint without mutual TLS must be off."
  }
}
