# An HTTP API with one route, for any identity provider: each NAME.tfvars in this directory has the settings of one.

module "authorizer" {
  source = "../../" # yours: source = "OWNER/jwt-authorizer/aws", version = "~> 0.1"

  name                  = "providers-example"
  issuer                = var.issuer
  jwks_url              = var.jwks_url
  audience              = var.audience
  audience_claim        = var.audience_claim
  required_claims       = var.required_claims
  token_type            = var.token_type
  max_token_age_seconds = var.max_token_age_seconds
  algorithms            = var.algorithms
  trusted_issuers       = var.trusted_issuers
  token_source          = var.token_source
  http_apis             = { orders = { id = aws_apigatewayv2_api.orders.id } }
}

resource "aws_apigatewayv2_api" "orders" {
  name          = "providers-example"
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
}

resource "aws_apigatewayv2_stage" "default" {
  api_id      = aws_apigatewayv2_api.orders.id
  name        = "$default"
  auto_deploy = true
}
