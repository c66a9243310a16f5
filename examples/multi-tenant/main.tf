# Each tenant reaches only its own paths: the rule puts the token's tenant into the path. The backend receives the tenant
# in the context, which no client can write.

module "authorizer" {
  source = "../../" # yours: source = "OWNER/jwt-authorizer/aws", version = "~> 0.1"

  name                = var.name
  issuer              = var.issuer
  audience            = var.audience
  ca_certificates_pem = var.ca_certificates_pem

  http_apis = { tenants = { id = aws_apigatewayv2_api.tenants.id } }

  rules = [
    # A tenant with other characters than A-Z a-z 0-9 . _ ~ - does not match the rule: values are never escaped.
    { paths = ["/tenants/{tenant_id}", "/tenants/{tenant_id}/*"] },

    # Support may read the paths of all tenants.
    { methods = ["GET"], paths = ["/tenants/*"], claims = [{ name = "/realm_access/roles", any = ["support"] }] },
  ]

  claims_to_context = { tenant_id = "tenant_id", roles = "/realm_access/roles" }
}

resource "aws_apigatewayv2_api" "tenants" {
  name          = var.name
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_route" "any" {
  api_id             = aws_apigatewayv2_api.tenants.id
  route_key          = "ANY /{proxy+}"
  target             = "integrations/${aws_apigatewayv2_integration.backend.id}"
  authorization_type = "CUSTOM"
  authorizer_id      = module.authorizer.http_authorizer_ids["tenants"]
}

resource "aws_apigatewayv2_integration" "backend" {
  api_id                 = aws_apigatewayv2_api.tenants.id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_function.backend.invoke_arn
  payload_format_version = "2.0"
}

resource "aws_apigatewayv2_stage" "default" {
  api_id      = aws_apigatewayv2_api.tenants.id
  name        = "$default"
  auto_deploy = true
}
