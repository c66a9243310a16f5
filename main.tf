# Attachments

locals {
  has_http_paths = length(var.rest_apis) + length(var.http_apis) > 0
  has_connect    = length(var.websocket_apis) > 0

  # Rules that none of the attached APIs could ever ask for. What is malformed is for the function to report.
  idle_rules = [
    for index, rule in jsondecode(startswith(local.rules_json, "[") ? local.rules_json : "[]") : "rules[${index}]"
    if(local.has_http_paths || local.has_connect) && try(!anytrue([
      local.has_http_paths && anytrue([for path in rule.paths : startswith(path, "/")]),
      local.has_connect && contains(rule.paths, "$connect"),
      local.has_connect && contains(rule.paths, "/*") && lookup(rule, "methods", null) == null,
    ]), false)
  ]
}

module "rest_api" {
  source   = "./modules/rest-api"
  for_each = var.rest_apis

  function = local.attachment
  api = merge(each.value, {
    name                     = "${var.name}-${each.key}"
    invalid_token_challenge  = each.value.invalid_token_challenge == null ? var.invalid_token_challenge : each.value.invalid_token_challenge
    cors_configuration       = each.value.cors_configuration == null ? var.cors_configuration : each.value.cors_configuration
    result_cache_ttl_seconds = each.value.result_cache_ttl_seconds == null ? var.result_cache_ttl_seconds : each.value.result_cache_ttl_seconds
  })
}

module "http_api" {
  source   = "./modules/http-api"
  for_each = var.http_apis

  function = local.attachment
  api = merge(each.value, {
    name                     = "${var.name}-${each.key}"
    result_cache_ttl_seconds = each.value.result_cache_ttl_seconds == null ? var.result_cache_ttl_seconds : each.value.result_cache_ttl_seconds
  })
}

module "websocket_api" {
  source   = "./modules/websocket-api"
  for_each = var.websocket_apis

  function = local.attachment
  api      = merge(each.value, { name = "${var.name}-${each.key}" })
}

locals {
  attachment = {
    function_name          = aws_lambda_function.this.function_name
    function_arn           = aws_lambda_function.this.arn
    qualifier              = aws_lambda_alias.this.name
    invoke_arn             = aws_lambda_alias.this.invoke_arn
    token_source           = local.token_source
    websocket_token_source = local.websocket_token_source
    per_request            = local.extension_is_per_request
  }
}
