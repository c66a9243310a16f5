# An HTTP API whose one route answers 401 without a token and passes requests with one on to the backend.

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

  # The identity goes to the backend as a header. For providers whose tokens all have a sub: whether API Gateway
  # overwrites a client's own header with an empty value too is not documented.
  request_parameters = { "overwrite:header.x-subject" = "$context.authorizer.sub" }
}

resource "aws_apigatewayv2_stage" "default" {
  api_id      = aws_apigatewayv2_api.orders.id
  name        = "$default"
  auto_deploy = true
}
