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
  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab" }
  }
  mock_resource "aws_subnet" {
    defaults = { id = "subnet-0a1b2c3d4e5f60718" }
  }
  mock_resource "aws_security_group" {
    defaults = { id = "sg-0a1b2c3d4e5f60718" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/example" }
  }
}

run "route_is_protected_by_a_function_in_the_vpc" {
  assert {
    condition     = aws_apigatewayv2_route.list_orders.authorization_type == "CUSTOM" && aws_apigatewayv2_route.list_orders.authorizer_id == module.authorizer.http_authorizer_ids["orders"]
    error_message = "The route must be behind the authorizer."
  }

  assert {
    condition     = strcontains(module.authorizer.configuration, "BEGIN CERTIFICATE")
    error_message = "The function must trust the private authority."
  }

  assert {
    condition     = aws_vpc_security_group_egress_rule.keys.cidr_ipv4 == aws_vpc.this.cidr_block && aws_vpc_security_group_egress_rule.keys.from_port == 443
    error_message = "The function must reach the provider over HTTPS, and nothing outside the VPC."
  }
}
