# The authorizer, who may invoke the function for it, and what refused callers get.

mock_provider "aws" {
  mock_resource "aws_api_gateway_authorizer" {
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

run "token_authorizer_by_default" {
  assert {
    condition     = aws_api_gateway_authorizer.this.type == "TOKEN" && aws_api_gateway_authorizer.this.identity_source == "method.request.header.Authorization"
    error_message = "By default a TOKEN authorizer must read the Authorization header."
  }

  assert {
    condition     = aws_api_gateway_authorizer.this.identity_validation_expression == "^[Bb][Ee][Aa][Rr][Ee][Rr] +[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$"
    error_message = "The gateway must refuse everything except the scheme, in upper or lower case, with three base64url parts."
  }

  assert {
    condition     = aws_api_gateway_authorizer.this.authorizer_result_ttl_in_seconds == 300 && aws_api_gateway_authorizer.this.name == "orders"
    error_message = "The TTL must be explicit, and the name the function's."
  }
}

run "request_authorizer_has_no_validation_expression" {
  variables {
    api = { id = "a1b2c3", type = "REQUEST" }
  }

  assert {
    condition     = aws_api_gateway_authorizer.this.type == "REQUEST" && aws_api_gateway_authorizer.this.identity_validation_expression == null
    error_message = "API Gateway refuses a validation expression on a REQUEST authorizer."
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
    api = { id = "a1b2c3", type = "REQUEST" }
  }

  assert {
    condition     = aws_api_gateway_authorizer.this.identity_source == "method.request.header.Cookie"
    error_message = "The identity source must be the Cookie header."
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
    api = { id = "a1b2c3", type = "REQUEST" }
  }

  assert {
    condition     = aws_api_gateway_authorizer.this.identity_source == "method.request.querystring.access_token"
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

run "refusals_challenge_by_rfc_6750" {
  assert {
    condition     = aws_api_gateway_gateway_response.this["UNAUTHORIZED"].status_code == "401" && aws_api_gateway_gateway_response.this["UNAUTHORIZED"].response_parameters["gatewayresponse.header.WWW-Authenticate"] == "'Bearer realm=\"orders\"'"
    error_message = "A 401 must name scheme and realm, and no error code."
  }

  assert {
    condition     = aws_api_gateway_gateway_response.this["ACCESS_DENIED"].status_code == "403" && aws_api_gateway_gateway_response.this["ACCESS_DENIED"].response_parameters["gatewayresponse.header.WWW-Authenticate"] == "'Bearer realm=\"orders\", error=\"insufficient_scope\"'"
    error_message = "A 403 must say insufficient_scope."
  }

  assert {
    condition     = alltrue([for response in aws_api_gateway_gateway_response.this : can(jsondecode(response.response_templates["application/json"])) && !strcontains(response.response_templates["application/json"], "$")])
    error_message = "Bodies must be JSON, and contain nothing of the request or the context."
  }
}

run "refusals_challenge_by_rfc_9449_next_to_bearer" {
  variables {
    function = {
      per_request            = true
      function_name          = "orders"
      function_arn           = "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:orders"
      qualifier              = "live"
      invoke_arn             = "arn:aws-us-gov:apigateway:us-gov-west-1:lambda:path/2015-03-31/functions/x/invocations"
      token_source           = { header = "Authorization", scheme = "Bearer" }
      websocket_token_source = { query_parameter = "access_token" }
      dpop                   = { signing_algorithms = ["ES256", "EdDSA"], is_required = false }
    }
    api = { id = "a1b2c3", type = "REQUEST", result_cache_ttl_seconds = 0, resource_metadata_url = "https://api.example.com/m" }
  }

  assert {
    condition     = aws_api_gateway_gateway_response.this["UNAUTHORIZED"].response_parameters["gatewayresponse.header.WWW-Authenticate"] == "'Bearer realm=\"orders\", resource_metadata=\"https://api.example.com/m\", DPoP realm=\"orders\", algs=\"ES256 EdDSA\", resource_metadata=\"https://api.example.com/m\"'"
    error_message = "A 401 must have both challenges."
  }
}

run "refusals_challenge_only_by_rfc_9449_if_no_bearer_token_is_accepted" {
  variables {
    function = {
      per_request            = true
      function_name          = "orders"
      function_arn           = "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:orders"
      qualifier              = "live"
      invoke_arn             = "arn:aws-us-gov:apigateway:us-gov-west-1:lambda:path/2015-03-31/functions/x/invocations"
      token_source           = { header = "Authorization", scheme = "Bearer" }
      websocket_token_source = { query_parameter = "access_token" }
      dpop                   = { signing_algorithms = ["ES256"], is_required = true }
    }
    api = { id = "a1b2c3", type = "REQUEST", result_cache_ttl_seconds = 0 }
  }

  assert {
    condition     = aws_api_gateway_gateway_response.this["UNAUTHORIZED"].response_parameters["gatewayresponse.header.WWW-Authenticate"] == "'DPoP realm=\"orders\", algs=\"ES256\"'"
    error_message = "A 401 must have only the challenge for DPoP."
  }

  assert {
    condition     = aws_api_gateway_gateway_response.this["ACCESS_DENIED"].response_parameters["gatewayresponse.header.WWW-Authenticate"] == "'DPoP realm=\"orders\", error=\"insufficient_scope\", algs=\"ES256\"'"
    error_message = "A 403 must say insufficient_scope."
  }
}

run "no_cors_headers_by_default" {
  assert {
    condition     = alltrue([for response in aws_api_gateway_gateway_response.this : join(",", keys(response.response_parameters)) == "gatewayresponse.header.WWW-Authenticate"])
    error_message = "Without cors_configuration there must be no header but the challenge."
  }
}

run "invalid_token_is_said_on_request" {
  variables {
    api = { id = "a1b2c3", invalid_token_challenge = true }
  }

  assert {
    condition     = aws_api_gateway_gateway_response.this["UNAUTHORIZED"].response_parameters["gatewayresponse.header.WWW-Authenticate"] == "'Bearer realm=\"orders\", error=\"invalid_token\"'"
    error_message = "A 401 must say invalid_token."
  }

  assert {
    condition     = aws_api_gateway_gateway_response.this["ACCESS_DENIED"].response_parameters["gatewayresponse.header.WWW-Authenticate"] == "'Bearer realm=\"orders\", error=\"insufficient_scope\"'"
    error_message = "A 403 must stay as it is."
  }
}

run "refusals_name_the_resource_metadata" {
  variables {
    api = { id = "a1b2c3", invalid_token_challenge = true, resource_metadata_url = "https://api.example.com/.well-known/oauth-protected-resource" }
  }

  assert {
    condition     = aws_api_gateway_gateway_response.this["UNAUTHORIZED"].response_parameters["gatewayresponse.header.WWW-Authenticate"] == "'Bearer realm=\"orders\", error=\"invalid_token\", resource_metadata=\"https://api.example.com/.well-known/oauth-protected-resource\"'"
    error_message = "A 401 must name the metadata (RFC 9728 section 5.1)."
  }

  assert {
    condition     = aws_api_gateway_gateway_response.this["ACCESS_DENIED"].response_parameters["gatewayresponse.header.WWW-Authenticate"] == "'Bearer realm=\"orders\", error=\"insufficient_scope\", resource_metadata=\"https://api.example.com/.well-known/oauth-protected-resource\"'"
    error_message = "A 403 must name the metadata."
  }
}

run "cors_headers_are_for_one_origin" {
  variables {
    api = { id = "a1b2c3", cors_configuration = { allow_origin = "https://app.example.com", allow_credentials = true } }
  }

  assert {
    condition = alltrue([
      for response in aws_api_gateway_gateway_response.this : jsonencode(merge(response.response_parameters, { "gatewayresponse.header.WWW-Authenticate" = "" })) == jsonencode({
        "gatewayresponse.header.Access-Control-Allow-Origin"      = "'https://app.example.com'"
        "gatewayresponse.header.Access-Control-Allow-Credentials" = "'true'"
        "gatewayresponse.header.Access-Control-Expose-Headers"    = "'WWW-Authenticate'"
        "gatewayresponse.header.Vary"                             = "'Origin'"
        "gatewayresponse.header.WWW-Authenticate"                 = ""
      })
    ])
    error_message = "Both responses must allow the one origin, with credentials, and vary by it."
  }
}

run "cors_headers_for_any_origin" {
  variables {
    api = { id = "a1b2c3", cors_configuration = { allow_origin = "*", expose_headers = [] } }
  }

  assert {
    condition = alltrue([
      for response in aws_api_gateway_gateway_response.this : jsonencode(merge(response.response_parameters, { "gatewayresponse.header.WWW-Authenticate" = "" })) == jsonencode({
        "gatewayresponse.header.Access-Control-Allow-Origin" = "'*'"
        "gatewayresponse.header.WWW-Authenticate"            = ""
      })
    ])
    error_message = "Any origin needs neither credentials nor Vary."
  }
}

run "gateway_responses_can_be_left_alone" {
  variables {
    api = { id = "a1b2c3", gateway_responses = [] }
  }

  assert {
    condition     = length(aws_api_gateway_gateway_response.this) == 0
    error_message = "With [] the API's own responses must stay."
  }
}
