mock_provider "aws" {
  mock_resource "aws_api_gateway_rest_api" {
    defaults = { execution_arn = "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/logout" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-central-1:123456789012:log-group:logout" }
  }
  mock_resource "aws_dynamodb_table" {
    defaults = { arn = "arn:aws:dynamodb:eu-central-1:123456789012:table/revocation-example-revocations" }
  }
}

run "only_the_logout_is_open" {
  assert {
    condition     = aws_api_gateway_method.list_orders.authorization == "CUSTOM" && aws_api_gateway_method.list_orders.authorizer_id == module.authorizer.rest_authorizer_ids["orders"]
    error_message = "The orders must have the authorizer."
  }

  assert {
    condition     = aws_api_gateway_method.logout.authorization == "NONE" && one(aws_api_gateway_method_settings.logout.settings).throttling_rate_limit == 20
    error_message = "The provider must reach the logout without an access token, within a limit."
  }
}

run "the_logout_may_only_write_items" {
  assert {
    condition     = [for statement in jsondecode(aws_iam_role_policy.logout.policy).Statement : statement.Action if strcontains(jsonencode(statement), "dynamodb")] == ["dynamodb:PutItem"]
    error_message = "The function must be allowed nothing else at DynamoDB."
  }

  assert {
    condition     = jsondecode(aws_iam_role_policy.logout.policy).Statement[0].Resource == "arn:aws:dynamodb:eu-central-1:123456789012:table/revocation-example-revocations"
    error_message = "It must be allowed on this table only."
  }

  assert {
    condition     = aws_lambda_function.logout.environment[0].variables.TABLE == output.table_name
    error_message = "It must write to the table that the authorizer reads."
  }
}
