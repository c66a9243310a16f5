resource "aws_api_gateway_rest_api" "this" {
  name           = "${var.name}-probes"
  api_key_source = "AUTHORIZER"
}

resource "aws_api_gateway_authorizer" "this" {
  rest_api_id                      = aws_api_gateway_rest_api.this.id
  name                             = "${var.name}-probes"
  type                             = "REQUEST"
  authorizer_uri                   = aws_lambda_alias.observer.invoke_arn
  authorizer_result_ttl_in_seconds = 0
  identity_source                  = "method.request.header.Authorization"
}

locals {
  # Resources by their path: method, whether an API key is required, and the context value that becomes a header.
  resources = {
    "{proxy+}" = { method = "ANY", needs_key = false, mapped = null }
    "keyed"    = { method = "GET", needs_key = true, mapped = null }
    "filled"   = { method = "GET", needs_key = false, mapped = "filled" }
    "empty"    = { method = "GET", needs_key = false, mapped = "empty" }
  }
}

resource "aws_api_gateway_resource" "this" {
  for_each = local.resources

  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_rest_api.this.root_resource_id
  path_part   = each.key
}

resource "aws_api_gateway_method" "this" {
  for_each = local.resources

  rest_api_id      = aws_api_gateway_rest_api.this.id
  resource_id      = aws_api_gateway_resource.this[each.key].id
  http_method      = each.value.method
  authorization    = "CUSTOM"
  authorizer_id    = aws_api_gateway_authorizer.this.id
  api_key_required = each.value.needs_key
}

resource "aws_api_gateway_integration" "this" {
  for_each = local.resources

  rest_api_id             = aws_api_gateway_rest_api.this.id
  resource_id             = aws_api_gateway_resource.this[each.key].id
  http_method             = aws_api_gateway_method.this[each.key].http_method
  type                    = each.value.mapped == null ? "AWS_PROXY" : "HTTP_PROXY"
  integration_http_method = each.value.mapped == null ? "POST" : "GET"
  uri                     = each.value.mapped == null ? aws_lambda_function.this["echo"].invoke_arn : local.mapping_backend_url

  request_parameters = each.value.mapped == null ? {} : {
    "integration.request.header.x-mapped" = "context.authorizer.${each.value.mapped}"
  }
}

resource "aws_api_gateway_deployment" "this" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  depends_on  = [aws_api_gateway_integration.this]
}

resource "aws_api_gateway_stage" "prod" {
  rest_api_id   = aws_api_gateway_rest_api.this.id
  deployment_id = aws_api_gateway_deployment.this.id
  stage_name    = "prod"
}

# A key that the authorizer names as the caller's.

resource "aws_api_gateway_api_key" "this" {
  name  = "${var.name}-probes"
  value = var.api_key
}

resource "aws_api_gateway_usage_plan" "this" {
  name = "${var.name}-probes"

  api_stages {
    api_id = aws_api_gateway_rest_api.this.id
    stage  = aws_api_gateway_stage.prod.stage_name
  }
}

resource "aws_api_gateway_usage_plan_key" "this" {
  key_id        = aws_api_gateway_api_key.this.id
  key_type      = "API_KEY"
  usage_plan_id = aws_api_gateway_usage_plan.this.id
}
