# The example as it is: one trusted issuer for each tenant, with the same keys.

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

run "each_tenant_is_an_issuer" {
  assert {
    condition = { for name, issuer in jsondecode(output.configuration).trusted_issuers : name => issuer.issuer } == {
      contoso  = "https://login.microsoftonline.com/0e6a1f9c-1111-4222-8333-444455556666/v2.0"
      fabrikam = "https://login.microsoftonline.com/5b2c7d1e-7777-4888-9999-aaaabbbbcccc/v2.0"
    }
    error_message = "Exactly the listed tenants must be trusted."
  }

  assert {
    condition     = join(" ", distinct([for issuer in values(jsondecode(output.configuration).trusted_issuers) : issuer.jwks_url])) == "https://login.microsoftonline.com/common/discovery/v2.0/keys"
    error_message = "All tenants must have the same key set."
  }

  assert {
    condition     = aws_apigatewayv2_route.orders.authorization_type == "CUSTOM" && aws_apigatewayv2_route.orders.authorizer_id == module.authorizer.http_authorizer_ids["orders"]
    error_message = "The route must be behind the authorizer."
  }
}

run "a_tenant_is_a_directory_id" {
  command = plan

  variables {
    tenants = { contoso = "contoso.onmicrosoft.com" }
  }

  expect_failures = [var.tenants]
}
