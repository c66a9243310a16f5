# The authorizer, and who may invoke the function for it.

mock_provider "aws" {
  mock_resource "aws_apigatewayv2_authorizer" {
    defaults = { id = "auth1" }
  }
}

variables {
  function = {
    function_name          = "orders"
    function_arn           = "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:orders"
    qualifier              = "live"
    invoke_arn             = "arn:aws-us-gov:apigateway:us-gov-west-1:lambda:path/2015-03-31/functions/x/invocations"
    token_source           = { header = "Authorization", scheme = "Bearer" }
    websocket_token_source = { query_parameter = "access_token" }
  }
  api = { id = "a1b2c3" }
}

run "reads_the_websocket_token_source_and_sets_nothing_that_websocket_apis_refuse" {
  assert {
    condition     = aws_apigatewayv2_authorizer.this.authorizer_type == "REQUEST" && aws_apigatewayv2_authorizer.this.identity_sources == toset(["route.request.querystring.access_token"])
    error_message = "The identity source must be that of websocket_token_source."
  }

  assert {
    condition     = aws_apigatewayv2_authorizer.this.authorizer_payload_format_version == null && aws_apigatewayv2_authorizer.this.enable_simple_responses == null
    error_message = "Payload version and simple responses are for HTTP APIs."
  }
}

run "cookie_is_read_from_the_cookie_header" {
  variables {
    function = {
      function_name          = "orders"
      function_arn           = "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:orders"
      qualifier              = "live"
      invoke_arn             = "arn:aws-us-gov:apigateway:us-gov-west-1:lambda:path/2015-03-31/functions/x/invocations"
      token_source           = { cookie = "id" }
      websocket_token_source = { cookie = "id" }
    }

  }

  assert {
    condition     = aws_apigatewayv2_authorizer.this.identity_sources == toset(["route.request.header.Cookie"])
    error_message = "The identity source must be the Cookie header."
  }
}

run "header_is_the_identity_source" {
  variables {
    function = {
      function_name          = "orders"
      function_arn           = "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:orders"
      qualifier              = "live"
      invoke_arn             = "arn:aws-us-gov:apigateway:us-gov-west-1:lambda:path/2015-03-31/functions/x/invocations"
      token_source           = { header = "X-Token" }
      websocket_token_source = { header = "X-Token" }
    }

  }

  assert {
    condition     = aws_apigatewayv2_authorizer.this.identity_sources == toset(["route.request.header.X-Token"])
    error_message = "The identity source must be the header."
  }
}

run "only_this_authorizer_may_invoke_the_alias" {
  assert {
    condition     = aws_lambda_permission.this[0].source_arn == "arn:aws-us-gov:execute-api:us-gov-west-1:123456789012:a1b2c3/authorizers/auth1"
    error_message = "The permission must name this authorizer of this API, in the function's partition, region and account."
  }

  assert {
    condition     = aws_lambda_permission.this[0].function_name == "orders" && aws_lambda_permission.this[0].qualifier == "live" && aws_lambda_permission.this[0].principal == "apigateway.amazonaws.com"
    error_message = "API Gateway must be allowed to invoke the alias."
  }
}

run "execution_arn_of_another_account_is_used" {
  variables {
    api = { id = "a1b2c3", execution_arn = "arn:aws:execute-api:eu-west-1:210987654321:a1b2c3" }
  }

  assert {
    condition     = aws_lambda_permission.this[0].source_arn == "arn:aws:execute-api:eu-west-1:210987654321:a1b2c3/authorizers/auth1"
    error_message = "A given execution_arn must be used."
  }
}

run "no_permission_when_the_function_has_one_already" {
  variables {
    api = { id = "a1b2c3", create_permission = false }
  }

  assert {
    condition     = length(aws_lambda_permission.this) == 0
    error_message = "With create_permission = false there must be no statement."
  }
}
