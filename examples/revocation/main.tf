# A REST API whose tokens can be revoked, and the route at which the provider reports that a user has signed out (OpenID
# Connect Back-Channel Logout).

module "authorizer" {
  source = "../../" # yours: source = "OWNER/jwt-authorizer/aws", version = "~> 0.1"

  name                = var.name
  issuer              = var.issuer
  audience            = var.audience
  jwks_url            = var.jwks_url
  ca_certificates_pem = var.ca_certificates_pem
  rest_apis           = { orders = { id = aws_api_gateway_rest_api.orders.id } }

  revocation = {
    claims                      = ["sub", "sid"]
    cache_ttl_seconds           = var.cache_ttl_seconds
    deletion_protection_enabled = var.deletion_protection_enabled
  }
  # A revoked token works for up to this time + revocation.cache_ttl_seconds.
  result_cache_ttl_seconds = var.result_cache_ttl_seconds
}

resource "aws_api_gateway_rest_api" "orders" {
  name = var.name
}

# The protected part

resource "aws_api_gateway_resource" "orders" {
  rest_api_id = aws_api_gateway_rest_api.orders.id
  parent_id   = aws_api_gateway_rest_api.orders.root_resource_id
  path_part   = "orders"
}

resource "aws_api_gateway_method" "list_orders" {
  rest_api_id   = aws_api_gateway_rest_api.orders.id
  resource_id   = aws_api_gateway_resource.orders.id
  http_method   = "GET"
  authorization = "CUSTOM"
  authorizer_id = module.authorizer.rest_authorizer_ids["orders"]
}

resource "aws_api_gateway_integration" "backend" {
  rest_api_id             = aws_api_gateway_rest_api.orders.id
  resource_id             = aws_api_gateway_resource.orders.id
  http_method             = aws_api_gateway_method.list_orders.http_method
  type                    = "HTTP_PROXY"
  integration_http_method = "GET"
  uri                     = var.backend_url
  request_parameters      = { "integration.request.header.x-principal" = "context.authorizer.principalId" }
}

# The deployment

resource "aws_api_gateway_deployment" "orders" {
  rest_api_id = aws_api_gateway_rest_api.orders.id

  triggers = {
    methods    = sha1(join("", [file("${path.module}/main.tf"), file("${path.module}/logout.tf")]))
    authorizer = module.authorizer.redeployment_triggers["orders"]
  }

  depends_on = [aws_api_gateway_integration.backend, aws_api_gateway_integration.logout]

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "prod" {
  rest_api_id   = aws_api_gateway_rest_api.orders.id
  deployment_id = aws_api_gateway_deployment.orders.id
  stage_name    = "prod"
}
