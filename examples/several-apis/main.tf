# One function for two APIs, each with an audience and a rule of its own: a token for one API does not open the other.

module "authorizer" {
  source = "../../" # yours: source = "OWNER/jwt-authorizer/aws", version = "~> 0.1"

  name                = "several-apis-example"
  issuer              = var.issuer
  ca_certificates_pem = var.ca_certificates_pem

  # Both are made from one variable, so that every attached API has its audience.
  http_apis = { for key in keys(var.apis) : key => { id = aws_apigatewayv2_api.this[key].id } }
  apis      = { for key, api in var.apis : key => { id = aws_apigatewayv2_api.this[key].id, audience = api.audience } }

  rules = [
    { apis = ["orders"], methods = ["GET"], paths = ["/items"], scopes = ["orders:read"] },
    { apis = ["billing"], methods = ["GET"], paths = ["/items"], scopes = ["billing:read"] },

    # For all APIs.
    { methods = ["GET"], paths = ["/profile"], any_token = true },
  ]

  rule_tests = [
    { api = "orders", claims = { scope = "orders:read" }, allow = ["GET /items", "GET /profile"], deny = ["POST /items"] },
    { api = "billing", claims = { scope = "orders:read" }, allow = ["GET /profile"], deny = ["GET /items"] },
  ]
}

resource "aws_apigatewayv2_api" "this" {
  for_each = var.apis

  name          = "several-apis-example-${each.key}"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_route" "any" {
  for_each = var.apis

  api_id             = aws_apigatewayv2_api.this[each.key].id
  route_key          = "ANY /{proxy+}"
  target             = "integrations/${aws_apigatewayv2_integration.backend[each.key].id}"
  authorization_type = "CUSTOM"
  authorizer_id      = module.authorizer.http_authorizer_ids[each.key]
}

resource "aws_apigatewayv2_integration" "backend" {
  for_each = var.apis

  api_id             = aws_apigatewayv2_api.this[each.key].id
  integration_type   = "HTTP_PROXY"
  integration_method = "ANY"
  integration_uri    = each.value.backend_url
}

resource "aws_apigatewayv2_stage" "default" {
  for_each = var.apis

  api_id      = aws_apigatewayv2_api.this[each.key].id
  name        = "$default"
  auto_deploy = true
}
