# Attachments: one module call for each API. Without APIs this module is the function alone.
# The explicit dependency on invoke_from: an API that goes live before it may invoke the function would answer 500.

module "rest_api" {
  source   = "./modules/rest-api"
  for_each = var.create ? var.rest_apis : {}

  function = local.attachment
  api = merge(each.value, {
    name                     = "${var.name}-${each.key}"
    invalid_token_challenge  = each.value.invalid_token_challenge == null ? var.invalid_token_challenge : each.value.invalid_token_challenge
    cors_configuration       = each.value.cors_configuration == null ? var.cors_configuration : each.value.cors_configuration
    result_cache_ttl_seconds = each.value.result_cache_ttl_seconds == null ? var.result_cache_ttl_seconds : each.value.result_cache_ttl_seconds
  })

  depends_on = [aws_lambda_permission.invoke_from]
}

module "http_api" {
  source   = "./modules/http-api"
  for_each = var.create ? var.http_apis : {}

  function = local.attachment
  api = merge(each.value, {
    name                     = "${var.name}-${each.key}"
    result_cache_ttl_seconds = each.value.result_cache_ttl_seconds == null ? var.result_cache_ttl_seconds : each.value.result_cache_ttl_seconds
  })

  depends_on = [aws_lambda_permission.invoke_from]
}

module "websocket_api" {
  source   = "./modules/websocket-api"
  for_each = var.create ? var.websocket_apis : {}

  function = local.attachment
  api      = merge(each.value, { name = "${var.name}-${each.key}" })

  depends_on = [aws_lambda_permission.invoke_from]
}

# What an OpenAPI document says about the authorizer. It knows no API, so that a document can use it.
module "openapi" {
  source = "./modules/openapi"
  count  = var.create ? 1 : 0

  function                 = local.attachment
  result_cache_ttl_seconds = var.result_cache_ttl_seconds
}

locals {
  attachment = var.create ? {
    function_name          = aws_lambda_function.this[0].function_name
    function_arn           = local.function_arn
    qualifier              = aws_lambda_alias.this[0].name
    invoke_arn             = aws_lambda_alias.this[0].invoke_arn
    token_source           = local.token_source
    websocket_token_source = local.websocket_token_source
    per_request            = local.extension_is_per_request
  } : null
}
