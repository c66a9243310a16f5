# A WebSocket API that opens no connection without a token. Browsers cannot set headers on the handshake, so the token is
# a query parameter: wss://…/prod?access_token=…

module "authorizer" {
  source = "../../" # yours: source = "OWNER/jwt-authorizer/aws", version = "~> 0.1"

  name                   = "websocket-api-example"
  issuer                 = var.issuer
  audience               = var.audience
  websocket_token_source = { query_parameter = "access_token" }
  websocket_apis         = { chat = { id = aws_apigatewayv2_api.chat.id } }
}

resource "aws_apigatewayv2_api" "chat" {
  name                       = "websocket-api-example"
  protocol_type              = "WEBSOCKET"
  route_selection_expression = "$request.body.action"
}

resource "aws_apigatewayv2_route" "connect" {
  api_id             = aws_apigatewayv2_api.chat.id
  route_key          = "$connect"
  target             = "integrations/${aws_apigatewayv2_integration.connect.id}"
  authorization_type = "CUSTOM"
  authorizer_id      = module.authorizer.websocket_authorizer_ids["chat"]
}

# Stands for your backend.
resource "aws_apigatewayv2_integration" "connect" {
  api_id            = aws_apigatewayv2_api.chat.id
  integration_type  = "MOCK"
  request_templates = { "200" = jsonencode({ statusCode = 200 }) }
}

resource "aws_apigatewayv2_stage" "prod" {
  api_id      = aws_apigatewayv2_api.chat.id
  name        = "prod"
  auto_deploy = true
}
