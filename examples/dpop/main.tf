# Clients that prove with each request that they have the key which their token is bound to (DPoP, RFC 9449). A stolen
# token is useless without that key.

locals {
  stage = "prod"
  # arn:aws:execute-api:REGION:ACCOUNT:ID
  region = split(":", aws_api_gateway_rest_api.orders.execution_arn)[3]
  # What clients call, up to the path of a method. Not invoke_url of the stage, which depends on the authorizer. Behind a
  # custom domain, use its URL instead.
  base_url = "https://${aws_api_gateway_rest_api.orders.id}.execute-api.${local.region}.amazonaws.com/${local.stage}"
}

module "authorizer" {
  source = "../../" # yours: source = "OWNER/jwt-authorizer/aws", version = "~> 0.1"

  name                = "dpop-example"
  issuer              = var.issuer
  audience            = var.audience
  ca_certificates_pem = var.ca_certificates_pem

  dpop_bound_tokens = "required"
  dpop = {
    base_urls          = [local.base_url]
    signing_algorithms = ["ES256", "EdDSA"]
    replay_table_arn   = aws_dynamodb_table.used_proofs.arn
  }
  # Required: an answer holds only for the request with the proof.
  result_cache_ttl_seconds = 0
  rest_apis                = { orders = { id = aws_api_gateway_rest_api.orders.id, type = "REQUEST" } }
}

# Each proof is accepted once, whichever instance of the function checks it. Items are gone soon after a proof is too old.

#trivy:ignore:AVD-AWS-0024 An item is needed for a minute.
#trivy:ignore:AVD-AWS-0025 Items are hashes and times. DynamoDB encrypts them with a key of its own.
resource "aws_dynamodb_table" "used_proofs" {
  #checkov:skip=CKV_AWS_28:An item is needed for a minute.
  #checkov:skip=CKV_AWS_119:Items are hashes and times. DynamoDB encrypts them with a key of its own.
  name         = "dpop-example-used-proofs"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }

  ttl {
    attribute_name = "expires_at"
    enabled        = true
  }
}

resource "aws_api_gateway_rest_api" "orders" {
  name = "dpop-example"
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
  request_parameters      = { "integration.request.header.x-principal" = "context.authorizer.principalId" }
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
  stage_name    = local.stage
}
