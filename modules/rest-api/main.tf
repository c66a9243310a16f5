# Authorizer

locals {
  contract = jsondecode(file("${path.module}/../../contract.json"))
  ttl      = local.contract.ranges.result_cache_ttl_seconds

  token_source = var.function.token_source
  scheme       = local.token_source.scheme == null ? "" : local.token_source.scheme

  # The provider keeps "no expression" as null in a plan and as an empty string in the state.
  validation_expression = var.api.type == "TOKEN" ? module.openapi.identity_validation_expression : ""
}

module "openapi" {
  source   = "../openapi"
  function = var.function
}

resource "aws_api_gateway_authorizer" "this" {
  rest_api_id                      = var.api.id
  name                             = coalesce(var.api.name, var.function.function_name)
  type                             = var.api.type
  authorizer_uri                   = var.function.invoke_arn
  authorizer_result_ttl_in_seconds = var.api.result_cache_ttl_seconds
  identity_source                  = module.openapi.identity_sources.rest
  identity_validation_expression   = var.api.type == "TOKEN" ? local.validation_expression : null

  lifecycle {
    # Destroys the old authorizer after the methods that use it: in the other order the provider leaves it behind.
    create_before_destroy = true

    precondition {
      condition     = var.function.per_request ? var.api.type == "REQUEST" : true
      error_message = "api.type (rest_apis.KEY.type in the root module) must be \"REQUEST\" with extension.per_request: a TOKEN authorizer passes only the token to the function."
    }

    precondition {
      condition     = var.function.per_request ? var.api.result_cache_ttl_seconds == 0 : true
      error_message = "api.result_cache_ttl_seconds (result_cache_ttl_seconds or rest_apis.KEY.result_cache_ttl_seconds in the root module) must be 0 with extension.per_request: the answer depends on the request, and API Gateway would reuse it for other requests with the same token. Set it to 0, or remove per_request."
    }

    precondition {
      condition     = var.api.type == "TOKEN" ? local.token_source.header != null : true
      error_message = "api.type (rest_apis.KEY.type in the root module) is \"TOKEN\", which reads only a header, and token_source is not a header: set type = \"REQUEST\" for this API, or token_source = { header = \"Authorization\" }."
    }
  }
}

# Permission

resource "aws_lambda_permission" "this" {
  count = var.api.create_permission ? 1 : 0

  statement_id_prefix = "rest-api-"
  action              = "lambda:InvokeFunction"
  function_name       = var.function.function_name
  qualifier           = var.function.qualifier
  principal           = "apigateway.amazonaws.com"
  # An authorizer invokes the function under its own ARN, not under the ARN of a stage, method or route.
  source_arn = "${coalesce(
    var.api.execution_arn,
    replace(var.function.function_arn, "/^(arn:[^:]+):lambda:([^:]+:[0-9]+):.*$/", "$1:execute-api:$2:${var.api.id}")
  )}/authorizers/${aws_api_gateway_authorizer.this.id}"

  lifecycle {
    create_before_destroy = true
  }
}
