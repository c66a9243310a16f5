# An HTTP API with one route: 401 without a token; requests with a valid token reach the backend.

module "authorizer" {
  source = "../../" # yours: source = "OWNER/jwt-authorizer/aws", version = "~> 0.1"

  name      = "http-api-example"
  issuer    = var.issuer
  audience  = var.audience
  http_apis = { orders = { id = aws_apigatewayv2_api.orders.id } }
}

resource "aws_apigatewayv2_api" "orders" {
  name          = "http-api-example"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_route" "list_orders" {
  api_id             = aws_apigatewayv2_api.orders.id
  route_key          = "GET /orders"
  target             = "integrations/${aws_apigatewayv2_integration.backend.id}"
  authorization_type = "CUSTOM"
  authorizer_id      = module.authorizer.http_authorizer_ids["orders"]
}

resource "aws_apigatewayv2_integration" "backend" {
  api_id             = aws_apigatewayv2_api.orders.id
  integration_type   = "HTTP_PROXY"
  integration_method = "GET"
  integration_uri    = var.backend_url

  # Passes the identity to the backend as a header. Use this only if all tokens have a sub: it is not documented whether
  # API Gateway replaces a client's own header by an empty value.
  request_parameters = { "overwrite:header.x-subject" = "$context.authorizer.sub" }
}

resource "aws_apigatewayv2_stage" "default" {
  api_id      = aws_apigatewayv2_api.orders.id
  name        = "$default"
  auto_deploy = true
}
