resource "aws_api_gateway_rest_api" "orders" {
  name = "openapi-example"

  body = jsonencode({
    openapi = "3.0.1"
    info    = { title = "openapi-example", version = "1.0" }

    paths = {
      "/orders" = {
        get = {
          security  = [{ jwt = [] }]
          responses = { default = { description = "The backend's answer" } }
          "x-amazon-apigateway-integration" = {
            type       = "http_proxy"
            httpMethod = "GET"
            uri        = var.backend_url

            # The principal is never empty, so it always replaces a client's own header of this name.
            requestParameters = { "integration.request.header.x-principal" = "context.authorizer.principalId" }
          }
        }
      }
    }

    components = { securitySchemes = { jwt = module.authorizer.openapi_security_schemes.rest_token } }
  })
}

resource "aws_api_gateway_deployment" "orders" {
  rest_api_id = aws_api_gateway_rest_api.orders.id

  # The document contains all settings of the authorizer.
  triggers = { document = sha1(aws_api_gateway_rest_api.orders.body) }

  # API Gateway must be allowed to invoke the function before the API goes live.
  depends_on = [module.authorizer]

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "prod" {
  rest_api_id   = aws_api_gateway_rest_api.orders.id
  deployment_id = aws_api_gateway_deployment.orders.id
  stage_name    = "prod"
}
