# A REST API and an HTTP API that OpenAPI documents define, with their authorizers.

module "authorizer" {
  source = "../../" # yours: source = "OWNER/jwt-authorizer/aws", version = "~> 0.1"

  name     = "openapi-example"
  issuer   = var.issuer
  audience = var.audience

  # The documents define the authorizers. Terraform does not know their IDs, so all authorizers of these APIs may invoke
  # the function.
  openapi_apis = {
    rest = aws_api_gateway_rest_api.orders.execution_arn
    http = aws_apigatewayv2_api.orders.execution_arn
  }
}
