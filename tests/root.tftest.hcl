# The root module: one function, and an attachment for each API.

mock_provider "aws" {
  mock_resource "aws_lambda_function" {
    defaults = { arn = "arn:aws:lambda:eu-central-1:123456789012:function:orders", version = "1" }
  }
  mock_resource "aws_lambda_alias" {
    defaults = { invoke_arn = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/x/invocations" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/orders-1" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/orders" }
  }
}

variables {
  name     = "orders"
  issuer   = "https://login.example.com/"
  audience = ["https://orders.example.com"]
}

run "function_alone_creates_no_authorizer" {
  assert {
    condition     = output.rest_authorizer_ids == {} && output.http_authorizer_ids == {} && output.websocket_authorizer_ids == {} && output.redeployment_triggers == {}
    error_message = "Without APIs there must be no authorizer."
  }

  assert {
    condition     = output.attachment.function_arn == "arn:aws:lambda:eu-central-1:123456789012:function:orders"
    error_message = "The attachment must be there for other stacks."
  }
}

run "outputs_an_authorizer_for_each_api_by_its_key" {
  variables {
    rest_apis      = { orders = { id = "a1" }, returns = { id = "a2", type = "REQUEST" } }
    http_apis      = { web = { id = "a3" } }
    websocket_apis = { live = { id = "a4" } }
  }

  assert {
    condition     = keys(output.rest_authorizer_ids) == ["orders", "returns"] && keys(output.http_authorizer_ids) == ["web"] && keys(output.websocket_authorizer_ids) == ["live"]
    error_message = "Each API must have its authorizer under its own key."
  }

  assert {
    condition     = keys(output.redeployment_triggers) == ["orders", "returns"] && keys(output.http_redeployment_triggers) == ["web"] && keys(output.websocket_redeployment_triggers) == ["live"]
    error_message = "Each API must have a redeployment trigger."
  }
}

run "forty_permission_statements_are_accepted" {
  variables {
    http_apis   = { for number in range(39) : "api${number}" => { id = "a${number}" } }
    rest_apis   = { covered = { id = "a40", create_permission = false } }
    invoke_from = { team = { account_id = "123456789012" } }
  }

  assert {
    condition     = length(output.http_authorizer_ids) == 39
    error_message = "40 statements must fit."
  }
}

run "forty_one_permission_statements_are_refused" {
  command = plan

  variables {
    http_apis   = { for number in range(40) : "api${number}" => { id = "a${number}" } }
    invoke_from = { team = { account_id = "123456789012" } }
  }

  expect_failures = [output.rest_authorizer_ids]
}

run "invoke_arn_is_the_alias_arn_for_api_gateway" {
  assert {
    condition     = output.invoke_arn == aws_lambda_alias.this[0].invoke_arn && output.invoke_arn == output.attachment.invoke_arn
    error_message = "invoke_arn must invoke the alias, as the authorizers of the attachments do."
  }
}

run "openapi_document_gets_the_schemes_of_this_function" {
  variables {
    result_cache_ttl_seconds = 60
    token_source             = { header = "X-Token", scheme = "" }
  }

  assert {
    condition     = output.openapi_security_schemes.rest_token.name == "X-Token" && output.openapi_security_schemes.rest_token["x-amazon-apigateway-authorizer"].authorizerUri == output.invoke_arn
    error_message = "The scheme must read the function's token source and invoke its alias."
  }

  assert {
    condition     = alltrue([for scheme in values(output.openapi_security_schemes) : scheme["x-amazon-apigateway-authorizer"].authorizerResultTtlInSeconds == 60])
    error_message = "Every scheme must have the result TTL of the module."
  }

  assert {
    condition     = output.identity_validation_expression == output.openapi_security_schemes.rest_token["x-amazon-apigateway-authorizer"].identityValidationExpression
    error_message = "The expression must be that of the scheme."
  }
}

run "all_authorizers_of_an_api_defined_by_openapi_may_invoke_the_alias" {
  variables {
    openapi_apis = { orders = "arn:aws:execute-api:eu-west-1:210987654321:a1b2c3" }
  }

  assert {
    condition     = aws_lambda_permission.openapi["orders"].source_arn == "arn:aws:execute-api:eu-west-1:210987654321:a1b2c3/authorizers/*"
    error_message = "The permission must be for the authorizers of this API."
  }

  assert {
    condition     = aws_lambda_permission.openapi["orders"].function_name == "orders" && aws_lambda_permission.openapi["orders"].qualifier == "live" && aws_lambda_permission.openapi["orders"].principal == "apigateway.amazonaws.com" && aws_lambda_permission.openapi["orders"].action == "lambda:InvokeFunction"
    error_message = "API Gateway must be allowed to invoke the alias, and nothing else."
  }
}

run "openapi_apis_are_execution_arns" {
  command = plan

  variables {
    openapi_apis = { orders = "arn:aws:execute-api:eu-west-1:210987654321:a1b2c3/*/*" }
  }

  expect_failures = [var.openapi_apis]
}

run "create_false_creates_nothing_and_outputs_nothing" {
  command = plan

  variables {
    create           = false
    rest_apis        = { orders = { id = "a1" } }
    http_apis        = { web = { id = "a2" } }
    websocket_apis   = { live = { id = "a3" } }
    invoke_from      = { team = { account_id = "123456789012" } }
    openapi_apis     = { orders = "arn:aws:execute-api:eu-west-1:210987654321:a1b2c3" }
    configuration_s3 = { bucket = "configurations" }
    tracing_mode     = "Active"
  }

  assert {
    condition = length(concat(
      aws_lambda_function.this, aws_lambda_alias.this, aws_cloudwatch_log_group.this, aws_iam_role.this,
      aws_iam_role_policy.this, aws_s3_object.configuration, values(aws_lambda_permission.invoke_from), values(aws_lambda_permission.openapi),
    )) == 0
    error_message = "create = false must create no resource."
  }

  assert {
    condition     = output.rest_authorizer_ids == {} && output.http_authorizer_ids == {} && output.websocket_authorizer_ids == {} && output.redeployment_triggers == {} && output.http_redeployment_triggers == {} && output.websocket_redeployment_triggers == {}
    error_message = "create = false must create no authorizer."
  }

  assert {
    condition = alltrue([
      for value in [
        output.function_name, output.function_arn, output.function_version, output.alias_arn, output.invoke_arn,
        output.openapi_security_schemes, output.identity_validation_expression, output.configuration, output.role_arn, output.role_name, output.log_group_name, output.log_group_arn,
      ] : value == null
    ]) && output.attachment == null && output.policy_bytes_worst_case == null
    error_message = "With create = false the outputs must be null."
  }
}
