# The example as it is: every method is behind the authorizer, and only the VPC endpoint reaches it.

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
  mock_resource "aws_vpc_endpoint" {
    defaults = { id = "vpce-0a1b2c3d4e5f60718" }
  }
  mock_resource "aws_subnet" {
    defaults = { id = "subnet-0a1b2c3d4e5f60718" }
  }
  mock_resource "aws_security_group" {
    defaults = { id = "sg-0a1b2c3d4e5f60718" }
  }
}

run "method_is_protected_and_deployed_with_its_authorizer" {
  assert {
    condition     = aws_api_gateway_method.list_orders.authorization == "CUSTOM" && aws_api_gateway_method.list_orders.authorizer_id == module.authorizer.rest_authorizer_ids["orders"]
    error_message = "The method must be behind the authorizer."
  }

  assert {
    condition     = aws_api_gateway_deployment.orders.triggers["authorizer"] == module.authorizer.redeployment_triggers["orders"]
    error_message = "A change of the authorizer must deploy the API again."
  }

  assert {
    condition     = aws_api_gateway_deployment.orders.triggers["policy"] == sha1(aws_api_gateway_rest_api_policy.orders.policy)
    error_message = "A change of the policy must deploy the API again."
  }
}

run "only_the_endpoint_reaches_the_api" {
  assert {
    condition     = aws_api_gateway_rest_api.orders.endpoint_configuration[0].types == tolist(["PRIVATE"]) && aws_api_gateway_rest_api.orders.endpoint_configuration[0].vpc_endpoint_ids == toset([aws_vpc_endpoint.execute_api.id])
    error_message = "The API must be private, and associated with the endpoint."
  }

  assert {
    condition     = [for statement in jsondecode(aws_api_gateway_rest_api_policy.orders.policy).Statement : statement.Condition.StringNotEquals["aws:SourceVpce"] if statement.Effect == "Deny"] == [aws_vpc_endpoint.execute_api.id]
    error_message = "The policy must deny requests from elsewhere, because the authorizer allows them."
  }
}
