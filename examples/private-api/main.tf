# A REST API that only a VPC endpoint reaches, behind the authorizer.

module "authorizer" {
  source = "../../" # yours: source = "OWNER/jwt-authorizer/aws", version = "~> 0.1"

  name      = "private-api-example"
  issuer    = var.issuer
  audience  = var.audience
  rest_apis = { orders = { id = aws_api_gateway_rest_api.orders.id } }
}

resource "aws_api_gateway_rest_api" "orders" {
  name = "private-api-example"

  endpoint_configuration {
    types            = ["PRIVATE"]
    vpc_endpoint_ids = [aws_vpc_endpoint.execute_api.id]
  }
}

# The deny keeps others out. The allow alone does not: where a method has a Lambda authorizer, the allow of either policy
# is enough, and the authorizer's policy allows.
resource "aws_api_gateway_rest_api_policy" "orders" {
  rest_api_id = aws_api_gateway_rest_api.orders.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "execute-api:Invoke"
        Resource  = "${aws_api_gateway_rest_api.orders.execution_arn}/*"
      },
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "execute-api:Invoke"
        Resource  = "${aws_api_gateway_rest_api.orders.execution_arn}/*"
        Condition = { StringNotEquals = { "aws:SourceVpce" = aws_vpc_endpoint.execute_api.id } }
      },
    ]
  })
}
