# One configuration for all environments. What differs between them is in dev.tfvars, staging.tfvars and prod.tfvars.

module "authorizer" {
  source = "../../" # yours: source = "OWNER/jwt-authorizer/aws", version = "~> 0.1"

  name      = local.name
  issuer    = var.issuer
  audience  = var.audience
  http_apis = { orders = { id = aws_apigatewayv2_api.orders.id } }

  # The same in all environments, so that a rule is tested before it reaches production.
  rules = [{ methods = ["GET"], paths = ["/orders"], scopes = ["orders:read"] }]

  jwks_cache_ttl_seconds   = var.jwks_cache_ttl_seconds
  result_cache_ttl_seconds = var.result_cache_ttl_seconds
  log_retention_in_days    = var.log_retention_in_days
  log_allowed              = var.log_allowed ? {} : null
  alarms                   = var.alarm_topic_arns == null ? null : { sns_topic_arns = var.alarm_topic_arns }
}

locals {
  name = "environments-example-${var.environment}"
}

resource "aws_apigatewayv2_api" "orders" {
  name          = local.name
  protocol_type = "HTTP"

  lifecycle {
    # The variables of one environment, applied to the state of another one, would rename all of its resources.
    precondition {
      condition     = contains(["default", var.environment], terraform.workspace)
      error_message = "environment is \"${var.environment}\" and the workspace is \"${terraform.workspace}\": select the workspace of this environment, or pass the variables of the other one."
    }
  }
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
