# Function

module "function" {
  source = "./modules/function"

  name = var.name
  tags = var.tags

  issuer                 = var.issuer
  audience               = var.audience
  jwks_url               = var.jwks_url
  jwks_cache_ttl_seconds = var.jwks_cache_ttl_seconds
  algorithms             = var.algorithms
  clock_skew_seconds     = var.clock_skew_seconds
  ca_certificates_pem    = var.ca_certificates_pem

  token_source           = var.token_source
  websocket_token_source = var.websocket_token_source

  memory_size  = var.memory_size
  timeout      = var.timeout
  architecture = var.architecture
  runtime      = var.runtime
  tracing_mode = var.tracing_mode

  invoke_from = var.invoke_from

  create_role          = var.create_role
  role_arn             = var.role_arn
  permissions_boundary = var.permissions_boundary

  log_retention_in_days  = var.log_retention_in_days
  log_kms_key_id         = var.log_kms_key_id
  log_group_skip_destroy = var.log_group_skip_destroy
}

# Attachments

module "rest_api" {
  source   = "./modules/rest-api"
  for_each = var.rest_apis

  function = module.function.attachment
  api = merge(each.value, {
    name                     = "${var.name}-${each.key}"
    result_cache_ttl_seconds = each.value.result_cache_ttl_seconds == null ? var.result_cache_ttl_seconds : each.value.result_cache_ttl_seconds
  })
}

module "http_api" {
  source   = "./modules/http-api"
  for_each = var.http_apis

  function = module.function.attachment
  api = merge(each.value, {
    name                     = "${var.name}-${each.key}"
    result_cache_ttl_seconds = each.value.result_cache_ttl_seconds == null ? var.result_cache_ttl_seconds : each.value.result_cache_ttl_seconds
  })
}

module "websocket_api" {
  source   = "./modules/websocket-api"
  for_each = var.websocket_apis

  function = module.function.attachment
  api      = merge(each.value, { name = "${var.name}-${each.key}" })
}
