# An HTTP API whose identity provider is only reachable inside a VPC, with certificates of a private authority.

module "authorizer" {
  source = "../../" # yours: source = "OWNER/jwt-authorizer/aws", version = "~> 0.1"

  name                = "private-provider-example"
  issuer              = var.issuer
  audience            = var.audience
  jwks_url            = var.jwks_url
  ca_certificates_pem = file("${path.module}/ca.pem") # yours: the certificate of your own authority
  http_apis           = { orders = { id = aws_apigatewayv2_api.orders.id } }

  vpc_config = {
    subnet_ids         = aws_subnet.private[*].id
    security_group_ids = [aws_security_group.authorizer.id]
  }

  # Leaves the rest of the account's concurrency to other functions. A flood of requests can then lock out valid callers.
  reserved_concurrent_executions = 50
  environment_kms_key_arn        = aws_kms_key.environment.arn
}

# The policy of the key leaves permissions to IAM. The module allows the function's role to decrypt.
resource "aws_kms_key" "environment" {
  #checkov:skip=CKV2_AWS_64:The default policy of a key leaves permissions to IAM.
  description             = "Environment of the authorizer private-provider-example"
  enable_key_rotation     = true
  deletion_window_in_days = 7
}

resource "aws_apigatewayv2_api" "orders" {
  name          = "private-provider-example"
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
