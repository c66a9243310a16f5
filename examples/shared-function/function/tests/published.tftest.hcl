# What the API stacks read is what they need.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
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

run "the_parameter_contains_the_attachment" {
  assert {
    condition     = nonsensitive(aws_ssm_parameter.attachment.value) == jsonencode(module.authorizer.attachment)
    error_message = "The parameter must contain what the API stacks need."
  }

  assert {
    condition     = output.attachment == module.authorizer.attachment && output.attachment.qualifier == "live"
    error_message = "The output must be the same value."
  }
}
