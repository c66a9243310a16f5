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
    token_source             = try(coalesce(var.api.token_source), null)
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

  # An additional place, with the alias that reads the token there. An unknown key is reported below.
  additional = local.api.token_source == null ? null : lookup(var.function.token_sources, local.api.token_source, null)
  qualifier  = local.additional == null ? var.function.qualifier : local.additional.qualifier
  invoke_arn = local.additional == null ? var.function.invoke_arn : local.additional.invoke_arn
  token_source = {
    for name in ["header", "scheme"] : name => local.additional == null ? var.function.token_source[name] : local.additional.token_source[name]
  }
  scheme = local.token_source.scheme == null ? "" : local.token_source.scheme

  # The provider keeps "no expression" as null in a plan and as an empty string in the state.
  validation_expression = local.api.type == "TOKEN" ? module.openapi.identity_validation_expression : ""
}

module "openapi" {
  source   = "../openapi"
  function = var.function
  # What the module there refuses is reported below.
  token_source = local.additional == null ? null : local.additional.token_source.subprotocol != null ? null : local.api.token_source
}

resource "aws_api_gateway_authorizer" "this" {
  rest_api_id                      = local.api.id
  name                             = local.api.name
  type                             = local.api.type
  authorizer_uri                   = local.invoke_arn
  authorizer_credentials           = var.function.authorizer_credentials_arn
  authorizer_result_ttl_in_seconds = local.api.result_cache_ttl_seconds
  identity_source                  = module.openapi.identity_sources.rest
  identity_validation_expression   = local.api.type == "TOKEN" ? local.validation_expression : null

  lifecycle {
    # Destroys the old authorizer after the methods that use it: in the other order the provider leaves it behind.
    create_before_destroy = true

    precondition {
      condition     = local.api.token_source == null ? true : contains(keys(var.function.token_sources), local.api.token_source)
      error_message = "${var.place}.token_source is ${nonsensitive(issensitive(local.api.token_source) ? "(sensitive value)" : jsonencode(local.api.token_source))}: it must be a key of the function's token_sources, which ${nonsensitive(length(var.function.token_sources)) == 0 ? "has none" : "has ${nonsensitive(join(", ", keys(var.function.token_sources)))}"}. Correct or remove token_source, or add the key to token_sources."
    }

    precondition {
      condition     = local.additional == null ? true : local.additional.token_source.subprotocol == null
      error_message = "${var.place}.token_source is ${nonsensitive(issensitive(local.api.token_source) ? "(sensitive value)" : jsonencode(local.api.token_source))}, which is a subprotocol: only WebSocket APIs have one. Choose another key of token_sources."
    }

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
      error_message = "${var.place}.type is \"TOKEN\", which reads only a header, and ${local.additional == null ? "token_source" : "the token source ${nonsensitive(issensitive(local.api.token_source) ? "(sensitive value)" : jsonencode(local.api.token_source))}"} is not a header: set type = \"REQUEST\" for this API${local.additional == null ? ", or token_source = { header = \"Authorization\" }" : ", or choose a header"}."
    }
  }
}

# Permission

resource "aws_lambda_permission" "this" {
  count = nonsensitive(local.api.create_permission) ? 1 : 0

  statement_id_prefix = "rest-api-"
  action              = "lambda:InvokeFunction"
  function_name       = var.function.function_name
  qualifier           = local.qualifier
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
