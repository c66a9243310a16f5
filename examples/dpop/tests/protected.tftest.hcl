# The example as it is: the method is behind the authorizer, and no answer is cached.

mock_provider "aws" {
  mock_resource "aws_api_gateway_rest_api" {
    defaults = { id = "a1b2c3", execution_arn = "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3" }
  }
  mock_resource "aws_dynamodb_table" {
    defaults = { arn = "arn:aws:dynamodb:eu-central-1:123456789012:table/dpop-example-used-proofs" }
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

run "method_is_protected" {
  assert {
    condition     = aws_api_gateway_method.list_orders.authorization == "CUSTOM" && aws_api_gateway_method.list_orders.authorizer_id == module.authorizer.rest_authorizer_ids["orders"]
    error_message = "The method must be behind the authorizer."
  }

  assert {
    condition     = output.url == "https://a1b2c3.execute-api.eu-central-1.amazonaws.com/prod/orders"
    error_message = "The URL must be the base URL with the path of the method."
  }

  assert {
    condition     = jsondecode(module.authorizer.configuration).dpop.base_urls == ["https://a1b2c3.execute-api.eu-central-1.amazonaws.com/prod"]
    error_message = "The function must accept proofs for the URL of the stage."
  }

  assert {
    condition     = aws_dynamodb_table.used_proofs.hash_key == "id" && aws_dynamodb_table.used_proofs.ttl[0].attribute_name == "expires_at"
    error_message = "The table must have the key that the function writes, and delete items by their time."
  }
}
