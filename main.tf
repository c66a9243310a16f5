# Function

module "function" {
  source = "./modules/function"

  name = var.name
  tags = var.tags

  issuer                 = var.issuer
  trusted_issuers        = var.trusted_issuers
  audience               = var.audience
  audience_claim         = var.audience_claim
  required_claims        = var.required_claims
  token_type             = var.token_type
  max_token_age_seconds  = var.max_token_age_seconds
  jwks_url               = var.jwks_url
  jwks_cache_ttl_seconds = var.jwks_cache_ttl_seconds
  jwks_max_stale_seconds = var.jwks_max_stale_seconds
  algorithms             = var.algorithms
  clock_skew_seconds     = var.clock_skew_seconds
  ca_certificates_pem    = var.ca_certificates_pem

  token_source           = var.token_source
  websocket_token_source = var.websocket_token_source

  rules                  = var.rules
  rule_tests             = var.rule_tests
  strict_paths           = var.strict_paths
  invalid_token_response = var.invalid_token_response

  claims_to_context    = var.claims_to_context
  principal_claim      = var.principal_claim
  usage_plan_key_claim = var.usage_plan_key_claim

  extension = var.extension
  filename  = var.filename

  configuration_s3 = var.configuration_s3

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

locals {
  has_http_paths = length(var.rest_apis) + length(var.http_apis) > 0
  has_connect    = length(var.websocket_apis) > 0

  # Rules that none of the attached APIs could ever ask for. What is malformed is for the function to report.
  rules_json = jsonencode(var.rules)
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

  function = module.function.attachment
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
