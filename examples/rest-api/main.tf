# A REST API with one method: 401 without a token; requests with a valid token reach the backend.

module "authorizer" {
  source = "../../" # yours: source = "OWNER/jwt-authorizer/aws", version = "~> 0.1"

  name      = "rest-api-example"
  issuer    = var.issuer
  audience  = var.audience
  rest_apis = { orders = { id = aws_api_gateway_rest_api.orders.id } }
}

resource "aws_api_gateway_rest_api" "orders" {
  name = "rest-api-example"
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
  authorizer_id = module.authorizer.rest_authorizer_ids["orders"]
}

resource "aws_api_gateway_integration" "backend" {
  rest_api_id             = aws_api_gateway_rest_api.orders.id
  resource_id             = aws_api_gateway_resource.orders.id
  http_method             = aws_api_gateway_method.list_orders.http_method
  type                    = "HTTP_PROXY"
  integration_http_method = "GET"
  uri                     = var.backend_url

  # Passes the identity to the backend as a header. The principal is never empty, so it always replaces a client's own
  # header of this name.
  request_parameters = { "integration.request.header.x-principal" = "context.authorizer.principalId" }
}

resource "aws_api_gateway_deployment" "orders" {
  rest_api_id = aws_api_gateway_rest_api.orders.id

  # Deploys the REST API again when its methods or its authorizer change. Nothing else does.
  triggers = {
    methods    = sha1(file("${path.module}/main.tf"))
    authorizer = module.authorizer.redeployment_triggers["orders"]
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
