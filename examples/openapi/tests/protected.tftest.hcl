# The unchanged example: every operation is behind the authorizer.

mock_provider "aws" {
  mock_resource "aws_lambda_function" {
    defaults = { arn = "arn:aws:lambda:eu-central-1:123456789012:function:example", version = "1" }
  }
  mock_resource "aws_lambda_alias" {
    defaults = { invoke_arn = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/x/invocations" }
  }
  # The module checks the form of these values.
  mock_resource "aws_api_gateway_rest_api" {
    defaults = { execution_arn = "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3" }
  }
  mock_resource "aws_apigatewayv2_api" {
    defaults = { execution_arn = "arn:aws:execute-api:eu-central-1:123456789012:d4e5f6" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/example" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/example" }
  }
}

run "every_operation_is_protected_by_the_authorizer_of_its_document" {
  assert {
    condition = alltrue(flatten([
      for body in [aws_api_gateway_rest_api.orders.body, aws_apigatewayv2_api.orders.body] : [
        for operations in values(jsondecode(body).paths) : [for operation in values(operations) : operation.security == [{ jwt = [] }]]
      ]
    ]))
    error_message = "Each operation must have the security scheme."
  }

  assert {
    condition     = jsondecode(aws_api_gateway_rest_api.orders.body).components.securitySchemes.jwt == jsondecode(jsonencode(module.authorizer.openapi_security_schemes.rest_token))
    error_message = "The REST API's document must contain the security scheme of the module."
  }

  assert {
    condition     = jsondecode(aws_apigatewayv2_api.orders.body).components.securitySchemes.jwt == jsondecode(jsonencode(module.authorizer.openapi_security_schemes.http))
    error_message = "The HTTP API's document must contain the security scheme of the module."
  }

  assert {
    condition = alltrue([
      for body in [aws_api_gateway_rest_api.orders.body, aws_apigatewayv2_api.orders.body] :
      jsondecode(body).components.securitySchemes.jwt["x-amazon-apigateway-authorizer"].authorizerUri == module.authorizer.invoke_arn
    ])
    error_message = "The authorizers must invoke the alias of the function."
  }

  assert {
    condition     = aws_api_gateway_deployment.orders.triggers["document"] == sha1(aws_api_gateway_rest_api.orders.body)
    error_message = "A change of the document, and so of the authorizer, must deploy the API again."
  }
}
