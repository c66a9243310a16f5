# The example as it is: the method of one account is behind the function of the other account.

mock_provider "aws" {
  alias = "function"

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

mock_provider "aws" {
  alias = "apis"

  mock_data "aws_caller_identity" {
    defaults = { account_id = "222222222222" }
  }
}

run "method_is_protected_and_deployed_with_its_authorizer" {
  assert {
    condition     = aws_api_gateway_method.list_orders.authorization == "CUSTOM" && aws_api_gateway_method.list_orders.authorizer_id == module.authorizer.authorizer_id
    error_message = "The method must be behind the authorizer."
  }

  assert {
    condition     = aws_api_gateway_deployment.orders.triggers["authorizer"] == module.authorizer.redeployment_trigger
    error_message = "A change of the authorizer must deploy the API again."
  }
}
