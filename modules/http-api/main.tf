# Authorizer

locals {
  # Where the token is read is what the gateway's cache is keyed on: one place, never the API's own choice.
  token_source = var.function.token_source
  identity_source = (
    local.token_source.header != null ? "$request.header.${local.token_source.header}" :
    local.token_source.cookie != null ? "$request.header.cookie" :
    "$request.querystring.${coalesce(local.token_source.query_parameter, "-")}"
  )
}

resource "aws_apigatewayv2_authorizer" "this" {
  api_id           = var.api.id
  name             = coalesce(var.api.name, var.function.function_name)
  authorizer_type  = "REQUEST"
  authorizer_uri   = var.function.invoke_arn
  identity_sources = [local.identity_source]

  authorizer_payload_format_version = "2.0"
  authorizer_result_ttl_in_seconds  = var.api.result_cache_ttl_seconds
  # A cached simple response would answer for every route; a cached policy is evaluated for each.
  enable_simple_responses = false

  lifecycle {
    # Removed after the routes that use it: in the other order the API refuses to let it go.
    create_before_destroy = true

    precondition {
      condition     = var.function.per_request ? var.api.result_cache_ttl_seconds == 0 : true
      error_message = "api.result_cache_ttl_seconds (result_cache_ttl_seconds or http_apis.KEY.result_cache_ttl_seconds in the root module) must be 0, for extension.per_request lets the authorizer's answer depend on the request, and API Gateway would keep it for other requests with the same token. Set it to 0, or leave per_request out."
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

  statement_id_prefix = "http-api-"
  action              = "lambda:InvokeFunction"
  function_name       = var.function.function_name
  qualifier           = var.function.qualifier
  principal           = "apigateway.amazonaws.com"
  # An authorizer's calls come from here, not from a stage or a route.
  source_arn = "${local.execution_arn}/authorizers/${aws_apigatewayv2_authorizer.this.id}"

  lifecycle {
    create_before_destroy = true
  }
}
