resource "aws_api_gateway_rest_api" "this" {
  for_each = toset(["token", "request"])

  name = "${var.name}-${each.key}"
}

resource "aws_api_gateway_resource" "identity" {
  for_each = aws_api_gateway_rest_api.this

  rest_api_id = each.value.id
  parent_id   = each.value.root_resource_id
  path_part   = "identity"
}

resource "aws_api_gateway_method" "identity" {
  for_each = aws_api_gateway_resource.identity

  rest_api_id   = each.value.rest_api_id
  resource_id   = each.value.id
  http_method   = "GET"
  authorization = "CUSTOM"
  authorizer_id = module.authorizer.rest_authorizer_ids[each.key]
}

resource "aws_api_gateway_integration" "identity" {
  for_each = aws_api_gateway_method.identity

  rest_api_id             = each.value.rest_api_id
  resource_id             = each.value.resource_id
  http_method             = each.value.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.backend.invoke_arn
}

resource "aws_api_gateway_deployment" "this" {
  for_each = aws_api_gateway_rest_api.this

  rest_api_id = each.value.id

  # Deploys the REST API again when its methods or its authorizer change. Nothing else does.
  triggers = {
    methods    = sha1(file("${path.module}/rest-apis.tf"))
    authorizer = module.authorizer.redeployment_triggers[each.key]
  }

  depends_on = [aws_api_gateway_integration.identity]

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "prod" {
  for_each = aws_api_gateway_deployment.this

  rest_api_id   = each.value.rest_api_id
  deployment_id = each.value.id
  stage_name    = "prod"
}
