# Authorizer

locals {
  contract = jsondecode(file("${path.module}/../contract.json"))

  # The attributes that messages list: those of the root module's input, and name, which the root module sets itself.
  api_attributes = concat(local.contract.websocket_api_attributes, ["name"])
  # A missing attribute, or null, stands for the default.
  api = {
    id                = var.api.id
    name              = try(coalesce(var.api.name), var.function.function_name)
    execution_arn     = try(coalesce(var.api.execution_arn), null)
    create_permission = try(coalesce(tobool(var.api.create_permission)), true)
    token_source      = try(coalesce(var.api.token_source), null)
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

  # The cache key: derived from where the function reads the token.
  token_source = local.additional == null ? var.function.websocket_token_source : local.additional.token_source
  identity_source = (
    local.token_source.header != null ? "route.request.header.${local.token_source.header}" :
    local.token_source.cookie != null ? "route.request.header.Cookie" :
    local.token_source.subprotocol != null ? "route.request.header.Sec-WebSocket-Protocol" :
    "route.request.querystring.${coalesce(local.token_source.query_parameter, "-")}"
  )
}

resource "aws_apigatewayv2_authorizer" "this" {
  api_id           = local.api.id
  name             = local.api.name
  authorizer_type  = "REQUEST"
  authorizer_uri   = local.invoke_arn
  identity_sources = [local.identity_source]

  authorizer_credentials_arn = var.function.authorizer_credentials_arn

  lifecycle {
    # Destroys the old authorizer after the routes that use it: in the other order API Gateway refuses.
    create_before_destroy = true

    precondition {
      condition     = local.api.token_source == null ? true : contains(keys(var.function.token_sources), local.api.token_source)
      error_message = "${var.place}.token_source is ${nonsensitive(issensitive(local.api.token_source) ? "(sensitive value)" : jsonencode(local.api.token_source))}: it must be a key of the function's token_sources, which ${nonsensitive(length(var.function.token_sources)) == 0 ? "has none" : "has ${nonsensitive(join(", ", keys(var.function.token_sources)))}"}. Correct or remove token_source, or add the key to token_sources."
    }
  }
}

# Permission

resource "aws_lambda_permission" "this" {
  count = nonsensitive(local.api.create_permission) ? 1 : 0

  statement_id_prefix = "websocket-api-"
  action              = "lambda:InvokeFunction"
  function_name       = var.function.function_name
  qualifier           = local.qualifier
  principal           = "apigateway.amazonaws.com"
  # An authorizer invokes the function under its own ARN, not under the ARN of a stage, method or route.
  source_arn = "${coalesce(
    local.api.execution_arn,
    "arn:${local.function_arn_parts.partition}:execute-api:${local.function_arn_parts.region}:${local.function_arn_parts.account}:${local.api.id}"
  )}/authorizers/${aws_apigatewayv2_authorizer.this.id}"

  lifecycle {
    create_before_destroy = true
  }
}
