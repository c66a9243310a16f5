# An API for customers who sign in with their own Microsoft Entra tenant. Tokens of the listed tenants are accepted, and
# of no other tenant. Each tenant reaches only its own paths.

module "authorizer" {
  source = "../../" # yours: source = "OWNER/jwt-authorizer/aws", version = "~> 0.1"

  name = "entra-multi-tenant-example"
  trusted_issuers = {
    for name, tenant_id in var.tenants : name => {
      issuer = "https://login.microsoftonline.com/${tenant_id}/v2.0"
      # The same for all tenants, so that the keys are fetched once. Each key says whose tokens it may sign.
      jwks_url = "https://login.microsoftonline.com/common/discovery/v2.0/keys"
    }
  }
  audience  = [var.application_id]
  http_apis = { orders = { id = aws_apigatewayv2_api.orders.id } }

  rules             = [{ paths = ["/tenants/{tid}/*"], scopes = ["orders.read"] }]
  claims_to_context = { tenant_id = "tid" }
}

resource "aws_apigatewayv2_api" "orders" {
  name          = "entra-multi-tenant-example"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_route" "orders" {
  api_id             = aws_apigatewayv2_api.orders.id
  route_key          = "GET /tenants/{tenant}/orders"
  target             = "integrations/${aws_apigatewayv2_integration.backend.id}"
  authorization_type = "CUSTOM"
  authorizer_id      = module.authorizer.http_authorizer_ids["orders"]
}

resource "aws_apigatewayv2_integration" "backend" {
  api_id             = aws_apigatewayv2_api.orders.id
  integration_type   = "HTTP_PROXY"
  integration_method = "GET"
  integration_uri    = var.backend_url

  # The tenant is never empty: without `tid` no rule allows the request.
  request_parameters = { "overwrite:header.x-tenant-id" = "$context.authorizer.tenant_id" }
}

resource "aws_apigatewayv2_stage" "default" {
  api_id      = aws_apigatewayv2_api.orders.id
  name        = "$default"
  auto_deploy = true
}
