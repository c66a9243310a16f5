# An MCP server behind a REST API. Without a token a client gets a 401 that names the protected resource metadata (RFC
# 9728), from which it learns where to get a token.

locals {
  stage = "prod"
  # arn:aws:execute-api:REGION:ACCOUNT:ID
  region = split(":", aws_api_gateway_rest_api.mcp.execution_arn)[3]
  # Behind a custom domain, use its URL instead.
  url          = "https://${aws_api_gateway_rest_api.mcp.id}.execute-api.${local.region}.amazonaws.com/${local.stage}"
  resource     = "${local.url}/mcp"
  metadata_url = "${local.url}/.well-known/oauth-protected-resource"
  # RFC 9728 section 2. A client requires that `resource` is the URL that it called.
  metadata = {
    resource                 = local.resource
    authorization_servers    = [var.issuer]
    scopes_supported         = ["tools:call"]
    bearer_methods_supported = ["header"]
  }
}

module "authorizer" {
  source = "../../" # yours: source = "OWNER/jwt-authorizer/aws", version = "~> 0.1"

  name      = "mcp-server-example"
  issuer    = var.issuer
  audience  = [local.resource]
  rest_apis = { mcp = { id = aws_api_gateway_rest_api.mcp.id, resource_metadata_url = local.metadata_url } }
  rules     = [{ methods = ["POST", "GET", "DELETE"], paths = ["/mcp"], scopes = ["tools:call"] }]
}

resource "aws_api_gateway_rest_api" "mcp" {
  name = "mcp-server-example"
}

# The server

resource "aws_api_gateway_resource" "mcp" {
  rest_api_id = aws_api_gateway_rest_api.mcp.id
  parent_id   = aws_api_gateway_rest_api.mcp.root_resource_id
  path_part   = "mcp"
}

resource "aws_api_gateway_method" "mcp" {
  rest_api_id   = aws_api_gateway_rest_api.mcp.id
  resource_id   = aws_api_gateway_resource.mcp.id
  http_method   = "ANY"
  authorization = "CUSTOM"
  authorizer_id = module.authorizer.rest_authorizer_ids["mcp"]
}

resource "aws_api_gateway_integration" "mcp" {
  rest_api_id             = aws_api_gateway_rest_api.mcp.id
  resource_id             = aws_api_gateway_resource.mcp.id
  http_method             = aws_api_gateway_method.mcp.http_method
  type                    = "HTTP_PROXY"
  integration_http_method = "ANY"
  uri                     = var.backend_url
  request_parameters      = { "integration.request.header.x-principal" = "context.authorizer.principalId" }
}

# The metadata: a fixed answer without an authorizer, because a client reads it before it has a token.

resource "aws_api_gateway_resource" "well_known" {
  rest_api_id = aws_api_gateway_rest_api.mcp.id
  parent_id   = aws_api_gateway_rest_api.mcp.root_resource_id
  path_part   = ".well-known"
}

resource "aws_api_gateway_resource" "metadata" {
  rest_api_id = aws_api_gateway_rest_api.mcp.id
  parent_id   = aws_api_gateway_resource.well_known.id
  path_part   = "oauth-protected-resource"
}

#trivy:ignore:AVD-AWS-0004 A client reads the metadata before it has a token.
resource "aws_api_gateway_method" "metadata" {
  #checkov:skip=CKV_AWS_59:A client reads the metadata before it has a token.
  rest_api_id   = aws_api_gateway_rest_api.mcp.id
  resource_id   = aws_api_gateway_resource.metadata.id
  http_method   = "GET"
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "metadata" {
  rest_api_id       = aws_api_gateway_rest_api.mcp.id
  resource_id       = aws_api_gateway_resource.metadata.id
  http_method       = aws_api_gateway_method.metadata.http_method
  type              = "MOCK"
  request_templates = { "application/json" = jsonencode({ statusCode = 200 }) }
}

resource "aws_api_gateway_method_response" "metadata" {
  rest_api_id = aws_api_gateway_rest_api.mcp.id
  resource_id = aws_api_gateway_resource.metadata.id
  http_method = aws_api_gateway_method.metadata.http_method
  status_code = "200"
}

resource "aws_api_gateway_integration_response" "metadata" {
  rest_api_id        = aws_api_gateway_rest_api.mcp.id
  resource_id        = aws_api_gateway_resource.metadata.id
  http_method        = aws_api_gateway_method.metadata.http_method
  status_code        = aws_api_gateway_method_response.metadata.status_code
  response_templates = { "application/json" = jsonencode(local.metadata) }

  depends_on = [aws_api_gateway_integration.metadata]
}

# The deployment

resource "aws_api_gateway_deployment" "mcp" {
  rest_api_id = aws_api_gateway_rest_api.mcp.id

  triggers = {
    methods    = sha1(file("${path.module}/main.tf"))
    metadata   = jsonencode(local.metadata)
    authorizer = module.authorizer.redeployment_triggers["mcp"]
  }

  depends_on = [aws_api_gateway_integration.mcp, aws_api_gateway_integration_response.metadata]

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "prod" {
  rest_api_id   = aws_api_gateway_rest_api.mcp.id
  deployment_id = aws_api_gateway_deployment.mcp.id
  stage_name    = local.stage
}
