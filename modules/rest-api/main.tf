# Authorizer

locals {
  contract = jsondecode(file("${path.module}/../contract.json"))
  ttl      = local.contract.ranges.result_cache_ttl_seconds

  # The attributes that messages list: those of the root module's input, and name, which the root module sets itself.
  api_attributes = concat(local.contract.rest_api_attributes, ["name"])
  # A missing attribute, or null, stands for the default.
  api = {
    id                       = var.api.id
    name                     = try(coalesce(var.api.name), var.function.function_name)
    execution_arn            = try(coalesce(var.api.execution_arn), null)
    create_permission        = try(coalesce(tobool(var.api.create_permission)), true)
    result_cache_ttl_seconds = try(coalesce(tonumber(var.api.result_cache_ttl_seconds)), 300)
    type                     = try(coalesce(var.api.type), "TOKEN")
    gateway_responses        = try(coalesce(toset(var.api.gateway_responses)), toset(["UNAUTHORIZED", "ACCESS_DENIED"]))
    invalid_token_challenge  = try(coalesce(tobool(var.api.invalid_token_challenge)), false)
    resource_metadata_url    = try(coalesce(var.api.resource_metadata_url), null)
    cors_configuration = nonsensitive(try(var.api.cors_configuration, null) == null) ? null : {
      allow_origin      = var.api.cors_configuration.allow_origin
      allow_credentials = try(coalesce(tobool(var.api.cors_configuration.allow_credentials)), false)
      expose_headers    = try(coalesce(tolist(var.api.cors_configuration.expose_headers)), ["WWW-Authenticate"])
    }
  }

  # A mocked provider returns a random string for an ARN. With the defaults, source_arn is still valid in such a test.
  function_arn_parts = try(
    regex("^arn:(?P<partition>[^:]+):lambda:(?P<region>[^:]+):(?P<account>[0-9]+):", var.function.function_arn),
    { partition = "aws", region = "us-east-1", account = "123456789012" },
  )

  token_source = var.function.token_source
  scheme       = local.token_source.scheme == null ? "" : local.token_source.scheme

  # The provider keeps "no expression" as null in a plan and as an empty string in the state.
  validation_expression = local.api.type == "TOKEN" ? module.openapi.identity_validation_expression : ""
}

module "openapi" {
  source   = "../openapi"
  function = var.function
}

resource "aws_api_gateway_authorizer" "this" {
  rest_api_id                      = local.api.id
  name                             = local.api.name
  type                             = local.api.type
  authorizer_uri                   = var.function.invoke_arn
  authorizer_credentials           = var.function.authorizer_credentials_arn
  authorizer_result_ttl_in_seconds = local.api.result_cache_ttl_seconds
  identity_source                  = module.openapi.identity_sources.rest
  identity_validation_expression   = local.api.type == "TOKEN" ? local.validation_expression : null

  lifecycle {
    # Destroys the old authorizer after the methods that use it: in the other order the provider leaves it behind.
    create_before_destroy = true

    precondition {
      condition     = var.function.per_request ? local.api.type == "REQUEST" : true
      error_message = "${var.place}.type is \"TOKEN\": it must be \"REQUEST\" with extension.per_request, certificate_bound_tokens or dpop, because a TOKEN authorizer passes only the token to the function."
    }

    precondition {
      condition     = var.function.per_request ? local.api.result_cache_ttl_seconds == 0 : true
      error_message = "${var.place}.result_cache_ttl_seconds is ${nonsensitive(issensitive(local.api.result_cache_ttl_seconds) ? "(sensitive value)" : jsonencode(local.api.result_cache_ttl_seconds))}: it must be 0 with extension.per_request, certificate_bound_tokens or dpop, because the answer depends on the request, and API Gateway would reuse it for other requests with the same token. Set it to 0, for this API or as result_cache_ttl_seconds for all of them, or remove that input."
    }

    precondition {
      condition     = local.api.type == "TOKEN" ? local.token_source.header != null : true
      error_message = "${var.place}.type is \"TOKEN\", which reads only a header, and token_source is not a header: set type = \"REQUEST\" for this API, or token_source = { header = \"Authorization\" }."
    }
  }
}

# Permission

resource "aws_lambda_permission" "this" {
  count = nonsensitive(local.api.create_permission) ? 1 : 0

  statement_id_prefix = "rest-api-"
  action              = "lambda:InvokeFunction"
  function_name       = var.function.function_name
  qualifier           = var.function.qualifier
  principal           = "apigateway.amazonaws.com"
  # An authorizer invokes the function under its own ARN, not under the ARN of a stage, method or route.
  source_arn = "${coalesce(
    local.api.execution_arn,
    "arn:${local.function_arn_parts.partition}:execute-api:${local.function_arn_parts.region}:${local.function_arn_parts.account}:${local.api.id}"
  )}/authorizers/${aws_api_gateway_authorizer.this.id}"

  lifecycle {
    create_before_destroy = true
  }
}
