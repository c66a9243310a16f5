# An HTTP API, attached to the function of another stack.

data "aws_ssm_parameter" "authorizer" {
  name = var.parameter_name
}

module "authorizer" {
  source = "../../../modules/http-api" # yours: source = "OWNER/jwt-authorizer/aws//modules/http-api", version = "~> 0.1"

  # The attribute value is marked as sensitive and would hide a part of the plan.
  function = jsondecode(data.aws_ssm_parameter.authorizer.insecure_value)
  api      = { id = aws_apigatewayv2_api.orders.id, create_permission = false } # covered by invoke_from
}

resource "aws_apigatewayv2_api" "orders" {
  name          = "shared-function-example"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_route" "list_orders" {
  api_id             = aws_apigatewayv2_api.orders.id
  route_key          = "GET /orders"
  target             = "integrations/${aws_apigatewayv2_integration.backend.id}"
  authorization_type = "CUSTOM"
  authorizer_id      = module.authorizer.authorizer_id
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
