# Authorizer

locals {
  contract = jsondecode(file("${path.module}/../../contract.json"))
  ttl      = local.contract.ranges.result_cache_ttl_seconds
}

module "openapi" {
  source   = "../openapi"
  function = var.function
}

resource "aws_apigatewayv2_authorizer" "this" {
  api_id           = var.api.id
  name             = coalesce(var.api.name, var.function.function_name)
  authorizer_type  = "REQUEST"
  authorizer_uri   = var.function.invoke_arn
  identity_sources = [module.openapi.identity_sources.http]

  authorizer_payload_format_version = "2.0"
  authorizer_result_ttl_in_seconds  = var.api.result_cache_ttl_seconds
  # A cached simple response would answer for every route. A cached policy is evaluated again for each request.
  enable_simple_responses = false

  lifecycle {
    # Destroys the old authorizer after the routes that use it: in the other order API Gateway refuses.
    create_before_destroy = true

    precondition {
      condition     = var.function.per_request ? var.api.result_cache_ttl_seconds == 0 : true
      error_message = "api.result_cache_ttl_seconds (result_cache_ttl_seconds or http_apis.KEY.result_cache_ttl_seconds in the root module) must be 0 with extension.per_request: the answer depends on the request, and API Gateway would reuse it for other requests with the same token. Set it to 0, or remove per_request."
    }
  }
}

# Permission

resource "aws_lambda_permission" "this" {
  count = var.api.create_permission ? 1 : 0

  statement_id_prefix = "http-api-"
  action              = "lambda:InvokeFunction"
  function_name       = var.function.function_name
  qualifier           = var.function.qualifier
  principal           = "apigateway.amazonaws.com"
  # An authorizer invokes the function under its own ARN, not under the ARN of a stage, method or route.
  source_arn = "${coalesce(
    var.api.execution_arn,
    replace(var.function.function_arn, "/^(arn:[^:]+):lambda:([^:]+:[0-9]+):.*$/", "$1:execute-api:$2:${var.api.id}")
  )}/authorizers/${aws_apigatewayv2_authorizer.this.id}"

  lifecycle {
    create_before_destroy = true
  }
}
