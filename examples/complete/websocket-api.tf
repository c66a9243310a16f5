resource "aws_apigatewayv2_api" "websocket" {
  name                       = "${var.name}-websocket"
  protocol_type              = "WEBSOCKET"
  route_selection_expression = "$request.body.action"
}

resource "aws_apigatewayv2_route" "connect" {
  api_id             = aws_apigatewayv2_api.websocket.id
  route_key          = "$connect"
  target             = "integrations/${aws_apigatewayv2_integration.websocket.id}"
  authorization_type = "CUSTOM"
  authorizer_id      = module.authorizer.websocket_authorizer_ids["live"]
}

# The backend answers each message with the identity that opened the connection.
resource "aws_apigatewayv2_route" "message" {
  #checkov:skip=CKV_AWS_309:API Gateway authorizes a WebSocket connection once, on its route $connect.
  api_id                              = aws_apigatewayv2_api.websocket.id
  route_key                           = "$default"
  target                              = "integrations/${aws_apigatewayv2_integration.websocket.id}"
  route_response_selection_expression = "$default"
}

resource "aws_apigatewayv2_route_response" "message" {
  api_id             = aws_apigatewayv2_api.websocket.id
  route_id           = aws_apigatewayv2_route.message.id
  route_response_key = "$default"
}

resource "aws_apigatewayv2_integration" "websocket" {
  api_id             = aws_apigatewayv2_api.websocket.id
  integration_type   = "AWS_PROXY"
  integration_method = "POST"
  integration_uri    = aws_lambda_function.backend.invoke_arn
}

resource "aws_apigatewayv2_stage" "prod" {
  api_id      = aws_apigatewayv2_api.websocket.id
  name        = "prod"
  auto_deploy = true
}
