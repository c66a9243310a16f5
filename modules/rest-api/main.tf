# Authorizer

locals {
  # Where the token is read is what the gateway's cache is keyed on: one place, never the API's own choice.
  token_source = var.function.token_source
  identity_source = (
    local.token_source.header != null ? "method.request.header.${local.token_source.header}" :
    local.token_source.cookie != null ? "method.request.header.Cookie" :
    "method.request.querystring.${coalesce(local.token_source.query_parameter, "-")}"
  )

  # The scheme in any case, then three base64url parts: what doesn't match costs no invocation. The same as the
  # pattern in lambda/src/token/extract.ts.
  scheme = local.token_source.scheme == null ? "" : local.token_source.scheme
  scheme_letters = [
    for letter in split("", local.scheme) :
    upper(letter) == lower(letter) ? letter : "[${upper(letter)}${lower(letter)}]"
  ]
  scheme_pattern = local.scheme == "" ? "" : "${join("", local.scheme_letters)} +"
  token_pattern  = "^${local.scheme_pattern}[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$"
}

resource "aws_api_gateway_authorizer" "this" {
  rest_api_id                      = var.api.id
  name                             = coalesce(var.api.name, var.function.function_name)
  type                             = var.api.type
  authorizer_uri                   = var.function.invoke_arn
  authorizer_result_ttl_in_seconds = var.api.result_cache_ttl_seconds
  identity_source                  = local.identity_source
  identity_validation_expression   = var.api.type == "TOKEN" ? local.token_pattern : null

  lifecycle {
    # Removed after the methods that use it: in the other order the provider leaves it behind.
    create_before_destroy = true

    precondition {
      condition     = var.function.per_request ? var.api.type == "REQUEST" : true
      error_message = "api.type (rest_apis.KEY.type in the root module) must be REQUEST with extension.per_request: of a TOKEN authorizer's request the function sees the token and nothing else."
    }

    precondition {
      condition     = var.function.per_request ? var.api.result_cache_ttl_seconds == 0 : true
      error_message = "api.result_cache_ttl_seconds (result_cache_ttl_seconds or rest_apis.KEY.result_cache_ttl_seconds in the root module) must be 0, for extension.per_request lets the authorizer's answer depend on the request, and API Gateway would keep it for other requests with the same token. Set it to 0, or leave per_request out."
    }

    precondition {
      condition     = var.api.type == "TOKEN" ? local.token_source.header != null : true
      error_message = "api.type is TOKEN, which reads a header only, and token_source is not a header: set type = \"REQUEST\" for this API, or token_source = { header = \"Authorization\" }."
    }
  }
}

# Permission

locals {
  function_arn_parts = split(":", var.function.function_arn)
  execution_arn = coalesce(var.api.execution_arn, join(":", [
    "arn", local.function_arn_parts[1], "execute-api", local.function_arn_parts[3], local.function_arn_parts[4], var.api.id,
  ]))
}

resource "aws_lambda_permission" "this" {
  count = var.api.create_permission ? 1 : 0

  statement_id_prefix = "rest-api-"
  action              = "lambda:InvokeFunction"
  function_name       = var.function.function_name
  qualifier           = var.function.qualifier
  principal           = "apigateway.amazonaws.com"
  # An authorizer's calls come from here, not from a stage or a method.
  source_arn = "${local.execution_arn}/authorizers/${aws_api_gateway_authorizer.this.id}"

  lifecycle {
    create_before_destroy = true
  }
}

# Gateway responses

locals {
  cors = var.api.cors_configuration
  cors_headers = local.cors == null ? {} : {
    for name, value in {
      Access-Control-Allow-Origin      = local.cors.allow_origin
      Access-Control-Allow-Credentials = local.cors.allow_credentials ? "true" : ""
      Access-Control-Expose-Headers    = join(", ", local.cors.expose_headers)
      # What is for one origin must not be kept for another.
      Vary = local.cors.allow_origin == "*" ? "" : "Origin"
    } : "gatewayresponse.header.${name}" => "'${value}'" if value != ""
  }

  challenge = "${local.scheme == "" ? "Bearer" : local.scheme} realm=\"${var.function.function_name}\""

  # Nothing here comes from the request or from a context, which may be a cached one of another request. The 401
  # also answers requests without any token, to which RFC 6750 section 3.1 gives no error code.
  gateway_responses = {
    UNAUTHORIZED = {
      status_code = "401"
      challenge   = var.api.invalid_token_challenge ? "${local.challenge}, error=\"invalid_token\"" : local.challenge
      body        = { message = "Unauthorized" }
    }
    ACCESS_DENIED = {
      status_code = "403"
      challenge   = "${local.challenge}, error=\"insufficient_scope\""
      body        = { message = "Forbidden", error = "insufficient_scope" }
    }
  }
}

resource "aws_api_gateway_gateway_response" "this" {
  for_each = var.api.gateway_responses

  rest_api_id        = var.api.id
  response_type      = each.key
  status_code        = local.gateway_responses[each.key].status_code
  response_templates = { "application/json" = jsonencode(local.gateway_responses[each.key].body) }
  response_parameters = merge(local.cors_headers, {
    "gatewayresponse.header.WWW-Authenticate" = "'${local.gateway_responses[each.key].challenge}'"
  })
}
