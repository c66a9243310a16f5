# What rules can't say, two ways: in a package of a Lambda layer, beside the zip of the module, and in a zip of one's own.

module "with_layer" {
  source = "../../" # yours: source = "OWNER/jwt-authorizer/aws", version = "~> 0.1"

  name                = "${var.name}-layer"
  issuer              = var.issuer
  audience            = var.audience
  ca_certificates_pem = var.ca_certificates_pem

  http_apis = { this = { id = aws_apigatewayv2_api.this["layer"].id } }

  # Every tenant's own; the package adds /reports/* for those who have paid for them, and refuses strangers.
  rules = [{ paths = ["/tenants/{tenant_id}/*"] }]

  extension = {
    layer_arn    = aws_lambda_layer_version.authz.arn
    module       = "authz"
    context_keys = ["plan"]
  }
}

# layer/authz/index.js, as nodejs/node_modules/authz
resource "aws_lambda_layer_version" "authz" {
  layer_name          = "${var.name}-authz"
  filename            = "${path.module}/layer.zip"
  source_code_hash    = filebase64sha256("${path.module}/layer.zip")
  compatible_runtimes = ["nodejs22.x"]
}

module "with_zip" {
  source = "../../" # yours: source = "OWNER/jwt-authorizer/aws", version = "~> 0.1"

  name                = "${var.name}-zip"
  issuer              = var.issuer
  audience            = var.audience
  ca_certificates_pem = var.ca_certificates_pem

  http_apis = { this = { id = aws_apigatewayv2_api.this["zip"].id } }

  # authorizer/index.ts, bundled
  filename  = "${path.module}/authorizer.zip"
  extension = { per_request = true }

  # It looks at a header: no answer may be kept for the next request.
  result_cache_ttl_seconds = 0
}

# An API for each

locals {
  authorizer_ids = {
    layer = module.with_layer.http_authorizer_ids["this"]
    zip   = module.with_zip.http_authorizer_ids["this"]
  }
}

resource "aws_apigatewayv2_api" "this" {
  for_each = toset(["layer", "zip"])

  name          = "${var.name}-${each.key}"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_route" "any" {
  for_each = local.authorizer_ids

  api_id             = aws_apigatewayv2_api.this[each.key].id
  route_key          = "ANY /{proxy+}"
  target             = "integrations/${aws_apigatewayv2_integration.backend[each.key].id}"
  authorization_type = "CUSTOM"
  authorizer_id      = each.value
}

resource "aws_apigatewayv2_integration" "backend" {
  for_each = aws_apigatewayv2_api.this

  api_id                 = each.value.id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_function.backend.invoke_arn
  payload_format_version = "2.0"
}

resource "aws_apigatewayv2_stage" "default" {
  for_each = aws_apigatewayv2_api.this

  api_id      = each.value.id
  name        = "$default"
  auto_deploy = true
}
