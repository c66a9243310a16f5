# The security schemes of an OpenAPI document, for each place of the token.

variables {
  function = {
    per_request  = false
    invoke_arn   = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/x/invocations"
    token_source = { header = "Authorization", scheme = "Bearer" }
  }
}

run "header_for_every_kind_of_api" {
  command = plan

  assert {
    condition = jsonencode(output.security_schemes.rest_token) == jsonencode({
      type                           = "apiKey"
      in                             = "header"
      name                           = "Authorization"
      "x-amazon-apigateway-authtype" = "custom"
      "x-amazon-apigateway-authorizer" = {
        type                         = "token"
        authorizerUri                = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/x/invocations"
        authorizerResultTtlInSeconds = 300
        identityValidationExpression = "^[Bb][Ee][Aa][Rr][Ee][Rr] +[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$"
      }
    })
    error_message = "A TOKEN authorizer must read the header, and only values in the form of a JWT."
  }

  assert {
    condition = jsonencode(output.security_schemes.rest_request) == jsonencode({
      type                           = "apiKey"
      in                             = "header"
      name                           = "Authorization"
      "x-amazon-apigateway-authtype" = "custom"
      "x-amazon-apigateway-authorizer" = {
        type                         = "request"
        authorizerUri                = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/x/invocations"
        authorizerResultTtlInSeconds = 300
        identitySource               = "method.request.header.Authorization"
      }
    })
    error_message = "A REQUEST authorizer must have the header as its identity source."
  }

  assert {
    condition = jsonencode(output.security_schemes.http) == jsonencode({
      type = "apiKey"
      in   = "header"
      name = "Authorization"
      "x-amazon-apigateway-authorizer" = {
        type                           = "request"
        authorizerUri                  = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/x/invocations"
        authorizerResultTtlInSeconds   = 300
        identitySource                 = "$request.header.Authorization"
        authorizerPayloadFormatVersion = "2.0"
        enableSimpleResponses          = false
      }
    })
    error_message = "An HTTP API's authorizer must have payload 2.0 and no simple responses."
  }
}

run "cookie_is_the_whole_cookie_header" {
  command = plan

  variables {
    function = {
      per_request  = false
      invoke_arn   = "arn"
      token_source = { cookie = "id" }
    }
  }

  assert {
    condition     = output.security_schemes.rest_token == null && output.identity_validation_expression == null
    error_message = "A TOKEN authorizer reads no cookie."
  }

  assert {
    condition     = output.security_schemes.rest_request.in == "header" && output.security_schemes.rest_request.name == "Cookie" && output.security_schemes.rest_request["x-amazon-apigateway-authorizer"].identitySource == "method.request.header.Cookie"
    error_message = "A REST API must read the header Cookie."
  }

  assert {
    condition     = output.security_schemes.http.name == "Cookie" && output.security_schemes.http["x-amazon-apigateway-authorizer"].identitySource == "$request.header.cookie"
    error_message = "An HTTP API must read the header Cookie."
  }
}

run "query_parameter_is_in_the_query" {
  command = plan

  variables {
    function = {
      per_request  = false
      invoke_arn   = "arn"
      token_source = { query_parameter = "access_token" }
    }
  }

  assert {
    condition     = output.security_schemes.rest_token == null && output.security_schemes.rest_request.in == "query" && output.security_schemes.http.in == "query" && output.security_schemes.http.name == "access_token"
    error_message = "The scheme must name the query parameter."
  }

  assert {
    condition     = output.security_schemes.rest_request["x-amazon-apigateway-authorizer"].identitySource == "method.request.querystring.access_token" && output.security_schemes.http["x-amazon-apigateway-authorizer"].identitySource == "$request.querystring.access_token"
    error_message = "The query parameter must be the identity source."
  }
}

run "answers_that_depend_on_the_request_are_not_cached" {
  command = plan

  variables {
    result_cache_ttl_seconds = 60
    function = {
      per_request  = true
      invoke_arn   = "arn"
      token_source = { header = "Authorization", scheme = "Bearer" }
    }
  }

  assert {
    condition     = output.security_schemes.rest_token == null
    error_message = "A TOKEN authorizer does not receive the request."
  }

  assert {
    condition     = alltrue([for scheme in [output.security_schemes.rest_request, output.security_schemes.http] : scheme["x-amazon-apigateway-authorizer"].authorizerResultTtlInSeconds == 0])
    error_message = "API Gateway would reuse an answer for other requests with the same token."
  }
}

run "longest_time_to_live_is_accepted" {
  command = plan

  variables {
    result_cache_ttl_seconds = 3600
  }

  assert {
    condition     = output.security_schemes.http["x-amazon-apigateway-authorizer"].authorizerResultTtlInSeconds == 3600
    error_message = "API Gateway must cache for an hour."
  }
}

run "time_to_live_over_the_longest_is_rejected" {
  command = plan

  variables {
    result_cache_ttl_seconds = 3601
  }

  expect_failures = [var.result_cache_ttl_seconds]
}

run "negative_time_to_live_is_rejected" {
  command = plan

  variables {
    result_cache_ttl_seconds = -1
  }

  expect_failures = [var.result_cache_ttl_seconds]
}

run "attachment_of_an_unfinished_module_is_rejected" {
  command = plan

  variables {
    function = {
      per_request  = null
      invoke_arn   = "arn"
      token_source = { header = "Authorization", scheme = "Bearer" }
    }
  }

  expect_failures = [var.function]
}

run "an_additional_place_has_its_alias" {
  command = plan

  variables {
    token_source = "cookie"
    function = {
      per_request  = false
      invoke_arn   = "live"
      token_source = { header = "Authorization", scheme = "Bearer" }
      token_sources = {
        cookie = { invoke_arn = "live-cookie", token_source = { cookie = "session" } }
        plain  = { invoke_arn = "live-plain", token_source = { header = "X-Token", scheme = "" } }
      }
    }
  }

  assert {
    condition     = output.security_schemes.rest_token == null && output.security_schemes.http.name == "Cookie"
    error_message = "The schemes must name the place of the key."
  }

  assert {
    condition     = output.security_schemes.http["x-amazon-apigateway-authorizer"].authorizerUri == "live-cookie" && output.identity_sources.http == "$request.header.cookie"
    error_message = "The authorizer must invoke the alias that reads the place in its identity source."
  }
}

run "an_additional_header_has_its_own_scheme" {
  command = plan

  variables {
    token_source = "plain"
    function = {
      per_request  = false
      invoke_arn   = "live"
      token_source = { header = "Authorization", scheme = "Bearer" }
      token_sources = {
        plain = { invoke_arn = "live-plain", token_source = { header = "X-Token", scheme = "" } }
      }
    }
  }

  assert {
    condition     = output.security_schemes.rest_token.name == "X-Token" && startswith(output.identity_validation_expression, "^[A-Za-z0-9_-]+")
    error_message = "The expression must be that of the place, not of the default place."
  }
}
