# A REST API, attached to the function of another stack.

data "aws_ssm_parameter" "authorizer" {
  name = var.parameter_name
}

module "authorizer" {
  source = "../../../modules/rest-api" # yours: source = "OWNER/jwt-authorizer/aws//modules/rest-api", version = "~> 0.1"

  # The attribute value is marked as sensitive and would hide a part of the plan.
  function = jsondecode(data.aws_ssm_parameter.authorizer.insecure_value)
  api      = { id = aws_api_gateway_rest_api.orders.id, create_permission = false } # covered by invoke_from
}

resource "aws_api_gateway_rest_api" "orders" {
  name = "shared-function-example"
}

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
  authorizer_id = module.authorizer.authorizer_id
}

resource "aws_api_gateway_integration" "backend" {
  rest_api_id             = aws_api_gateway_rest_api.orders.id
  resource_id             = aws_api_gateway_resource.orders.id
  http_method             = aws_api_gateway_method.list_orders.http_method
  type                    = "HTTP_PROXY"
  integration_http_method = "GET"
  uri                     = var.backend_url
}

resource "aws_api_gateway_deployment" "orders" {
  rest_api_id = aws_api_gateway_rest_api.orders.id

  # Deploys the REST API again when its methods or its authorizer change. Nothing else does.
  triggers = {
    methods    = sha1(file("${path.module}/main.tf"))
    authorizer = module.authorizer.redeployment_trigger
  }

  depends_on = [aws_api_gateway_integration.backend]

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "prod" {
  rest_api_id   = aws_api_gateway_rest_api.orders.id
  deployment_id = aws_api_gateway_deployment.orders.id
  stage_name    = "prod"
}
