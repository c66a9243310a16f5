resource "aws_apigatewayv2_api" "orders" {
  name          = "operated-example"
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

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format          = module.authorizer.access_log_format_http
  }
}

# All requests, also those that API Gateway answers from its cache of decisions.
#trivy:ignore:AVD-AWS-0017 CloudWatch Logs encrypts the log with a key of its own, and the log contains no part of a token.
resource "aws_cloudwatch_log_group" "access" {
  #checkov:skip=CKV_AWS_158:CloudWatch Logs encrypts the log with a key of its own, and the log contains no part of a token.
  #checkov:skip=CKV_AWS_338:How long a log must be kept is your decision.
  name              = "/aws/apigateway/operated-example"
  retention_in_days = 30
}
