# The authorizer, and who may invoke the function for it.

mock_provider "aws" {
  mock_resource "aws_apigatewayv2_authorizer" {
    defaults = { id = "auth1" }
  }
}

variables {
  function = {
    per_request            = false
    function_name          = "orders"
    function_arn           = "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:orders"
    qualifier              = "live"
    invoke_arn             = "arn:aws-us-gov:apigateway:us-gov-west-1:lambda:path/2015-03-31/functions/x/invocations"
    token_source           = { header = "Authorization", scheme = "Bearer" }
    websocket_token_source = { query_parameter = "access_token" }
  }
  api = { id = "a1b2c3" }
}

run "answers_with_a_policy_that_is_evaluated_for_each_route" {
  assert {
    condition     = aws_apigatewayv2_authorizer.this.authorizer_type == "REQUEST" && aws_apigatewayv2_authorizer.this.authorizer_payload_format_version == "2.0"
    error_message = "An HTTP API's authorizer must be REQUEST with payload 2.0."
  }

  assert {
    condition     = aws_apigatewayv2_authorizer.this.enable_simple_responses == false
    error_message = "A cached simple response would answer for every route."
  }

  assert {
    condition     = aws_apigatewayv2_authorizer.this.authorizer_result_ttl_in_seconds == 300 && aws_apigatewayv2_authorizer.this.identity_sources == toset(["$request.header.Authorization"])
    error_message = "Decisions must be kept for 300 s, keyed on the place of the token."
  }
}

run "cookie_is_keyed_on_the_whole_cookie_header" {
  variables {
    function = {
      per_request            = false
      function_name          = "orders"
      function_arn           = "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:orders"
      qualifier              = "live"
      invoke_arn             = "arn:aws-us-gov:apigateway:us-gov-west-1:lambda:path/2015-03-31/functions/x/invocations"
      token_source           = { cookie = "id" }
      websocket_token_source = { cookie = "id" }
    }

  }

  assert {
    condition     = aws_apigatewayv2_authorizer.this.identity_sources == toset(["$request.header.cookie"])
    error_message = "The identity source must be the cookie header."
  }
}

run "query_parameter_is_the_identity_source" {
  variables {
    function = {
      per_request            = false
      function_name          = "orders"
      function_arn           = "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:orders"
      qualifier              = "live"
      invoke_arn             = "arn:aws-us-gov:apigateway:us-gov-west-1:lambda:path/2015-03-31/functions/x/invocations"
      token_source           = { query_parameter = "access_token" }
      websocket_token_source = { query_parameter = "access_token" }
    }

  }

  assert {
    condition     = aws_apigatewayv2_authorizer.this.identity_sources == toset(["$request.querystring.access_token"])
    error_message = "The identity source must be the query parameter."
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
