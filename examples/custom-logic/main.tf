# Custom logic in two ways: a package in a Lambda layer, added to the module's zip, and a zip of your own.

module "with_layer" {
  source = "../../" # yours: source = "OWNER/jwt-authorizer/aws", version = "~> 0.1"

  name                = "${var.name}-layer"
  issuer              = var.issuer
  audience            = var.audience
  ca_certificates_pem = var.ca_certificates_pem

  http_apis = { this = { id = aws_apigatewayv2_api.this["layer"].id } }

  # Each tenant reaches its own paths. The package in the layer adds /reports/* for tenants with the right plan, and refuses
  # unknown tenants.
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

  # The logic reads a header of the request, so API Gateway must not reuse its answer for another request.
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
