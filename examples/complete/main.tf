# One authorizer for four APIs: a REST API with a TOKEN authorizer, a REST API with a REQUEST authorizer, an HTTP API and
# a WebSocket API. Each sends requests to a backend that answers with the identity it received.

module "authorizer" {
  source = "../../" # yours: source = "OWNER/jwt-authorizer/aws", version = "~> 0.1"

  name                = var.name
  issuer              = var.issuer
  audience            = var.audience
  jwks_url            = var.jwks_url
  ca_certificates_pem = var.ca_certificates_pem

  jwks_cache_ttl_seconds   = var.jwks_cache_ttl_seconds
  result_cache_ttl_seconds = var.result_cache_ttl_seconds
  websocket_token_source   = { query_parameter = "access_token" }

  rest_apis = {
    token   = { id = aws_api_gateway_rest_api.this["token"].id, type = "TOKEN" }
    request = { id = aws_api_gateway_rest_api.this["request"].id, type = "REQUEST" }
  }
  http_apis      = { web = { id = aws_apigatewayv2_api.http.id } }
  websocket_apis = { live = { id = aws_apigatewayv2_api.websocket.id } }
}
