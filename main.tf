# Attachments: one module call for each API. Without APIs this module is the function alone.
# Keys are never secret, not even those of a sensitive map: they are parts of addresses and names.
# The explicit dependency on invoke_from: an API that goes live before it may invoke the function would answer 500.

module "rest_api" {
  source   = "./modules/rest-api"
  for_each = { for key in nonsensitive(keys(var.rest_apis)) : key => var.rest_apis[key] if nonsensitive(var.create) }

  function = local.attachment
  place    = "rest_apis.${each.key}"
  api = merge(each.value, {
    name                     = "${var.name}-${each.key}"
    invalid_token_challenge  = nonsensitive(try(each.value.invalid_token_challenge, null) == null) ? var.invalid_token_challenge : each.value.invalid_token_challenge
    cors_configuration       = nonsensitive(try(each.value.cors_configuration, null) == null) ? var.cors_configuration : each.value.cors_configuration
    result_cache_ttl_seconds = nonsensitive(try(each.value.result_cache_ttl_seconds, null) == null) ? var.result_cache_ttl_seconds : each.value.result_cache_ttl_seconds
  })

  depends_on = [aws_lambda_permission.invoke_from, aws_lambda_permission.invoke_from_token_source]
}

module "http_api" {
  source   = "./modules/http-api"
  for_each = { for key in nonsensitive(keys(var.http_apis)) : key => var.http_apis[key] if nonsensitive(var.create) }

  function = local.attachment
  place    = "http_apis.${each.key}"
  api = merge(each.value, {
    name                     = "${var.name}-${each.key}"
    result_cache_ttl_seconds = nonsensitive(try(each.value.result_cache_ttl_seconds, null) == null) ? var.result_cache_ttl_seconds : each.value.result_cache_ttl_seconds
  })

  depends_on = [aws_lambda_permission.invoke_from, aws_lambda_permission.invoke_from_token_source]
}

module "websocket_api" {
  source   = "./modules/websocket-api"
  for_each = { for key in nonsensitive(keys(var.websocket_apis)) : key => var.websocket_apis[key] if nonsensitive(var.create) }

  function = local.attachment
  place    = "websocket_apis.${each.key}"
  api      = merge(each.value, { name = "${var.name}-${each.key}" })

  depends_on = [aws_lambda_permission.invoke_from, aws_lambda_permission.invoke_from_token_source]
}

# What an OpenAPI document says about the authorizer. It depends on no API, so an API's document can use it.
module "openapi" {
  source = "./modules/openapi"
  count  = nonsensitive(var.create) ? 1 : 0

  function                 = local.attachment
  result_cache_ttl_seconds = var.result_cache_ttl_seconds
}

locals {
  attachment = nonsensitive(var.create) ? {
    function_name          = aws_lambda_function.this[0].function_name
    function_arn           = local.function_arn
    qualifier              = local.alias.name
    invoke_arn             = local.alias.invoke_arn
    token_source           = local.token_source
    websocket_token_source = local.websocket_token_source
    token_sources          = local.attached_token_sources
    per_request            = local.depends_on_request
    dpop                   = local.dpop_challenge

    authorizer_credentials_arn = var.authorizer_credentials_arn
  } : null
}
