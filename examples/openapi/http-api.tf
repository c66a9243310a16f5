resource "aws_apigatewayv2_api" "orders" {
  name          = "openapi-example"
  protocol_type = "HTTP"

  body = jsonencode({
    openapi = "3.0.1"
    info    = { title = "openapi-example", version = "1.0" }

    paths = {
      "/orders" = {
        get = {
          security  = [{ jwt = [] }]
          responses = { default = { description = "The backend's answer" } }
          "x-amazon-apigateway-integration" = {
            type                 = "http_proxy"
            httpMethod           = "GET"
            uri                  = var.backend_url
            payloadFormatVersion = "1.0"
          }
        }
      }
    }

    components = { securitySchemes = { jwt = module.authorizer.openapi_security_schemes.http } }
  })
}

resource "aws_apigatewayv2_stage" "default" {
  api_id      = aws_apigatewayv2_api.orders.id
  name        = "$default"
  auto_deploy = true

  # API Gateway must be allowed to invoke the function before the API goes live.
  depends_on = [module.authorizer]
}
