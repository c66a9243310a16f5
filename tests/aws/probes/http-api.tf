resource "aws_apigatewayv2_api" "this" {
  name          = "${var.name}-probes"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_authorizer" "this" {
  for_each = toset(["1.0", "2.0"])

  api_id                            = aws_apigatewayv2_api.this.id
  name                              = "${var.name}-payload-${replace(each.key, ".", "-")}"
  authorizer_type                   = "REQUEST"
  authorizer_uri                    = aws_lambda_alias.observer.invoke_arn
  authorizer_payload_format_version = each.key
  authorizer_result_ttl_in_seconds  = 0
  enable_simple_responses           = false
  identity_sources                  = ["$request.header.Authorization"]
}

locals {
  # The payload version of the authorizer, and the integration, by route key.
  protected_routes = {
    "$default"            = { payload = "2.0", integration = "echo" }
    "ANY /any/{proxy+}"   = { payload = "2.0", integration = "echo" }
    "GET /exact"          = { payload = "2.0", integration = "echo" }
    "ANY /first/{proxy+}" = { payload = "1.0", integration = "echo" }
    "GET /filled"         = { payload = "2.0", integration = "filled" }
    "GET /empty"          = { payload = "2.0", integration = "empty" }
  }
}

resource "aws_apigatewayv2_route" "protected" {
  for_each = local.protected_routes

  api_id             = aws_apigatewayv2_api.this.id
  route_key          = each.key
  target             = "integrations/${local.integrations[each.value.integration].id}"
  authorization_type = "CUSTOM"
  authorizer_id      = aws_apigatewayv2_authorizer.this[each.value.payload].id
}

# The backend of the routes with mappings.
resource "aws_apigatewayv2_route" "echo" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "GET /echo"
  target    = "integrations/${aws_apigatewayv2_integration.echo.id}"
}

locals {
  integrations = merge({ echo = aws_apigatewayv2_integration.echo }, aws_apigatewayv2_integration.mapped)
}

resource "aws_apigatewayv2_integration" "echo" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_function.this["echo"].invoke_arn
  payload_format_version = "2.0"
}

resource "aws_apigatewayv2_integration" "mapped" {
  for_each = toset(["filled", "empty"])

  api_id             = aws_apigatewayv2_api.this.id
  integration_type   = "HTTP_PROXY"
  integration_method = "GET"
  integration_uri    = local.mapping_backend_url

  request_parameters = { "overwrite:header.x-mapped" = "$context.authorizer.${each.key}" }
}

resource "aws_apigatewayv2_stage" "default" {
  api_id      = aws_apigatewayv2_api.this.id
  name        = "$default"
  auto_deploy = true
}
