# A REST API whose one method answers 401 without a token and passes requests with one on to the backend.

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

  # The identity goes to the backend as a header. The principal is never empty, so that a client's own header of this
  # name can't take its place.
  request_parameters = { "integration.request.header.x-principal" = "context.authorizer.principalId" }
}

resource "aws_api_gateway_deployment" "orders" {
  rest_api_id = aws_api_gateway_rest_api.orders.id

  # Nothing else deploys a REST API again when its methods or its authorizer change.
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
